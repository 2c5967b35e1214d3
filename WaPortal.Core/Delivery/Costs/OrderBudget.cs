using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery.Costs;

/// <summary>The most that an order may come to. An order without one has no row.</summary>
public sealed class OrderBudget : ITenantOwned
{
    private OrderBudget()
    {
    }

    public TenantId TenantId { get; private set; }

    public SendOrderId OrderId { get; private set; }

    /// <summary>Millionths.</summary>
    public long BudgetMicros { get; private set; }

    public string Currency { get; private set; } = "";

    /// <summary>
    /// What delivered messages cost, and what those that were claimed are expected to: never less than what the order came to. A message that failed is taken out when the
    /// budget would be passed otherwise.
    /// </summary>
    public long CommittedMicros { get; private set; }
}

internal sealed class OrderBudgetConfiguration : IEntityTypeConfiguration<OrderBudget>
{
    public void Configure(EntityTypeBuilder<OrderBudget> builder)
    {
        builder.ToTable("order_budgets");
        builder.HasKey(b => new { b.TenantId, b.OrderId });
        builder.HasOne<SendOrder>().WithMany().HasForeignKey(b => new { b.TenantId, b.OrderId }).OnDelete(DeleteBehavior.Restrict);
        builder.Property(b => b.Currency).HasMaxLength(3);
    }
}
