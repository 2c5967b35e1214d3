using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.WhatsApp;

/// <summary>The id of a replay.</summary>
public readonly record struct WebhookReplayId(Guid Value) : IGuidId<WebhookReplayId>
{
    /// <inheritdoc />
    public static WebhookReplayId Create(Guid value) => new(value);
}

/// <summary>Webhooks of the quarantine that somebody wants processed again: which, and how far that has come.</summary>
internal sealed class WebhookReplay : ITenantOwned
{
    internal const string Table = "webhook_replays";

    private WebhookReplay()
    {
    }

    public TenantId TenantId { get; private set; }

    public WebhookReplayId Id { get; private set; }

    public WebhookKind? Kind { get; private set; }

    public WhatsAppAccountId? AccountId { get; private set; }

    public string? PhoneNumberId { get; private set; }

    public DateTimeOffset? From { get; private set; }

    public DateTimeOffset? Until { get; private set; }

    /// <summary>The place that was looked at last, oldest first; before all at the start.</summary>
    public DateTimeOffset LookedAt { get; private set; }

    /// <summary>Decides within <see cref="LookedAt"/>.</summary>
    public Guid LookedId { get; private set; }

    /// <summary>How many were put back so far.</summary>
    public int Done { get; private set; }

    public string CreatedBy { get; private set; } = "";

    /// <summary>Only what was in quarantine by then: what comes back to it is not taken twice.</summary>
    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    public WebhookFilter Filter => new(WebhookStanding.Quarantine, Kind, AccountId, PhoneNumberId, From, Until);

    public static WebhookReplay Create(TenantId tenant, WebhookFilter filter, string by, DateTimeOffset now) => new()
    {
        TenantId = tenant,
        Id = new WebhookReplayId(Guid.CreateVersion7(now)),
        Kind = filter.Kind,
        AccountId = filter.Account,
        PhoneNumberId = filter.PhoneNumberId,
        From = filter.From,
        Until = filter.Until,
        LookedAt = DateTimeOffset.UnixEpoch,
        CreatedBy = by,
        CreatedAt = now,
    };

    public void Advance(WebhookPosition to, int done)
    {
        (LookedAt, LookedId) = (to.At, to.Id);
        Done += done;
    }

    public void End(DateTimeOffset now) => EndedAt = now;
}

internal sealed class WebhookReplayConfiguration : IEntityTypeConfiguration<WebhookReplay>
{
    public void Configure(EntityTypeBuilder<WebhookReplay> builder)
    {
        builder.ToTable(WebhookReplay.Table);
        builder.HasKey(r => new { r.TenantId, r.Id });
        builder.Property(r => r.PhoneNumberId).HasMaxLength(WebhookGist.NumberLength);
        builder.Property(r => r.CreatedBy).HasMaxLength(200);
        builder.Ignore(r => r.Filter);
    }
}
