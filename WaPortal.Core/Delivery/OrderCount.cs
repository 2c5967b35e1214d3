using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery;

/// <summary>How many messages of an order are in a state: changed in the transaction that changes the state, always equal to a count over the rows.</summary>
public sealed class OrderCount : ITenantOwned
{
    private OrderCount()
    {
    }

    public TenantId TenantId { get; private set; }

    public SendOrderId OrderId { get; private set; }

    public MessageState State { get; private set; }

    public int Count { get; private set; }
}

internal sealed class OrderCountConfiguration : IEntityTypeConfiguration<OrderCount>
{
    public void Configure(EntityTypeBuilder<OrderCount> builder)
    {
        builder.ToTable("order_counts");
        builder.HasKey(c => new { c.TenantId, c.OrderId, c.State });
        builder.HasOne<SendOrder>().WithMany().HasForeignKey(c => new { c.TenantId, c.OrderId }).OnDelete(DeleteBehavior.Restrict);
    }
}
