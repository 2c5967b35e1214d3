using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery.Costs;

/// <summary>What an order's delivered messages were charged as and came to: changed in the transaction that books a message's charge.</summary>
public sealed class OrderCharge : ITenantOwned
{
    private OrderCharge()
    {
    }

    public TenantId TenantId { get; private set; }

    public SendOrderId OrderId { get; private set; }

    /// <summary>The narrowest market (<see cref="Costs.Market"/>); empty where nobody knows it.</summary>
    public string Market { get; private set; } = "";

    /// <summary>As the platform said it (<see cref="PriceCategory"/>).</summary>
    public string Category { get; private set; } = "";

    /// <summary>Whether the platform charges them.</summary>
    public bool Billable { get; private set; }

    /// <summary>The currency of the card that held; empty where none did.</summary>
    public string Currency { get; private set; } = "";

    public int Count { get; private set; }

    /// <summary>Those among them whose rate no card states: they are in no sum.</summary>
    public int Unpriced { get; private set; }

    /// <summary>Millionths.</summary>
    public long CostMicros { get; private set; }
}

internal sealed class OrderChargeConfiguration : IEntityTypeConfiguration<OrderCharge>
{
    public void Configure(EntityTypeBuilder<OrderCharge> builder)
    {
        builder.ToTable("order_charges");
        builder.HasKey(c => new { c.TenantId, c.OrderId, c.Market, c.Category, c.Billable, c.Currency });
        builder.HasOne<SendOrder>().WithMany().HasForeignKey(c => new { c.TenantId, c.OrderId }).OnDelete(DeleteBehavior.Restrict);
        builder.Property(c => c.Market).HasMaxLength(60);
        builder.Property(c => c.Category).HasMaxLength(40);
        builder.Property(c => c.Currency).HasMaxLength(3);
    }
}

/// <summary>How many messages an order was filled with for each market: what its estimate is made of.</summary>
public sealed class OrderMarket : ITenantOwned
{
    private OrderMarket()
    {
    }

    public TenantId TenantId { get; private set; }

    public SendOrderId OrderId { get; private set; }

    /// <summary>The narrowest market; empty where nobody knows it.</summary>
    public string Market { get; private set; } = "";

    public int Count { get; private set; }
}

internal sealed class OrderMarketConfiguration : IEntityTypeConfiguration<OrderMarket>
{
    public void Configure(EntityTypeBuilder<OrderMarket> builder)
    {
        builder.ToTable("order_markets");
        builder.HasKey(c => new { c.TenantId, c.OrderId, c.Market });
        builder.HasOne<SendOrder>().WithMany().HasForeignKey(c => new { c.TenantId, c.OrderId }).OnDelete(DeleteBehavior.Restrict);
        builder.Property(c => c.Market).HasMaxLength(60);
    }
}
