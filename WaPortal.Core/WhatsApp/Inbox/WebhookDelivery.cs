using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.WhatsApp;

/// <summary>The id of a received webhook. Grows with each row, so it orders those of one millisecond as they came.</summary>
public readonly record struct WebhookDeliveryId(Guid Value) : IGuidId<WebhookDeliveryId>
{
    /// <inheritdoc />
    public static WebhookDeliveryId Create(Guid value) => new(value);

    /// <summary>A new id.</summary>
    public static WebhookDeliveryId New() => new(OrderedIds.Next());
}

/// <summary>How far a received webhook has come.</summary>
public enum WebhookState
{
    /// <summary>Stored and answered; its events are not handled yet.</summary>
    Waiting,

    /// <summary>All of its events are handled.</summary>
    Processed,

    /// <summary>At least one event was not handled, and the reason says why. What could be handled was.</summary>
    Quarantined,
}

/// <summary>A signed webhook as it came, encrypted at rest. Kept until retention takes it.</summary>
public sealed class WebhookDelivery : ITenantOwned
{
    internal const string Table = "webhook_inbox";

    /// <summary>The longest reason that is kept, in characters.</summary>
    public const int ReasonLength = 500;

    /// <summary>The longest body that is taken, in bytes: the platform's own cap.</summary>
    public const int MostBytes = 3 * 1024 * 1024;

    private WebhookDelivery()
    {
    }

    /// <inheritdoc />
    public TenantId TenantId { get; private set; }

    /// <summary>The row's id.</summary>
    public WebhookDeliveryId Id { get; private set; }

    /// <summary>The account to whose address it came.</summary>
    public WhatsAppAccountId AccountId { get; private set; }

    /// <summary>When it came.</summary>
    public DateTimeOffset ReceivedAt { get; private set; }

    /// <summary>The body, encrypted; see <see cref="Open"/>.</summary>
    public byte[] Body { get; private set; } = [];

    /// <summary>What it is about.</summary>
    public WebhookKind Kind { get; private set; }

    /// <summary>The first sender number that it names, by the platform's id; null where it names none.</summary>
    public string? PhoneNumberId { get; private set; }

    /// <summary>How far it has come.</summary>
    public WebhookState State { get; private set; }

    /// <summary>Why it is in quarantine; holds nothing of the content.</summary>
    public string? Reason { get; private set; }

    /// <summary>How often handling it has failed.</summary>
    public int Attempts { get; private set; }

    /// <summary>Not before this.</summary>
    public DateTimeOffset NextAttemptAt { get; private set; }

    /// <summary>When it was processed or put into quarantine.</summary>
    public DateTimeOffset? SettledAt { get; private set; }

    /// <summary>A webhook that came just now.</summary>
    public static WebhookDelivery Receive(TenantKeyRing keys, WhatsAppAccountId account, ReadOnlySpan<byte> body, WebhookGist gist, DateTimeOffset now)
    {
        var id = WebhookDeliveryId.New();
        return new WebhookDelivery
        {
            TenantId = keys.TenantId,
            Id = id,
            AccountId = account,
            ReceivedAt = now,
            NextAttemptAt = now,
            Kind = gist.Kind,
            PhoneNumberId = gist.PhoneNumberId,
            Body = keys.Encrypt(KeyPurpose.PersonalData, body, Table, "body", id.Value.ToString()),
        };
    }

    /// <summary>The bytes as they came.</summary>
    public byte[] Open(TenantKeyRing keys) => keys.Decrypt(KeyPurpose.PersonalData, Body, Table, "body", Id.Value.ToString());
}

internal sealed class WebhookDeliveryConfiguration : IEntityTypeConfiguration<WebhookDelivery>
{
    public void Configure(EntityTypeBuilder<WebhookDelivery> builder)
    {
        builder.ToTable(WebhookDelivery.Table);
        builder.HasKey(row => new { row.TenantId, row.Id });
        builder.HasOne<WhatsAppAccount>().WithMany().HasForeignKey(row => new { row.TenantId, row.AccountId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(row => new { row.TenantId, row.State, row.NextAttemptAt }, WebhookWalk.Due);
        builder.HasIndex(row => new { row.TenantId, row.ReceivedAt, row.Id }, WebhookWalk.Received);
        builder.HasIndex(row => new { row.TenantId, row.Kind, row.ReceivedAt, row.Id }, WebhookWalk.Kinds);
        builder.HasIndex(row => new { row.TenantId, row.ReceivedAt, row.Id }, WebhookWalk.Quarantine).HasFilter(WebhookWalk.InQuarantine);
        builder.HasIndex(row => new { row.TenantId, row.ReceivedAt, row.Id }, WebhookWalk.Retried).HasFilter(WebhookWalk.WasRetried);
        builder.Property(row => row.Kind).HasDefaultValue(WebhookKind.Unread);
        builder.Property(row => row.PhoneNumberId).HasMaxLength(WebhookGist.NumberLength);
        builder.Property(row => row.Reason).HasMaxLength(WebhookDelivery.ReasonLength);
    }
}
