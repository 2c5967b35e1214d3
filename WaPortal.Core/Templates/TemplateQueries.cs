using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Templates.Linting;

namespace WaPortal.Core.Templates;

/// <summary>What the list of templates is narrowed to.</summary>
/// <param name="Search">In the name or the text.</param>
/// <param name="Status">Templates with a translation in this status.</param>
/// <param name="Category">One category.</param>
public sealed record TemplateFilter(string? Search = null, TranslationStatus? Status = null, TemplateCategory? Category = null);

/// <summary>One cell of the matrix.</summary>
/// <param name="Language">The platform's code.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Version">v1, v2 …; 0 when never submitted.</param>
/// <param name="ChangedAt">When the status or the draft changed last.</param>
/// <param name="Errors">Problems of a draft that block it.</param>
/// <param name="Reason">A few words on a rejection.</param>
public sealed record TemplateCell(string Language, TranslationStatus Status, int Version, DateTimeOffset ChangedAt, int Errors, string? Reason)
{
    /// <summary>How far a draft is; null for what was submitted.</summary>
    public TemplateCompleteness? Completeness { get; init; }
}

/// <summary>One row of the matrix.</summary>
public sealed record TemplateRow(TemplateId Id, string Name, TemplateCategory Category, DateTimeOffset UpdatedAt, IReadOnlyList<TemplateCell> Cells);

/// <summary>The matrix of templates and languages.</summary>
/// <param name="Rows">By last change, the newest first.</param>
/// <param name="Languages">Columns: the languages in use, the most used first.</param>
/// <param name="Counts">Translations per status, over all templates.</param>
/// <param name="Templates">How many templates there are, before filtering.</param>
public sealed record TemplateMatrix(IReadOnlyList<TemplateRow> Rows, IReadOnlyList<TemplateLanguage> Languages, IReadOnlyDictionary<TranslationStatus, int> Counts, int Templates);

/// <summary>Reads the list of templates.</summary>
public sealed class TemplateListQuery(PortalDatabase database)
{
    public async Task<TemplateMatrix> RunAsync(Actor actor, TemplateFilter filter, CancellationToken token)
    {
        actor.Demand(Right.ViewTemplates);
        var (templates, translations) = await database.ReadAsync(
            actor.Tenant,
            async (db, t) => (await db.Set<Template>().ToListAsync(t), await db.Set<TemplateTranslation>().Where(x => x.Status != TranslationStatus.Deleted).ToListAsync(t)),
            token);
        var byTemplate = translations.ToLookup(t => t.TemplateId);
        var rows = templates
            .Where(t => byTemplate[t.Id].Any())
            .Where(t => filter.Category is null || t.Category == filter.Category)
            .Where(t => filter.Status is null || byTemplate[t.Id].Any(x => x.Status == filter.Status))
            .Where(t => Matches(t, byTemplate[t.Id], filter.Search))
            .OrderByDescending(t => t.UpdatedAt)
            .Select(t => new TemplateRow(t.Id, t.Name, t.Category, t.UpdatedAt, [.. byTemplate[t.Id].OrderBy(x => x.Language, StringComparer.Ordinal).Select(x => Cell(t, x, byTemplate[t.Id]))]))
            .ToList();
        var languages = translations.GroupBy(t => t.Language, StringComparer.Ordinal).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => TemplateLanguages.Find(g.Key)).OfType<TemplateLanguage>().ToList();
        return new TemplateMatrix(rows, languages, translations.GroupBy(t => t.Status).ToDictionary(g => g.Key, g => g.Count()), templates.Count(t => byTemplate[t.Id].Any()));
    }

    // The oldest language is the source of the others, as the editor has it.
    private static TemplateCompleteness Completeness(TemplateTranslation row, TemplateTranslation source) =>
        TemplateCompleteness.Of(row.Content(), row.Language, row == source ? null : source.Content(), source.Language);

    private static bool Matches(Template template, IEnumerable<TemplateTranslation> translations, string? search)
    {
        if (string.IsNullOrWhiteSpace(search)) return true;
        var wanted = search.Trim();
        return template.Name.Contains(wanted, StringComparison.OrdinalIgnoreCase) || translations.Any(t => Says(t.Content(), wanted));
    }

    private static bool Says(TemplateContent content, string wanted) =>
        new[] { content.HeaderText, content.Body, content.Footer }.Concat(content.Buttons.Select(b => b.Text)).Any(s => s?.Contains(wanted, StringComparison.OrdinalIgnoreCase) == true);

    private static TemplateCell Cell(Template template, TemplateTranslation row, IEnumerable<TemplateTranslation> family)
    {
        var errors = row.Status == TranslationStatus.Draft
            ? row.Content().Lint(template.Name, row.Language, template.Category, template.ParameterFormat).Count(f => f.Severity == FindingSeverity.Error)
            : 0;
        var reason = row.Status == TranslationStatus.Rejected ? TemplateReasons.Find(row.RejectedReason).Title : null;
        return new TemplateCell(row.Language, row.Status, row.SubmittedVersion, row.ChangedAt, errors, reason)
        {
            Completeness = row.Status == TranslationStatus.Draft ? Completeness(row, family.MinBy(x => x.Id.Value)!) : null,
        };
    }
}

