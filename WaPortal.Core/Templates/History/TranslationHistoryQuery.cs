using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Data;

namespace WaPortal.Core.Templates;

/// <summary>A kept version, as the history lists it.</summary>
/// <param name="Id">Names it when it is taken back.</param>
/// <param name="Number">Counts from 1.</param>
/// <param name="SavedBy">Empty: from before versions were kept.</param>
/// <param name="FirstSavedAt">When its first save was made.</param>
/// <param name="SavedAt">When its last save was made.</param>
/// <param name="Saves">Saves that were folded into it.</param>
/// <param name="SubmittedVersion">v1, v2 … where it was submitted.</param>
/// <param name="Origin">Where it came from, when it was not written.</param>
/// <param name="IsDraft">Whether it is what the draft says now.</param>
public sealed record VersionLine(
    TranslationVersionId Id, int Number, string SavedBy, DateTimeOffset FirstSavedAt, DateTimeOffset SavedAt, int Saves, int? SubmittedVersion, string? Origin, bool IsDraft);

/// <summary>The versions of one translation with what differs between two of them.</summary>
/// <param name="Name">The template's name.</param>
/// <param name="Language">The platform's code.</param>
/// <param name="DraftVersion">The row version to name when a version is taken back.</param>
/// <param name="CanEdit">Whether one may be taken back.</param>
/// <param name="Versions">The newest first.</param>
/// <param name="From">The older of the two that are compared.</param>
/// <param name="To">The newer.</param>
/// <param name="Changes">What differs between them.</param>
public sealed record TranslationHistory(
    string Name, string Language, int DraftVersion, bool CanEdit, IReadOnlyList<VersionLine> Versions, VersionLine? From, VersionLine? To, IReadOnlyList<FieldChange> Changes);

/// <summary>Reads the history of a translation.</summary>
public sealed class TranslationHistoryQuery(PortalDatabase database)
{
    private const int MostVersions = 500;

    /// <summary>Null: there is no such translation. Without a language it is the template's first. Without numbers the newest is compared with what was submitted last, else with the one before.</summary>
    public Task<TranslationHistory?> RunAsync(Actor actor, TemplateId id, string? language, int? from, int? to, CancellationToken token)
    {
        actor.Demand(Right.ViewTemplates);
        return database.ReadAsync<TranslationHistory?>(actor.Tenant, async (db, t) =>
        {
            var template = await db.Set<Template>().FirstOrDefaultAsync(x => x.Id == id, t);
            var row = await db.Set<TemplateTranslation>().Where(x => x.TemplateId == id && (language == null || x.Language == language)).OrderBy(x => x.Id).FirstOrDefaultAsync(t);
            if (template is null || row is null) return null;
            var kept = await db.Set<TranslationVersion>().Where(v => v.TranslationId == row.Id).OrderByDescending(v => v.Number).Take(MostVersions).ToListAsync(t);
            var current = kept.Find(v => v.ContentJson == row.ContentJson)?.Id;
            var lines = kept.ConvertAll(v => new VersionLine(v.Id, v.Number, v.SavedBy, v.FirstSavedAt, v.SavedAt, v.Saves, v.SubmittedVersion, v.Origin, v.Id == current));
            var newer = lines.Find(v => v.Number == to) ?? lines.FirstOrDefault();
            var older = lines.Find(v => v.Number == from) ?? (newer is null ? null
                : lines.Find(v => v.Number < newer.Number && v.SubmittedVersion is not null) ?? lines.Find(v => v.Number < newer.Number));
            if (older?.Number > newer?.Number) (older, newer) = (newer, older);
            var changes = older is null || newer is null ? [] : ContentDiff.Between(ContentOf(older), ContentOf(newer));
            return new TranslationHistory(template.Name, row.Language, row.DraftVersion, row.CanEdit, lines, older, newer, changes);

            TemplateContent ContentOf(VersionLine line) => TemplateContent.FromJson(kept.First(v => v.Id == line.Id).ContentJson);
        }, token);
    }
}
