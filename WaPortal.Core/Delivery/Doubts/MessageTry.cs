using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.Delivery.Doubts;

/// <summary>
/// One of several times that a message went out, because a person had it sent again after a doubt. Messages that went out once have none. The tries are told apart by
/// what comes back in <c>biz_opaque_callback_data</c>.
/// </summary>
public sealed class MessageTry : ITenantOwned
{
    private MessageTry()
    {
    }

    public TenantId TenantId { get; private set; }

    public MessageId MessageId { get; private set; }

    /// <summary>From 0.</summary>
    public int Number { get; private set; }

    public DateTimeOffset? ClaimedAt { get; private set; }

    public string? Wamid { get; private set; }

    /// <summary>The furthest that the platform told of it; null while it told nothing.</summary>
    public MessageStatus? Status { get; private set; }

    public DateTimeOffset? StatusAt { get; private set; }

    /// <summary>Who had the message sent again after it; null for the newest.</summary>
    public string? DecidedBy { get; private set; }

    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>Whether it is known to have reached the platform's hands and not failed.</summary>
    internal bool IsProved => Status is not (null or MessageStatus.Failed);
}

internal sealed class MessageTryConfiguration : IEntityTypeConfiguration<MessageTry>
{
    public void Configure(EntityTypeBuilder<MessageTry> builder)
    {
        builder.ToTable("message_tries");
        builder.HasKey(m => new { m.TenantId, m.MessageId, m.Number });
        builder.HasOne<Message>().WithMany().HasForeignKey(m => new { m.TenantId, m.MessageId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(m => new { m.TenantId, m.Wamid });
        builder.Property(m => m.Wamid).HasMaxLength(200);
        builder.Property(m => m.DecidedBy).HasMaxLength(100);
    }
}