/// <summary>A translation as the editor and the detail page show it.</summary>
public sealed record TranslationDetail
{
    public required string Language { get; init; }

    public required TranslationStatus Status { get; init; }

    /// <summary>The platform's own word.</summary>
    public string? PlatformStatus { get; init; }

    /// <summary>The draft.</summary>
    public required TemplateContent Content { get; init; }

    /// <summary>The row version to name when saving or submitting.</summary>
    public required int DraftVersion { get; init; }

    public required int SubmittedVersion { get; init; }

    public required bool CanEdit { get; init; }

    public required bool CanSubmit { get; init; }

    public required bool HasUnsubmittedChanges { get; init; }

    /// <summary>Why it was rejected, in plain words; null when it was not.</summary>
    public TemplateReason? Rejection { get; init; }

    /// <summary>The reviewer's or the platform's own explanation.</summary>
    public string? RejectionText { get; init; }

    public string? Recommendation { get; init; }

    /// <summary>Why the platform could not be reached, and when it is tried again.</summary>
    public string? Trouble { get; init; }

    public DateTimeOffset? NextAttemptAt { get; init; }

    public string? Quality { get; init; }

    public string? PlatformCategory { get; init; }

    public string? NextCategory { get; init; }

    /// <summary>The category before the platform changed it.</summary>
    public string? PreviousCategory { get; init; }

    /// <summary>When it is moved to <see cref="NextCategory"/>.</summary>
    public DateTimeOffset? CategoryMovesAt { get; init; }

    /// <summary>Since when a change of category waits for somebody to take note of it; null: none.</summary>
    public DateTimeOffset? CategoryUnseenSince { get; init; }

    /// <summary>Where it stands, in plain words.</summary>
    public TranslationStanding Standing { get; init; } = new("");

    /// <summary>The platform's warning beside the status; null: none.</summary>
    public TranslationStanding? Warning { get; init; }

    /// <summary>How often an approved translation may still be changed; null where that is not limited.</summary>
    public EditBudget? Budget { get; init; }

    /// <summary>The review of what the draft says now; null: none was asked for.</summary>
    public ReviewView? Review { get; init; }

    /// <summary>Whether a second person has to approve the draft before it can be submitted.</summary>
    public bool NeedsReview { get; init; }

    /// <summary>The platform's judgements, the newest first.</summary>
    public IReadOnlyList<QualityMoment> QualityHistory { get; init; } = [];

    public bool CanUnpause { get; init; }

    public bool CanArchive { get; init; }

    public bool CanUnarchive { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>What the linter says about the draft.</summary>
    public required IReadOnlyList<TemplateFinding> Findings { get; init; }
}

/// <summary>A judgement of the platform, from a moment on.</summary>
public sealed record QualityMoment(string Score, DateTimeOffset At);

/// <summary>The review by a second person, as one of the two sees it.</summary>
/// <param name="Id">Names it when deciding.</param>
/// <param name="State">How far it is.</param>
/// <param name="AskedBy">The writer.</param>
/// <param name="AskedAt">When.</param>
/// <param name="Note">What the writer wants looked at.</param>
/// <param name="DecidedBy">The reviewer.</param>
/// <param name="DecidedAt">When.</param>
/// <param name="Words">What the reviewer says.</param>
/// <param name="Hindrance">Why the person who looks may not decide it; null: they may.</param>
public sealed record ReviewView(
    TranslationReviewId Id, ReviewState State, string AskedBy, DateTimeOffset AskedAt, string? Note, string? DecidedBy, DateTimeOffset? DecidedAt, string? Words, string? Hindrance);

/// <summary>An entry of the timeline.</summary>
public sealed record TemplateTimelineEntry(DateTimeOffset At, string? Language, string What, string Who, string? Why);

/// <summary>A template with all its languages and what happened to it, the newest first.</summary>
public sealed record TemplateDetail(
    TemplateId Id, string Name, TemplateCategory Category, ParameterFormat ParameterFormat, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
    IReadOnlyList<TranslationDetail> Translations, IReadOnlyList<TemplateTimelineEntry> Timeline);
