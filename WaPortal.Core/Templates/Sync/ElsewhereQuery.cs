using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Templates;

/// <summary>One language of a template that was made elsewhere.</summary>
/// <param name="Language">The platform's code.</param>
/// <param name="Status">Where it stands at the platform.</param>
/// <param name="Quality">The platform's judgement; null: none yet.</param>
/// <param name="Content">What it says; null where that cannot be read.</param>
/// <param name="Remarks">What the portal keeps but cannot edit, and what has to be chosen again.</param>
/// <param name="Hindrance">Why it cannot be adopted; null: it can.</param>
public sealed record ElsewhereTranslation(string Language, TranslationStatus Status, string? Quality, TemplateContent? Content, IReadOnlyList<string> Remarks, string? Hindrance);

/// <summary>A template that was made elsewhere, with its languages.</summary>
/// <param name="Account">Whose it is.</param>
/// <param name="Name">Its name.</param>
/// <param name="Category">What it is for.</param>
/// <param name="Format">How its variables are written.</param>
/// <param name="Known">The portal's template of this name, to which the languages are added; null: none.</param>
/// <param name="Hindrance">Why none of it can be adopted, with what is left to do; null: some can.</param>
/// <param name="Translations">The oldest first.</param>
public sealed record ElsewhereFamily(
    WhatsAppAccountId Account, string Name, TemplateCategory Category, ParameterFormat Format, TemplateId? Known, string? Hindrance, IReadOnlyList<ElsewhereTranslation> Translations)
{
    /// <summary>Whether anything of it can be adopted.</summary>
    public bool CanAdopt => Hindrance is null && Translations.Any(t => t.Hindrance is null);
}

/// <summary>How an account's last comparison went.</summary>
/// <param name="Account">The account's name.</param>
/// <param name="Last">What is on record; null: never compared.</param>
public sealed record AccountComparison(string Account, TemplateComparison? Last);

/// <summary>One page of what waits to be adopted.</summary>
/// <param name="Families">By name.</param>
/// <param name="Waiting">Names that wait, before filtering.</param>
/// <param name="Found">Names that the filter lets through.</param>
/// <param name="HasMore">Whether another page follows.</param>
/// <param name="Comparisons">Of each connected account.</param>
public sealed record ElsewhereList(IReadOnlyList<ElsewhereFamily> Families, int Waiting, int Found, bool HasMore, IReadOnlyList<AccountComparison> Comparisons);

/// <summary>Reads the templates that accounts hold and the portal does not have.</summary>
public sealed class ElsewhereQuery(PortalDatabase database)
{
    /// <summary>Names on a page.</summary>
    public const int PageSize = 12;

    private const int LastPage = 1_000;

    /// <summary>A page of them.</summary>
    /// <param name="actor">Who looks.</param>
    /// <param name="search">In the name.</param>
    /// <param name="page">Counted from 1.</param>
    /// <param name="token">Cancels.</param>
    public Task<ElsewhereList> RunAsync(Actor actor, string? search, int page, CancellationToken token)
    {
        actor.Demand(Right.ViewTemplates);
        return database.ReadAsync(actor.Tenant, async (db, t) =>
        {
            var names = Waiting(db).Select(e => new { e.AccountId, e.Name }).Distinct();
            var wanted = TemplateTranslation.Searchable(search?.Trim() ?? "");
            var found = wanted.Length == 0 ? names : names.Where(e => e.Name.Contains(wanted));
            var shown = await found.OrderBy(e => e.Name).ThenBy(e => e.AccountId).Skip((Math.Clamp(page, 1, LastPage) - 1) * PageSize).Take(PageSize + 1).ToListAsync(t);
            var keys = shown.Take(PageSize).Select(s => s.Name).ToList();
            var rows = (await db.Set<TemplateElsewhere>().Where(e => keys.Contains(e.Name)).ToListAsync(t)).ToLookup(e => (e.AccountId, e.Name));
            var templates = (await db.Set<Template>().Where(x => keys.Contains(x.Name)).ToListAsync(t)).ToDictionary(x => (x.AccountId, x.Name));
            var ids = templates.Values.Select(x => x.Id).ToList();
            var translations = (await db.Set<TemplateTranslation>().Where(x => ids.Contains(x.TemplateId)).ToListAsync(t)).ToLookup(x => x.TemplateId);
            var families = shown.Take(PageSize).Select(s =>
            {
                var template = templates.GetValueOrDefault((s.AccountId, s.Name));
                var own = template is null ? [] : translations[template.Id].ToList();
                return Family(s.AccountId, AdoptionPlan.Of([.. rows[(s.AccountId, s.Name)]], template, own), own.Exists(x => x.Status != TranslationStatus.Deleted) ? template!.Id : null);
            });
            return new ElsewhereList([.. families], await names.CountAsync(t), await found.CountAsync(t), shown.Count > PageSize, await ComparisonsAsync(db, t));
        }, token);
    }

    /// <summary>How many names wait, and how the comparisons went: for the list of templates.</summary>
    public Task<(int Waiting, IReadOnlyList<AccountComparison> Comparisons)> SummaryAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ViewTemplates);
        return database.ReadAsync(
            actor.Tenant, async (db, t) => (await Waiting(db).Select(e => new { e.AccountId, e.Name }).Distinct().CountAsync(t), await ComparisonsAsync(db, t)), token);
    }

    internal static IQueryable<TemplateElsewhere> Waiting(PortalDbContext db) => db.Set<TemplateElsewhere>()
        .Where(e => e.SeenAt != null && e.Status != "DELETED" && e.Status != "PENDING_DELETION" && db.Set<WhatsAppAccount>().Any(a => a.Id == e.AccountId && a.DisconnectedAt == null));

    private static async Task<IReadOnlyList<AccountComparison>> ComparisonsAsync(PortalDbContext db, CancellationToken token)
    {
        var accounts = await db.Set<WhatsAppAccount>().Where(a => a.DisconnectedAt == null).OrderBy(a => a.CreatedAt).Select(a => new { a.Id, a.Name }).ToListAsync(token);
        var last = await db.Set<TemplateComparison>().ToDictionaryAsync(c => c.AccountId, token);
        return accounts.ConvertAll(a => new AccountComparison(a.Name, last.GetValueOrDefault(a.Id)));
    }

    private static ElsewhereFamily Family(WhatsAppAccountId account, AdoptionPlan plan, TemplateId? known) =>
        new(
            account, plan.Parts[0].Row.Name, plan.Category, plan.Format, known, plan.Hindrance,
            [
                .. plan.Parts.Select(p => new ElsewhereTranslation(
                    p.Row.Language, PlatformStatus.Read(p.Row.Status) ?? TranslationStatus.Unknown, p.Row.Quality, p.Import?.Content, [.. Remarks(p, plan.Hindrance is null)], p.Hindrance)),
            ]);

    private static IEnumerable<string> Remarks(AdoptionPlan.Part part, bool isFree)
    {
        if (part.KeepsDraft && isFree) yield return "The draft of this language that is in the portal stays as the next draft.";
        if (part.Import is null) yield break;
        if (part.Row.SubCategory is { Length: > 0 } kind and not "CUSTOM") yield return $"It is of WhatsApp's kind {kind.ToLowerInvariant().Replace('_', ' ')}, which the portal keeps but cannot edit.";
        foreach (var what in part.Import.NotSupported) yield return $"The {what} is kept as it is and cannot be edited here.";
        if (part.Import.Samples.Count > 0) yield return "WhatsApp does not give sample files back: choose the file again before you send it in a campaign or submit a change.";
    }
}
