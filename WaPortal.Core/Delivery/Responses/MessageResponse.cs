using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery.Responses;

/// <summary>How a person answered a message.</summary>
public enum ResponseKind
{
    /// <summary>They wrote something or sent a file.</summary>
    Reply,

    /// <summary>They tapped one of its buttons.</summary>
    Press,
}

/// <summary>That a message was answered: once for replies, once for each button. What a reply says is not kept.</summary>
public sealed class MessageResponse : ITenantOwned
{
    /// <summary>Longest label, in characters; the platform's buttons have at most 25.</summary>
    public const int LabelLength = 100;

    private MessageResponse()
    {
    }

    public TenantId TenantId { get; private set; }

    public MessageId MessageId { get; private set; }

    public ResponseKind Kind { get; private set; }

    /// <summary>The label of the button; empty for a reply.</summary>
    public string Label { get; private set; } = "";

    public SendOrderId OrderId { get; private set; }

    /// <summary>When the first one came, by the platform's clock.</summary>
    public DateTimeOffset At { get; private set; }
}

internal sealed class MessageResponseConfiguration : IEntityTypeConfiguration<MessageResponse>
{
    public void Configure(EntityTypeBuilder<MessageResponse> builder)
    {
        builder.ToTable("message_responses");
        builder.HasKey(r => new { r.TenantId, r.MessageId, r.Kind, r.Label });
        builder.HasOne<Message>().WithMany().HasForeignKey(r => new { r.TenantId, r.MessageId }).OnDelete(DeleteBehavior.Cascade);
        // The report counts along this one.
        builder.HasIndex(r => new { r.TenantId, r.OrderId, r.Kind, r.Label, r.MessageId });
        builder.Property(r => r.Kind).HasMaxLength(10);
        builder.Property(r => r.Label).HasMaxLength(MessageResponse.LabelLength);
    }
}
