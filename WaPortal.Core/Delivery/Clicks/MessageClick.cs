using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery.Clicks;

/// <summary>That a link of a message was opened. From where and with what is not kept.</summary>
public sealed class MessageClick : ITenantOwned
{
    private MessageClick()
    {
    }

    public TenantId TenantId { get; private set; }

    public MessageId MessageId { get; private set; }

    /// <summary><see cref="TrackedLink.Id"/>.</summary>
    public long LinkId { get; private set; }

    /// <summary>The message's order.</summary>
    public SendOrderId OrderId { get; private set; }

    public DateTimeOffset FirstAt { get; private set; }

    public DateTimeOffset LastAt { get; private set; }

    /// <summary>How often, from 1 on.</summary>
    public int Clicks { get; private set; }
}

internal sealed class MessageClickConfiguration : IEntityTypeConfiguration<MessageClick>
{
    public void Configure(EntityTypeBuilder<MessageClick> builder)
    {
        builder.ToTable("message_clicks");
        builder.HasKey(c => new { c.TenantId, c.MessageId, c.LinkId });
        builder.HasOne<Message>().WithMany().HasForeignKey(c => new { c.TenantId, c.MessageId }).OnDelete(DeleteBehavior.Cascade);
        // The report counts along this one.
        builder.HasIndex(c => new { c.TenantId, c.OrderId, c.LinkId, c.MessageId });
    }
}
