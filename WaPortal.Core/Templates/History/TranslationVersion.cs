using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Templates;

/// <summary>The id of a kept version.</summary>
public readonly record struct TranslationVersionId(Guid Value) : IGuidId<TranslationVersionId>
{
    public static TranslationVersionId Create(Guid value) => new(value);
}

/// <summary>
/// What a draft said at a time. The saves of one person that follow each other closely are one version, until it is submitted or
/// somebody was asked to review it: from then on it stays as it is.
/// </summary>
public sealed class TranslationVersion : ITenantOwned
{
    /// <summary>A later save begins a new version.</summary>
    public static readonly TimeSpan FoldWithin = TimeSpan.FromMinutes(5);

    /// <summary>However steadily somebody writes, a version spans no more than this.</summary>
    public static readonly TimeSpan LongestFold = TimeSpan.FromMinutes(30);

    private TranslationVersion()
    {
    }

    public TenantId TenantId { get; private set; }

    public TranslationVersionId Id { get; private set; }

    public TranslationId TranslationId { get; private set; }

    /// <summary>Counts the versions of a translation; the newest has the highest.</summary>
    public int Number { get; private set; }

    public string ContentJson { get; private set; } = "";

    /// <summary>Who wrote it; null for a job.</summary>
    public UserId? SavedById { get; private set; }

    /// <summary>The writer's name; empty where it was written before versions were kept.</summary>
    public string SavedBy { get; private set; } = "";

    public DateTimeOffset FirstSavedAt { get; private set; }

    public DateTimeOffset SavedAt { get; private set; }

    /// <summary>Saves that were folded into it; 0 for what the translation began with.</summary>
    public int Saves { get; private set; }

    /// <summary>v1, v2 … where it was submitted.</summary>
    public int? SubmittedVersion { get; private set; }

    /// <summary>Submitted or shown to a reviewer: nothing is folded into it any more.</summary>
    public bool IsFixed { get; private set; }

    /// <summary>Where it came from, when it was not written: "as of 20 Nov, 09:12".</summary>
    public string? Origin { get; private set; }

    internal static TranslationVersion Create(TemplateTranslation of, int number, string content, UserId? by, string name, int saves, string? origin, DateTimeOffset now) => new()
    {
        TenantId = of.TenantId,
        Id = new TranslationVersionId(Guid.CreateVersion7(now)),
        TranslationId = of.Id,
        Number = number,
        ContentJson = content,
        SavedById = by,
        SavedBy = name.Length > 100 ? name[..100] : name,
        FirstSavedAt = now,
        SavedAt = now,
        Saves = saves,
        Origin = origin is { Length: > 100 } ? origin[..100] : origin,
    };

    /// <summary>Takes the next save of the same person in; false when it has to be a version of its own.</summary>
    internal bool TryFold(UserId? by, string content, DateTimeOffset now)
    {
        if (IsFixed || by is null || by != SavedById || Saves == 0 || Origin is not null) return false;
        if (now - SavedAt > FoldWithin || now - FirstSavedAt > LongestFold) return false;
        (ContentJson, SavedAt) = (content, now);
        Saves++;
        return true;
    }

    internal void Fix() => IsFixed = true;

    internal void MarkSubmitted(int version) => (SubmittedVersion, IsFixed) = (version, true);
}

internal sealed class TranslationVersionConfiguration : IEntityTypeConfiguration<TranslationVersion>
{
    public void Configure(EntityTypeBuilder<TranslationVersion> builder)
    {
        builder.ToTable("translation_versions");
        builder.HasKey(v => new { v.TenantId, v.Id });
        builder.HasIndex(v => new { v.TenantId, v.TranslationId, v.Number });
        builder.HasOne<TemplateTranslation>().WithMany().HasForeignKey(v => new { v.TenantId, v.TranslationId }).OnDelete(DeleteBehavior.Cascade);
        builder.Property(v => v.SavedBy).HasMaxLength(100);
        builder.Property(v => v.Origin).HasMaxLength(100);
        // A save that folds and a review or submission that fixes must not pass each other.
        builder.Property(v => v.Saves).IsConcurrencyToken();
        builder.Property(v => v.IsFixed).IsConcurrencyToken();
    }
}
