using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Data;

namespace WaPortal.Core.OptIns.Wordings;

/// <summary>Reads the wordings of an enterprise.</summary>
public sealed class WordingsQuery(PortalDatabase database)
{
    /// <summary>All versions: what is in use first, then by name, the newest version of each first.</summary>
    public async Task<IReadOnlyList<Wording>> ListAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ViewOptIns);
        var all = await database.ReadAsync(actor.Tenant, (db, t) => db.Set<Wording>().ToListAsync(t), token);
        return [.. all.OrderBy(w => w.State == WordingState.Retired).ThenBy(w => w.Title, StringComparer.OrdinalIgnoreCase).ThenBy(w => w.SeriesId).ThenByDescending(w => w.Version)];
    }

    /// <summary>Versions that a list may name: in use, or retired.</summary>
    public async Task<IReadOnlyList<Wording>> ChoicesAsync(Actor actor, CancellationToken token) =>
        [.. (await ListAsync(actor, token)).Where(w => w.State != WordingState.Draft)];

    /// <summary>One version with all versions of its series, newest first; null when there is no such thing.</summary>
    public async Task<(Wording Wording, IReadOnlyList<Wording> Series)?> FindAsync(Actor actor, WordingId id, CancellationToken token)
    {
        actor.Demand(Right.ViewOptIns);
        var series = await database.ReadAsync(
            actor.Tenant,
            (db, t) => db.Set<Wording>().Where(w => db.Set<Wording>().Any(one => one.Id == id && one.SeriesId == w.SeriesId)).OrderByDescending(w => w.Version).ToListAsync(t), token);
        return series.FirstOrDefault(w => w.Id == id) is { } found ? (found, series) : null;
    }

    /// <summary>The wordings behind codes, by code; codes that nobody knows are left out.</summary>
    public async Task<IReadOnlyDictionary<string, Wording>> OfCodesAsync(Actor actor, IEnumerable<string?> codes, CancellationToken token)
    {
        actor.Demand(Right.ViewOptIns);
        var keys = codes.OfType<string>().Select(Wording.KeyOf).Distinct(StringComparer.Ordinal).ToList();
        if (keys.Count == 0)
            return new Dictionary<string, Wording>(StringComparer.OrdinalIgnoreCase);
        var found = await database.ReadAsync(actor.Tenant, (db, t) => db.Set<Wording>().Where(w => keys.Contains(w.CodeKey)).ToListAsync(t), token);
        return found.ToDictionary(w => w.Code, StringComparer.OrdinalIgnoreCase);
    }
}
