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
/// <param name="Rows">One page of them, by last change, the newest first.</param>
/// <param name="Languages">Columns: the languages in use, the most used first.</param>
/// <param name="Counts">Translations per status, over all templates.</param>
/// <param name="Templates">How many templates there are, before filtering.</param>
/// <param name="Found">How many the filter lets through.</param>
/// <param name="HasMore">Whether another page follows.</param>
public sealed record TemplateMatrix(
    IReadOnlyList<TemplateRow> Rows, IReadOnlyList<TemplateLanguage> Languages, IReadOnlyDictionary<TranslationStatus, int> Counts, int Templates, int Found, bool HasMore);

/// <summary>Reads the list of templates, one page at a time; filter and order are the database's work.</summary>
public sealed class TemplateListQuery(PortalDatabase database)
{
    /// <summary>Templates on a page.</summary>
    public const int PageSize = 50;

    private const int LastPage = 1_000;

    /// <summary>A page of the matrix.</summary>
    /// <param name="page">Counted from 1.</param>
    public Task<TemplateMatrix> RunAsync(Actor actor, TemplateFilter filter, CancellationToken token, int page = 1)
    {
        actor.Demand(Right.ViewTemplates);
        return database.ReadAsync(actor.Tenant, async (db, t) =>
        {
            var there = db.Set<TemplateTranslation>().Where(x => x.Status != TranslationStatus.Deleted);
            var all = db.Set<Template>().Where(x => there.Any(y => y.TemplateId == x.Id));
            var found = Found(all, there, filter);
            var templates = await found.OrderByDescending(x => x.UpdatedAt).ThenByDescending(x => x.Id).Skip((Math.Clamp(page, 1, LastPage) - 1) * PageSize).Take(PageSize + 1).ToListAsync(t);
            var shown = templates.Take(PageSize).Select(x => x.Id).ToList();
            var families = (await there.Where(x => shown.Contains(x.TemplateId)).ToListAsync(t)).ToLookup(x => x.TemplateId);
            var counts = await there.GroupBy(x => x.Status).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, t);
            var languages = await there.GroupBy(x => x.Language).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(t);
            return new TemplateMatrix(
                [.. templates.Take(PageSize).Select(x => Row(x, [.. families[x.Id]]))],
                [.. languages.OrderByDescending(l => l.Count).ThenBy(l => l.Key, StringComparer.Ordinal).Select(l => TemplateLanguages.Find(l.Key)).OfType<TemplateLanguage>()],
                counts, await all.CountAsync(t), await found.CountAsync(t), templates.Count > PageSize);
        }, token);
    }

    private static IQueryable<Template> Found(IQueryable<Template> all, IQueryable<TemplateTranslation> there, TemplateFilter filter)
    {
        if (filter.Category is { } category)
            all = all.Where(x => x.Category == category);
        if (filter.Status is { } status)
            all = all.Where(x => there.Any(y => y.TemplateId == x.Id && y.Status == status));
        if (string.IsNullOrWhiteSpace(filter.Search))
            return all;
        var wanted = TemplateTranslation.Searchable(filter.Search.Trim());
        return all.Where(x => x.Name.Contains(wanted) || there.Any(y => y.TemplateId == x.Id && y.SearchText!.Contains(wanted)));
    }

    private static TemplateRow Row(Template template, IReadOnlyList<TemplateTranslation> family)
    {
        // The oldest language is the source of the others, as the editor has it.
        var source = family.MinBy(x => x.Id.Value)!;
        return new TemplateRow(
            template.Id, template.Name, template.Category, template.UpdatedAt, [.. family.OrderBy(x => x.Language, StringComparer.Ordinal).Select(x => Cell(template, x, source))]);
    }

    private static TemplateCell Cell(Template template, TemplateTranslation row, TemplateTranslation source)
    {
        var errors = row.Status == TranslationStatus.Draft
            ? row.Content().Lint(template.Name, row.Language, template.Category, template.ParameterFormat).Count(f => f.Severity == FindingSeverity.Error)
            : 0;
        var reason = row.Status == TranslationStatus.Rejected ? TemplateReasons.Find(row.RejectedReason).Title : null;
        return new TemplateCell(row.Language, row.Status, row.SubmittedVersion, row.ChangedAt, errors, reason)
        {
            Completeness = row.Status == TranslationStatus.Draft
                ? TemplateCompleteness.Of(row.Content(), row.Language, row == source ? null : source.Content(), source.Language)
                : null,
        };
    }
}
