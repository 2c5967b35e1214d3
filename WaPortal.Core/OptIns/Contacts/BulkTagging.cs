using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.OptIns.Segments;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Contacts;

public readonly record struct BulkTaggingId(Guid Value) : IGuidId<BulkTaggingId>
{
    public static BulkTaggingId Create(Guid value) => new(value);
}

/// <summary>A change of tags over many contacts, under way.</summary>
public sealed record BulkTaggingProgress(BulkTaggingId Id, string Tag, bool Add, int Done, string By, DateTimeOffset At);

/// <summary>A tag on its way onto all contacts that a filter finds, or off them.</summary>
internal sealed class BulkTagging : ITenantOwned
{
    private BulkTagging()
    {
    }

    public TenantId TenantId { get; private set; }

    public BulkTaggingId Id { get; private set; }

    public TagId TagId { get; private set; }

    public bool Adds { get; private set; }

    /// <summary>Beginnings of words of a name; gone when the work is done.</summary>
    public string? Search { get; private set; }

    /// <summary>See <see cref="SegmentText"/>; gone when the work is done.</summary>
    public string? MatchJson { get; private set; }

    /// <summary>The last contact that was looked at.</summary>
    public Guid Position { get; private set; }

    /// <summary>Contacts that were changed.</summary>
    public int Done { get; private set; }

    public string CreatedBy { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    public static BulkTagging Create(TenantId tenant, TagId tag, bool add, ContactFilter filter, string by, DateTimeOffset now) => new()
    {
        TenantId = tenant,
        Id = new BulkTaggingId(Guid.CreateVersion7(now)),
        TagId = tag,
        Adds = add,
        Search = filter.Search,
        MatchJson = SegmentText.Write(filter.Match),
        CreatedBy = by,
        CreatedAt = now,
    };

    public ContactFilter? Filter => MatchJson is { } json && SegmentText.Read(json) is { } match ? new ContactFilter(Search, match) : null;

    public void Advance(Guid to, int changed)
    {
        Position = to;
        Done += changed;
    }

    public void End(DateTimeOffset now) => (EndedAt, Search, MatchJson) = (now, null, null);
}

internal sealed class BulkTaggingConfiguration : IEntityTypeConfiguration<BulkTagging>
{
    public void Configure(EntityTypeBuilder<BulkTagging> builder)
    {
        builder.ToTable("bulk_taggings");
        builder.HasKey(b => new { b.TenantId, b.Id });
        builder.HasOne<Tag>().WithMany().HasForeignKey(b => new { b.TenantId, b.TagId }).OnDelete(DeleteBehavior.Cascade);
        builder.Property(b => b.Search).HasMaxLength(200);
        builder.Property(b => b.CreatedBy).HasMaxLength(200);
        builder.Ignore(b => b.Filter);
    }
}

/// <summary>
/// Puts a tag on all contacts that a filter finds, or takes it off, a page in a transaction with the position: killed anywhere it goes on
/// there, and what it does twice changes nothing the second time.
/// </summary>
internal sealed class BulkTagJob(
    PortalDatabase database, IEnumerable<ISegmentFacts> facts, AuditTrail audit, IPortalSignals signals, TimeProvider clock) : IBackgroundJob
{
    internal const int PageSize = 1000;

    public async Task RunAsync(TenantId tenant, Guid subject, CancellationToken token)
    {
        var id = new BulkTaggingId(subject);
        while (await database.WriteAsync(tenant, (db, t) => StepAsync(db, id, t), token))
        {
            signals.Publish(tenant, ContactTopics.All);
            token.ThrowIfCancellationRequested();
        }

        signals.Publish(tenant, ContactTopics.All);
    }

    private async Task<bool> StepAsync(PortalDbContext db, BulkTaggingId id, CancellationToken token)
    {
        await ConsentLedger.LockAsync(db, token);
        if (await db.Set<BulkTagging>().FirstOrDefaultAsync(b => b.Id == id && b.EndedAt == null, token) is not { } change || !await db.MayWorkAsync(token))
            return false;
        if (change.Filter is not { } filter || await db.Set<Tag>().AnyAsync(t => t.Id == change.TagId && t.RetiredAt != null, token))
        {
            change.End(clock.GetUtcNow());
            return false;
        }

        List<ContactId> page;
        try
        {
            // Days are counted from when somebody asked, also after a night's rest.
            page = await (await ContactsQuery.SelectionAsync(db, filter, facts, change.CreatedAt, token)).IdsAsync(change.Position, PageSize, token);
        }
        catch (SegmentProblemException)
        {
            page = []; // what it speaks of was deleted meanwhile: nobody fits any more
        }

        if (page.Count > 0)
            change.Advance(page[^1].Value, await ManageTags.ApplyAsync(db, change.TagId, change.Adds, page, clock.GetUtcNow(), token));
        if (page.Count == PageSize)
            return true;
        change.End(clock.GetUtcNow());
        audit.Record(db, Actor.Job(db.TenantId, "tagging"), "contact.tagging-finished", change.TagId.Value.ToString(), reason: FormattableString.Invariant($"{change.Done} contacts"));
        return false;
    }
}

/// <summary>Takes a deleted tag off everybody, a batch in a transaction; the tag goes with the last.</summary>
internal sealed class ForgetTagJob(PortalDatabase database) : IBackgroundJob
{
    internal const int BatchSize = 2000;

    public async Task RunAsync(TenantId tenant, Guid subject, CancellationToken token)
    {
        while (await database.WriteAsync(tenant, (db, t) => StepAsync(db, new TagId(subject), t), token))
            token.ThrowIfCancellationRequested();
    }

    private static async Task<bool> StepAsync(PortalDbContext db, TagId id, CancellationToken token)
    {
        await ConsentLedger.LockAsync(db, token);
        if (await db.Set<Tag>().FirstOrDefaultAsync(t => t.Id == id && t.RetiredAt != null, token) is not { } tag || !await db.MayWorkAsync(token))
            return false;
        var batch = await db.Set<ContactTag>().Where(t => t.TagId == id).OrderBy(t => t.ContactId).Select(t => t.ContactId).Take(BatchSize).ToListAsync(token);
        if (batch.Count > 0)
            return await db.Set<ContactTag>().Where(t => t.TagId == id && batch.Contains(t.ContactId)).ExecuteDeleteAsync(token) > 0;
        db.Remove(tag);
        return false;
    }
}
