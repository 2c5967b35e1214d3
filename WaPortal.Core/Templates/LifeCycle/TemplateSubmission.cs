using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Templates;

/// <summary>The id of a submission.</summary>
public readonly record struct TemplateSubmissionId(Guid Value) : IGuidId<TemplateSubmissionId>
{
    public static TemplateSubmissionId Create(Guid value) => new(value);
}

/// <summary>One handing over of a translation: what was asked of the platform, what came back, and whether it arrived.</summary>
public sealed class TemplateSubmission : ITenantOwned
{
    /// <summary>Longest request or answer that is kept, in characters. The platform's own limits keep requests far below it.</summary>
    public const int WireLength = 20_000;

    private TemplateSubmission()
    {
    }

    public TenantId TenantId { get; private set; }

    public TemplateSubmissionId Id { get; private set; }

    public TranslationId TranslationId { get; private set; }

    /// <summary>v1, v2 …</summary>
    public int Version { get; private set; }

    /// <summary>What the platform held before: null when nothing, so this one creates it.</summary>
    public TranslationStatus? Before { get; private set; }

    public string SubmittedBy { get; private set; } = "";

    public DateTimeOffset SubmittedAt { get; private set; }

    /// <summary>When the platform was found to hold it; null while it did not arrive.</summary>
    public DateTimeOffset? ReachedAt { get; private set; }

    /// <summary>Method and path, such as <c>POST /{WABA}/message_templates</c>.</summary>
    public string? Call { get; private set; }

    /// <summary>The JSON that was sent last.</summary>
    public string? Request { get; private set; }

    public DateTimeOffset? RequestAt { get; private set; }

    /// <summary>The answer's body, or why there was none.</summary>
    public string? Answer { get; private set; }

    /// <summary>The HTTP status; null without an answer.</summary>
    public int? AnswerStatus { get; private set; }

    public DateTimeOffset? AnswerAt { get; private set; }

    /// <summary>Whether it counts against the edits of an approved template.</summary>
    public bool IsApprovedEdit => Before == TranslationStatus.Approved;

    internal static TemplateSubmission Create(TemplateTranslation row, TranslationStatus? before, string by, DateTimeOffset now) => new()
    {
        TenantId = row.TenantId,
        Id = new TemplateSubmissionId(OrderedIds.Next()),
        TranslationId = row.Id,
        Version = row.SubmittedVersion,
        Before = before,
        SubmittedBy = by.Length > 100 ? by[..100] : by,
        SubmittedAt = now,
    };

    internal void Reach(DateTimeOffset now) => ReachedAt ??= now;

    internal void Ask(string call, string request, DateTimeOffset now) =>
        (Call, Request, RequestAt, Answer, AnswerStatus, AnswerAt) = (call, Cut(request), now, null, null, null);

    internal void Hear(int? status, string answer, DateTimeOffset now) => (AnswerStatus, Answer, AnswerAt) = (status, Cut(answer), now);

    private static string Cut(string text) => text.Length > WireLength ? text[..WireLength] : text;
}

internal sealed class TemplateSubmissionConfiguration : IEntityTypeConfiguration<TemplateSubmission>
{
    public void Configure(EntityTypeBuilder<TemplateSubmission> builder)
    {
        builder.ToTable("template_submissions");
        builder.HasKey(s => new { s.TenantId, s.Id });
        builder.HasIndex(s => new { s.TenantId, s.TranslationId, s.Version }).IsUnique();
        builder.HasOne<TemplateTranslation>().WithMany().HasForeignKey(s => new { s.TenantId, s.TranslationId }).OnDelete(DeleteBehavior.Cascade);
        builder.Property(s => s.SubmittedBy).HasMaxLength(100);
        builder.Property(s => s.Call).HasMaxLength(200);
        builder.Property(s => s.Request).HasMaxLength(TemplateSubmission.WireLength);
        builder.Property(s => s.Answer).HasMaxLength(TemplateSubmission.WireLength);
        builder.Ignore(s => s.IsApprovedEdit);
    }
}
