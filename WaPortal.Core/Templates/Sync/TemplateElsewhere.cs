using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.Templates;

/// <summary>
/// A translation that an account holds and the portal does not have: made elsewhere, and waiting to be taken over. What the list says and what webhooks
/// tell come together here; of two words on the same thing the newer holds.
/// </summary>
public sealed class TemplateElsewhere : ITenantOwned
{
    /// <summary>Longest components that are kept, in characters of JSON. The platform's own limits keep templates far below it.</summary>
    public const int MostJson = 200_000;

    private TemplateElsewhere()
    {
    }

    public TenantId TenantId { get; private set; }

    public WhatsAppAccountId AccountId { get; private set; }

    /// <summary>The platform's id of the translation.</summary>
    public string PlatformId { get; private set; } = "";

    public string Name { get; private set; } = "";

    /// <summary>The platform's code, with an underscore.</summary>
    public string Language { get; private set; } = "";

    /// <summary>The platform's word for what happened last, such as <c>APPROVED</c> or <c>GREEN</c>; empty while only the list told of it.</summary>
    public string What { get; private set; } = "";

    /// <summary>When that happened.</summary>
    public DateTimeOffset At { get; private set; }

    /// <summary>The platform's word for its status; empty while nobody has told.</summary>
    public string Status { get; private set; } = "";

    public DateTimeOffset StatusAt { get; private set; }

    public string Category { get; private set; } = "";

    public DateTimeOffset CategoryAt { get; private set; }

    /// <summary>Such as <c>ORDER_STATUS</c>.</summary>
    public string? SubCategory { get; private set; }

    /// <summary><c>NAMED</c> or <c>POSITIONAL</c>.</summary>
    public string? ParameterFormat { get; private set; }

    /// <summary>As the platform answered them; null while it was not asked, or where they are too long.</summary>
    public string? ComponentsJson { get; private set; }

    public int? TimeToLiveSeconds { get; private set; }

    public string? RejectedReason { get; private set; }

    public string? RejectionText { get; private set; }

    /// <summary><c>GREEN</c>, <c>YELLOW</c>, <c>RED</c> or <c>UNKNOWN</c>.</summary>
    public string? Quality { get; private set; }

    public DateTimeOffset QualityAt { get; private set; }

    /// <summary>When the list showed it last; null while only a webhook told of it.</summary>
    public DateTimeOffset? SeenAt { get; private set; }

    /// <summary>Whether it is still there to be taken over.</summary>
    public bool IsThere => SeenAt is not null && Status is not ("DELETED" or "PENDING_DELETION");

    internal static TemplateElsewhere Create(TenantId tenant, WhatsAppAccountId account, string platformId) => new()
    {
        TenantId = tenant,
        AccountId = account,
        PlatformId = platformId,
    };

    /// <summary>A webhook tells of it. Older news change nothing.</summary>
    internal void Hear(WebhookEvent happened, TemplateReference reference)
    {
        var at = happened.Timestamp;
        if (SeenAt is null) (Name, Language) = (Clean(reference.Name, TemplateName.MaxLength), Clean(reference.Language, 10));
        switch (happened)
        {
            case TemplateStatusEvent told when PlatformStatus.Read(told.Event) is not null && at >= StatusAt:
                (Status, StatusAt, RejectedReason, RejectionText) = (Clean(told.Event, 40), at, Clean(told.Reason, 60), Clean(told.RejectionReason, 1000));
                break;
            case TemplateQualityEvent told when at >= QualityAt:
                (Quality, QualityAt) = (Clean(told.NewScore, 20), at);
                break;
            case TemplateCategoryEvent told when at >= CategoryAt:
                (Category, CategoryAt) = (Clean(told.Category, 40), at);
                break;
        }

        if (at < At) return;
        (What, At) = (Clean(Word(happened), 60), at);
    }

