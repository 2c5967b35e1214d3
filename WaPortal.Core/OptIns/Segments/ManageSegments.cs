using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Contacts;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Segments;

/// <summary>A segment in the list.</summary>
/// <param name="Match">Null where this program cannot read it.</param>
public sealed record SegmentSummary(SegmentId Id, string Name, SegmentGroup? Match, string ChangedBy, DateTimeOffset ChangedAt, int Version);

/// <summary>What came of a change of a segment.</summary>
public abstract record SegmentResult
{
    private SegmentResult()
    {
    }

    public sealed record Done(SegmentId Id, int Version) : SegmentResult;

    public sealed record NotFound : SegmentResult;

    /// <summary>Somebody else changed it since it was read.</summary>
    public sealed record Stale : SegmentResult;

    /// <summary>Nothing was changed, for these reasons.</summary>
    public sealed record Refused(IReadOnlyList<string> Problems) : SegmentResult;
}

/// <summary>Who fits a tree of conditions at this moment.</summary>
/// <param name="Problems">Why nobody can tell; empty when they could be counted.</param>
/// <param name="People">Null where the database took too long.</param>
/// <param name="Sample">The newest few of them.</param>
public sealed record SegmentFound(IReadOnlyList<string> Problems, int? People, IReadOnlyList<ContactRow> Sample);

/// <summary>Segments: written by whoever may import lists or edit campaigns, read by whoever sees lists.</summary>
public sealed class ManageSegments(
    PortalDatabase database, TenantKeys tenantKeys, IEnumerable<ISegmentFacts> facts, IEnumerable<ISegmentUse> uses, AuditTrail audit, IPortalSignals signals, TimeProvider clock)
{
    /// <summary>People that are shown with a count.</summary>
    public const int SampleSize = 10;

    /// <summary>How long a count may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    /// <summary>All of them, by name.</summary>
    public Task<IReadOnlyList<SegmentSummary>> ListAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ViewOptIns);
        return database.ReadAsync(actor.Tenant, async (db, t) => (IReadOnlyList<SegmentSummary>)[.. (await db.Set<Segment>().OrderBy(s => s.Name).ToListAsync(t)).Select(Summary)], token);
    }

    /// <summary>One; null when there is none of this id.</summary>
    public Task<SegmentSummary?> FindAsync(Actor actor, SegmentId id, CancellationToken token)
    {
        actor.Demand(Right.ViewOptIns);
        return database.ReadAsync(actor.Tenant, async (db, t) => await db.Set<Segment>().FirstOrDefaultAsync(s => s.Id == id, t) is { } segment ? Summary(segment) : null, token);
    }

    /// <summary>What stands on it, in words.</summary>
    public Task<IReadOnlyList<string>> UsesAsync(Actor actor, SegmentId id, CancellationToken token)
    {
        actor.Demand(Right.ViewOptIns);
        return database.ReadAsync(actor.Tenant, (db, t) => UsesAsync(db, id, t), token);
    }

    /// <summary>Counts a tree as it is being written, and shows a few of the people.</summary>
    public async Task<SegmentFound> CountAsync(Actor actor, SegmentGroup match, CancellationToken token)
    {
        actor.Demand(Right.ViewOptIns);
        var keys = await tenantKeys.GetAsync(actor.Tenant, token);
        return await database.ReadWithinAsync(actor.Tenant, Patience, async (db, t) =>
        {
            var world = await SegmentWorld.LoadAsync(db, facts, clock.GetUtcNow(), t);
            if (SegmentRules.Problems(match, world) is { Count: > 0 } problems)
                return new SegmentFound(problems, null, []);
            var selection = new ContactSelection(db, world, match, []);
            var sample = await selection.PageAsync(null, SampleSize, t);
            return new SegmentFound([], await selection.CountAsync(int.MaxValue, t), await ContactsQuery.RowsAsync(db, keys, sample, t));
        }, token) ?? new SegmentFound([], null, []);
    }

    /// <summary>Makes a segment (no id), or changes the version that a person saw.</summary>
    public async Task<SegmentResult> SaveAsync(Actor actor, SegmentId? id, string name, SegmentGroup match, int version, CancellationToken token)
    {
        actor.Demand(Right.ImportOptIns);
        var clean = name.Trim();
        var result = await database.WriteAsync<SegmentResult>(actor.Tenant, async (db, t) =>
        {
            // Behind the writers of tags and attributes, so that what it speaks of is not deleted meanwhile.
            await Ledger.ConsentLedger.LockAsync(db, t);
            var problems = SegmentRules.Problems(match, await SegmentWorld.LoadAsync(db, facts, clock.GetUtcNow(), t)).ToList();
            if (match.Parts.Count == 0)
                problems.Add("Add a condition. Without one everybody would fit.");
            if (clean.Length is 0 or > Segment.NameLength || clean.Any(char.IsControl))
                problems.Insert(0, FormattableString.Invariant($"Give the segment a name of 1 to {Segment.NameLength} characters."));
            else if (await db.Set<Segment>().AnyAsync(s => s.Name == clean && s.Id != id, t))
                problems.Insert(0, "There is a segment of this name already.");
            if (problems.Count > 0)
                return new SegmentResult.Refused(problems);
            if (id is null)
            {
                var made = Segment.Create(actor.Tenant, clean, match, actor.Name, clock.GetUtcNow());
                db.Add(made);
                audit.Record(db, actor, "segment.added", made.Id.Value.ToString());
                return new SegmentResult.Done(made.Id, made.Version);
            }

            if (await db.Set<Segment>().FirstOrDefaultAsync(s => s.Id == id, t) is not { } segment)
                return new SegmentResult.NotFound();
            if (segment.Version != version)
                return new SegmentResult.Stale();
            segment.Change(clean, match, actor.Name, clock.GetUtcNow());
            audit.Record(db, actor, "segment.changed", segment.Id.Value.ToString());
            return new SegmentResult.Done(segment.Id, segment.Version);
        }, token);
        if (result is SegmentResult.Done)
            signals.Publish(actor.Tenant, ContactTopics.All);
        return result;
    }

    /// <summary>Deletes it; refused while something that has not begun yet stands on it.</summary>
    public async Task<SegmentResult> DeleteAsync(Actor actor, SegmentId id, CancellationToken token)
    {
        actor.Demand(Right.ImportOptIns);
        var result = await database.WriteAsync<SegmentResult>(actor.Tenant, async (db, t) =>
        {
            if (await db.Set<Segment>().FirstOrDefaultAsync(s => s.Id == id, t) is not { } segment)
                return new SegmentResult.NotFound();
            if (await UsesAsync(db, id, t) is { Count: > 0 } used)
                return new SegmentResult.Refused([.. used.Select(use => $"{char.ToUpperInvariant(use[0])}{use[1..]} takes its people from it.")]);
            db.Remove(segment);
            audit.Record(db, actor, "segment.deleted", id.Value.ToString());
            return new SegmentResult.Done(id, segment.Version);
        }, token);
        if (result is SegmentResult.Done)
            signals.Publish(actor.Tenant, ContactTopics.All);
        return result;
    }

    private async Task<IReadOnlyList<string>> UsesAsync(PortalDbContext db, SegmentId id, CancellationToken token)
    {
        var all = new List<string>();
        foreach (var use in uses)
            all.AddRange(await use.OfAsync(db, id, token));
        return all;
    }

    private static SegmentSummary Summary(Segment s) => new(s.Id, s.Name, SegmentText.Read(s.MatchJson), s.ChangedBy, s.ChangedAt, s.Version);
}
