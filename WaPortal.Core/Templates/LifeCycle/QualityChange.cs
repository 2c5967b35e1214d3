using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Templates;

/// <summary>The id of a change of quality.</summary>
public readonly record struct QualityChangeId(Guid Value) : IGuidId<QualityChangeId>
{
    public static QualityChangeId Create(Guid value) => new(value);
}

/// <summary>The platform's judgement of how people take a translation, from a moment on.</summary>
public sealed class QualityChange : ITenantOwned
{
    private QualityChange()
    {
    }

    public TenantId TenantId { get; private set; }

    public QualityChangeId Id { get; private set; }

    public TranslationId TranslationId { get; private set; }

    /// <summary><c>GREEN</c>, <c>YELLOW</c>, <c>RED</c> or <c>UNKNOWN</c>.</summary>
    public string Score { get; private set; } = "";

    public DateTimeOffset At { get; private set; }

    internal static QualityChange Create(TemplateTranslation row, string score, DateTimeOffset at) => new()
    {
        TenantId = row.TenantId,
        Id = new QualityChangeId(OrderedIds.Next()),
        TranslationId = row.Id,
        Score = score.Length > 20 ? score[..20] : score,
        At = at,
    };
}

internal sealed class QualityChangeConfiguration : IEntityTypeConfiguration<QualityChange>
{
    public void Configure(EntityTypeBuilder<QualityChange> builder)
    {
        builder.ToTable("template_quality_changes");
        builder.HasKey(q => new { q.TenantId, q.Id });
        builder.HasIndex(q => new { q.TenantId, q.TranslationId, q.At });
        builder.HasOne<TemplateTranslation>().WithMany().HasForeignKey(q => new { q.TenantId, q.TranslationId }).OnDelete(DeleteBehavior.Cascade);
        builder.Property(q => q.Score).HasMaxLength(20);
    }
}