    /// <summary>The account's list shows it.</summary>
    /// <param name="info">As answered.</param>
    /// <param name="askedAt">When the list was asked for: what a webhook told since then is newer.</param>
    internal void See(TemplateInfo info, DateTimeOffset askedAt)
    {
        if (askedAt < SeenAt) return;
        SeenAt = askedAt;
        (Name, Language) = (Clean(info.Name, TemplateName.MaxLength), Clean(info.Language, 10));
        (SubCategory, ParameterFormat, TimeToLiveSeconds) = (Clean(info.SubCategory, 60), Clean(info.ParameterFormat, 20), info.MessageSendTtlSeconds);
        var json = info.Components.ToJsonString();
        ComponentsJson = json.Length <= MostJson ? json : null;
        if (askedAt >= StatusAt)
        {
            // The list repeats neither the reviewer's words nor their time, so the same status leaves both as they are.
            if (info.Status != Status) (Status, StatusAt, RejectionText) = (Clean(info.Status, 40), askedAt, null);
            RejectedReason = Clean(info.RejectedReason, 60);
        }

        if (askedAt >= CategoryAt) Category = Clean(info.Category, 40);
        if (askedAt >= QualityAt && info.QualityScore is { } quality) Quality = Clean(quality, 20);
    }

    /// <summary>What the list answered, with what is known since; null while it cannot be read.</summary>
    public TemplateInfo? Info()
    {
        if (ComponentsJson is null) return null;
        return new TemplateInfo
        {
            Id = PlatformId,
            Name = Name,
            Language = Language,
            Status = Status,
            Category = Category,
            SubCategory = SubCategory,
            ParameterFormat = ParameterFormat,
            RejectedReason = RejectedReason,
            QualityScore = Quality,
            MessageSendTtlSeconds = TimeToLiveSeconds,
            Components = JsonNode.Parse(ComponentsJson) as JsonArray ?? [],
        };
    }

    /// <summary>What it says; null when it holds what is no text, or too much of it.</summary>
    public TemplateImport? Read()
    {
        try
        {
            return Info() is { } info ? TemplateImport.FromPlatform(info) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Half a surrogate pair and the like: well-formed JSON that is no text.
            return null;
        }
    }

    private static string Word(WebhookEvent happened) => happened switch
    {
        TemplateStatusEvent e => e.Event,
        TemplateQualityEvent e => e.NewScore,
        TemplateCategoryEvent e => e.Category,
        _ => "COMPONENTS",
    };

    // PostgreSQL keeps no zero character. What was replaced or cut is told from a real name by the sign that stands for it.
    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(text))]
    private static string? Clean(string? text, int length)
    {
        if (text is null) return null;
        var clean = text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c)) : text;
        return clean.Length > length ? clean[..(length - 1)] + '…' : clean;
    }
}

internal sealed class TemplateElsewhereConfiguration : IEntityTypeConfiguration<TemplateElsewhere>
{
    public void Configure(EntityTypeBuilder<TemplateElsewhere> builder)
    {
        builder.ToTable("templates_elsewhere");
        builder.HasKey(e => new { e.TenantId, e.AccountId, e.PlatformId });
        builder.HasIndex(e => new { e.TenantId, e.AccountId, e.Name });
        builder.HasOne<WhatsAppAccount>().WithMany().HasForeignKey(e => new { e.TenantId, e.AccountId }).OnDelete(DeleteBehavior.Cascade);
        builder.Property(e => e.PlatformId).HasMaxLength(40);
        builder.Property(e => e.Name).HasMaxLength(512);
        builder.Property(e => e.Language).HasMaxLength(10);
        builder.Property(e => e.What).HasMaxLength(60);
        builder.Property(e => e.Status).HasMaxLength(40);
        builder.Property(e => e.Category).HasMaxLength(40);
        builder.Property(e => e.SubCategory).HasMaxLength(60);
        builder.Property(e => e.ParameterFormat).HasMaxLength(20);
        builder.Property(e => e.RejectedReason).HasMaxLength(60);
        builder.Property(e => e.RejectionText).HasMaxLength(1000);
        builder.Property(e => e.Quality).HasMaxLength(20);
        builder.Ignore(e => e.IsThere);
    }
}
