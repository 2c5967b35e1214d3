using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery.Remains;

/// <summary>What is counted of messages that are deleted. Stored by name.</summary>
public enum RemainKind
{
    /// <summary>Ended as failed, by code and reason.</summary>
    Failed,

    /// <summary>Ended as skipped, by reason.</summary>
    Skipped,

    /// <summary>Answered in some way.</summary>
    Answered,

    /// <summary>Answered with words.</summary>
    Reply,

    /// <summary>Answered with a button, by its label.</summary>
    Press,

    /// <summary>Opted out soon after it.</summary>
    OptedOut,

    /// <summary>Opened a link.</summary>
    Clicked,

    /// <summary>Opened one link, by its id.</summary>
    Link,

    /// <summary>How often one link was opened, by its id.</summary>
    Clicks,
}

/// <summary>Figures of an order's messages that are deleted: what its report would count among them. Holds nothing about anybody.</summary>
public sealed class OrderRemain : ITenantOwned
{
    private OrderRemain()
    {
    }

    public TenantId TenantId { get; private set; }

    public SendOrderId OrderId { get; private set; }

    public RemainKind Kind { get; private set; }

    /// <summary>The platform's code; 0 for none.</summary>
    public int Code { get; private set; }

    /// <summary>The reason or the label of a button; empty for none.</summary>
    public string Words { get; private set; } = "";

    public int Count { get; private set; }
}

internal sealed class OrderRemainConfiguration : IEntityTypeConfiguration<OrderRemain>
{
    public void Configure(EntityTypeBuilder<OrderRemain> builder)
    {
        builder.ToTable("order_remains");
        builder.HasKey(r => new { r.TenantId, r.OrderId, r.Kind, r.Code, r.Words });
        builder.HasOne<SendOrder>().WithMany().HasForeignKey(r => new { r.TenantId, r.OrderId }).OnDelete(DeleteBehavior.Cascade);
        builder.Property(r => r.Kind).HasMaxLength(10);
        builder.Property(r => r.Words).HasMaxLength(200);
    }
}
