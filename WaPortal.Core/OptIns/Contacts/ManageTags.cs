using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.OptIns.Segments;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Contacts;

/// <summary>A tag with its size.</summary>
public sealed record TagSummary(TagId Id, string Name, int Contacts, IReadOnlyList<string> Segments);

/// <summary>What came of a change of tags; no problem when it was taken.</summary>
/// <param name="Tag">The tag it was about.</param>
/// <param name="Problem">In words.</param>
/// <param name="Change">The work over many contacts that it began; null when all was done at once.</param>
public sealed record TagResult(TagId? Tag, string? Problem, BulkTaggingId? Change = null);

/// <summary>
/// Tags and whom they are on. As with contacts, whoever may import lists may tag. Putting a tag on or taking it off is a set operation, so
/// it never collides with an edit of the same contact.
/// </summary>
public sealed class ManageTags(PortalDatabase database, IBackgroundJobs jobs, AuditTrail audit, IPortalSignals signals, TimeProvider clock)
{
    /// <summary>Contacts that are tagged at once; more become background work.</summary>
    public const int MostAtOnce = 500;

    /// <summary>All tags, by name, with their sizes.</summary>
    public async Task<IReadOnlyList<TagSummary>> ListAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ViewOptIns);
        return await database.ReadAsync(actor.Tenant, async (db, t) =>
        {
            var tags = await db.Set<Tag>().Where(x => x.RetiredAt == null).OrderBy(x => x.NameKey).Select(x => new { x.Id, x.Name }).ToListAsync(t);
            var counts = await db.Set<ContactTag>().GroupBy(x => x.TagId).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, t);
            var segments = await SegmentUses.OfTagsAsync(db, t);
            return (IReadOnlyList<TagSummary>)tags.ConvertAll(x => new TagSummary(x.Id, x.Name, counts.GetValueOrDefault(x.Id), [.. segments[x.Id.Value]]));
        }, token);
    }

    /// <summary>Gives a tag another name.</summary>
    public Task<TagResult> RenameAsync(Actor actor, TagId id, string name, CancellationToken token)
    {
        actor.Demand(Right.ImportOptIns);
        return ToldAsync(actor, database.WriteAsync(actor.Tenant, async (db, t) =>
        {
            await ConsentLedger.LockAsync(db, t);
            if (Tag.Clean(name) is not { } clean)
                return new TagResult(id, NameRule);
            if (await db.Set<Tag>().FirstOrDefaultAsync(x => x.Id == id && x.RetiredAt == null, t) is not { } tag)
                return new TagResult(null, Gone);
            var key = Tag.KeyOf(clean);
            if (await db.Set<Tag>().AnyAsync(x => x.NameKey == key && x.Id != id, t))
                return new TagResult(id, $"There is a tag “{clean}” already.");
            tag.Rename(clean);
            audit.Record(db, actor, "tag.renamed", id.Value.ToString());
            return new TagResult(id, null);
        }, token));
    }

    /// <summary>Deletes a tag and takes it off everybody; refused while a segment speaks of it.</summary>
    public async Task<TagResult> DeleteAsync(Actor actor, TagId id, CancellationToken token)
    {
        actor.Demand(Right.ImportOptIns);
        var result = await ToldAsync(actor, database.WriteAsync(actor.Tenant, async (db, t) =>
        {
            await ConsentLedger.LockAsync(db, t);
            if (await db.Set<Tag>().FirstOrDefaultAsync(x => x.Id == id && x.RetiredAt == null, t) is not { } tag)
                return new TagResult(null, Gone);
            if ((await SegmentUses.OfTagsAsync(db, t))[id.Value].ToList() is { Count: > 0 } segments)
                return new TagResult(id, $"The segment “{segments[0]}” speaks of this tag. Change it first.");
            tag.Retire(clock.GetUtcNow());
            audit.Record(db, actor, "tag.deleted", id.Value.ToString());
            return new TagResult(id, null);
        }, token));
        if (result.Problem is null)
            await jobs.EnqueueAsync<ForgetTagJob>(actor.Tenant, id.Value, token);
        return result;
    }

    /// <summary>Puts a tag, made when it is new, on some contacts, or takes it off.</summary>
    public Task<TagResult> TagAsync(Actor actor, string name, bool add, IReadOnlyCollection<ContactId> contacts, CancellationToken token)
    {
        actor.Demand(Right.ImportOptIns);
        if (contacts.Count > MostAtOnce)
            throw new ArgumentException("More contacts than are tagged at once.", nameof(contacts));
        return ToldAsync(actor, database.WriteAsync(actor.Tenant, async (db, t) =>
        {
            await ConsentLedger.LockAsync(db, t);
            if (Tag.Clean(name) is not { } clean)
                return new TagResult(null, NameRule);
            if (await FindAsync(db, actor, clean, add, t) is not { } tag)
                return new TagResult(null, Gone);
            var changed = await ApplyAsync(db, tag, add, contacts, clock.GetUtcNow(), t);
            audit.Record(db, actor, add ? "contact.tagged" : "contact.untagged", tag.Value.ToString(), reason: FormattableString.Invariant($"{changed} contacts"));
            return new TagResult(tag, null);
        }, token));
    }

    /// <summary>The same for all that a filter finds, in the background; those who come to fit while it works may or may not be among them.</summary>
    public async Task<TagResult> TagAllAsync(Actor actor, string name, bool add, ContactFilter filter, CancellationToken token)
    {
        actor.Demand(Right.ImportOptIns);
        if (ContactsQuery.IsNumber(filter.Search))
            return new TagResult(null, "A number finds one person. Choose them in the list.");
        var result = await database.WriteAsync(actor.Tenant, async (db, t) =>
        {
            await db.DemandWorkAsync(t);
            await ConsentLedger.LockAsync(db, t);
            if (Tag.Clean(name) is not { } clean)
                return new TagResult(null, NameRule);
            if (await FindAsync(db, actor, clean, add, t) is not { } tag)
                return new TagResult(null, Gone);
            await db.SaveChangesAsync(t);
            var change = BulkTagging.Create(actor.Tenant, tag, add, filter, actor.Name, clock.GetUtcNow());
            db.Add(change);
            audit.Record(db, actor, add ? "contact.tagging-started" : "contact.untagging-started", tag.Value.ToString());
            return new TagResult(tag, null, change.Id);
        }, token);
        if (result.Change is { } work)
            await jobs.EnqueueAsync<BulkTagJob>(actor.Tenant, work.Value, token);
        return await ToldAsync(actor, Task.FromResult(result));
    }

    /// <summary>Changes over many contacts that are under way, the newest first.</summary>
    public Task<List<BulkTaggingProgress>> UnderWayAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ViewOptIns);
        return database.ReadAsync(actor.Tenant, (db, t) => (
            from change in db.Set<BulkTagging>()
            join tag in db.Set<Tag>() on change.TagId equals tag.Id
            where change.EndedAt == null
            orderby change.Id descending
            select new BulkTaggingProgress(change.Id, tag.Name, change.Adds, change.Done, change.CreatedBy, change.CreatedAt)).ToListAsync(t), token);
    }

    /// <summary>Stops such work; what it has done stays.</summary>
    public Task<bool> CancelAsync(Actor actor, BulkTaggingId id, CancellationToken token)
    {
        actor.Demand(Right.ImportOptIns);
        return database.WriteAsync(actor.Tenant, async (db, t) =>
        {
            await ConsentLedger.LockAsync(db, t);
            if (await db.Set<BulkTagging>().FirstOrDefaultAsync(x => x.Id == id && x.EndedAt == null, t) is not { } change)
                return false;
            change.End(clock.GetUtcNow());
            audit.Record(db, actor, "contact.tagging-cancelled", change.TagId.Value.ToString(), reason: FormattableString.Invariant($"after {change.Done} contacts"));
            return true;
        }, token);
    }

    /// <summary>Puts a tag on those of these contacts that exist, or takes it off; gives how many changed.</summary>
    internal static async Task<int> ApplyAsync(PortalDbContext db, TagId tag, bool add, IReadOnlyCollection<ContactId> contacts, DateTimeOffset now, CancellationToken token)
    {
        await db.SaveChangesAsync(token);
        var ids = contacts.ToList();
        if (!add)
            return await db.Set<ContactTag>().Where(x => x.TagId == tag && ids.Contains(x.ContactId)).ExecuteDeleteAsync(token);
        var there = await db.Set<Contact>().Where(c => ids.Contains(c.Id)).Select(c => c.Id).ToListAsync(token);
        return await TagStore.InsertAsync(db, there.ConvertAll(id => new object?[] { db.TenantId, tag, id, now }), token);
    }

    private const string NameRule = "A tag has 1 to 40 characters.";
    private const string Gone = "There is no such tag.";

    private async Task<TagId?> FindAsync(PortalDbContext db, Actor actor, string name, bool add, CancellationToken token)
    {
        if (add)
            return await TagStore.FindOrMakeAsync(db, name, actor.Name, clock.GetUtcNow(), token);
        var key = Tag.KeyOf(name);
        return await db.Set<Tag>().Where(x => x.NameKey == key).Select(x => (TagId?)x.Id).FirstOrDefaultAsync(token);
    }

    private async Task<TagResult> ToldAsync(Actor actor, Task<TagResult> change)
    {
        var result = await change;
        if (result.Problem is null)
            signals.Publish(actor.Tenant, ContactTopics.All);
        return result;
    }
}
