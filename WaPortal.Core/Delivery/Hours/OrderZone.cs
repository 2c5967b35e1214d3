using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery.Hours;

/// <summary>The people of one place in an order. Its messages carry the number, so that the claim walks those who may be written to now and nobody else.</summary>
public sealed class OrderZone : ITenantOwned
{
    private OrderZone()
    {
    }

    public TenantId TenantId { get; private set; }

    public SendOrderId OrderId { get; private set; }

    /// <summary>From 1 on; messages of no known place carry 0 and have no row here.</summary>
    public int Number { get; private set; }

    /// <summary>See <see cref="Place.Region"/>.</summary>
    public string Region { get; private set; } = "";

    /// <summary>See <see cref="Place.Zone"/>.</summary>
    public string Zone { get; private set; } = "";

    /// <summary>Messages that were added as queued.</summary>
    public int People { get; private set; }
}

internal sealed class OrderZoneConfiguration : IEntityTypeConfiguration<OrderZone>
{
    public void Configure(EntityTypeBuilder<OrderZone> builder)
    {
        builder.ToTable("order_zones");
        builder.HasKey(z => new { z.TenantId, z.OrderId, z.Number });
        builder.HasOne<SendOrder>().WithMany().HasForeignKey(z => new { z.TenantId, z.OrderId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(z => new { z.TenantId, z.OrderId, z.Region, z.Zone }).IsUnique();
        builder.Property(z => z.Region).HasMaxLength(2);
        builder.Property(z => z.Zone).HasMaxLength(60);
    }
}
