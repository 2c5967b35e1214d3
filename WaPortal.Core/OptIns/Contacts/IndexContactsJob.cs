using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Contacts;

/// <summary>How far the contacts of a tenant were read anew, after an upgrade or a change of the attributes.</summary>
internal sealed class ContactIndexState : ITenantOwned
{
    private ContactIndexState()
    {
    }

    public TenantId TenantId { get; private set; }

    /// <summary>See <see cref="ContactIndex.Version"/>.</summary>
    public int Version { get; private set; }

    /// <summary>The last contact that was read; null before the first.</summary>
    public Guid? Position { get; private set; }

    public bool IsDone { get; private set; }

    public static ContactIndexState Create(TenantId tenant) => new() { TenantId = tenant };

    public bool IsCurrent => IsDone && Version == ContactIndex.Version;

    public void Begin() => (Version, Position, IsDone) = (ContactIndex.Version, null, false);

    public void Advance(Guid to) => Position = to;

    public void End() => IsDone = true;
}

internal sealed class ContactIndexStateConfiguration : IEntityTypeConfiguration<ContactIndexState>
{
    public void Configure(EntityTypeBuilder<ContactIndexState> builder)
    {
        builder.ToTable("contact_index_states");
        builder.HasKey(s => s.TenantId);
        builder.Ignore(s => s.IsCurrent);
    }
}

/// <summary>
/// Brings words and values of all contacts up to date, a page in a transaction. Killed anywhere it goes on behind the last page; run twice
/// the second finds nothing to do. At the end deleted attributes go, which then have no values left.
/// </summary>
internal sealed class IndexContactsJob(PortalDatabase database, IPortalSignals signals, TimeProvider clock) : IBackgroundJob
{
    internal const int PageSize = 500;

    public async Task RunAsync(TenantId tenant, Guid subject, CancellationToken token)
    {
        while (await database.WriteAsync(tenant, StepAsync, token))
            token.ThrowIfCancellationRequested();
        signals.Publish(tenant, ContactTopics.All);
    }

    private async Task<bool> StepAsync(PortalDbContext db, CancellationToken token)
    {
        await ConsentLedger.LockAsync(db, token);
        var state = await StateAsync(db, token);
        if (state.IsCurrent || !await db.MayWorkAsync(token))
            return false;
        if (state.Version != ContactIndex.Version)
            state.Begin();
        var after = new ContactId(state.Position ?? Guid.Empty);
        var page = await db.QuerySqlAsync(
            "SELECT id, name, attributes FROM contacts WHERE tenant_id = @tenant AND id > @after ORDER BY id LIMIT @count",
            r => (Id: new ContactId(r.GetGuid(0)), Name: r.IsDBNull(1) ? null : r.GetString(1), Attributes: r.GetString(2)),
            token, ("@tenant", db.TenantId), ("@after", after), ("@count", PageSize));
        if (page.Count == 0)
        {
            state.End();
            foreach (var retired in await db.Set<AttributeDefinition>().Where(a => a.RetiredAt != null).ToListAsync(token))
                db.Remove(retired);
            return false;
        }

        var book = await AttributeBook.LoadAsync(db, token);
        var contacts = new List<IndexedContact>(page.Count);
        foreach (var (id, name, json) in page)
        {
            var values = AttributeBook.Read(json);
            var fitted = book.Fit(values);
            if (fitted.Count != values.Count || fitted.Any(v => !values.TryGetValue(v.Key, out var before) || before != v.Value))
            {
                await db.ExecuteSqlAsync(
                    "UPDATE contacts SET attributes = @attributes, version = version + 1, updated_at = @now WHERE tenant_id = @tenant AND id = @id", token,
                    ("@attributes", AttributeBook.Write(fitted)), ("@now", clock.GetUtcNow()), ("@tenant", db.TenantId), ("@id", id));
            }

            contacts.Add(new IndexedContact(id, name, fitted, IsNew: false));
        }

        await ContactIndex.WriteAsync(db, book, contacts, token);
        state.Advance(page[^1].Id.Value);
        return true;
    }

    /// <summary>The state of the context's tenant, made when it is missing.</summary>
    internal static async Task<ContactIndexState> StateAsync(PortalDbContext db, CancellationToken token)
    {
        if (await db.Set<ContactIndexState>().FirstOrDefaultAsync(token) is { } state)
            return state;
        db.Add(state = ContactIndexState.Create(db.TenantId));
        return state;
    }
}

/// <summary>Finds tenants whose contacts have to be read anew, tags that are on their way out, and bulk changes that a crash left.</summary>
internal sealed class UnfinishedContactWork(PortalDatabase database, SystemScope scope, IBackgroundJobs jobs) : IUnfinishedWork
{
    public Task ResumeAsync(CancellationToken token) => scope.ForEachAsync("contacts to read anew", ResumeAsync, token);

    private async Task ResumeAsync(Tenant tenant, CancellationToken token)
    {
        var (index, tags, changes) = await database.ReadAsync(tenant.Id, async (db, t) =>
        {
            var state = await db.Set<ContactIndexState>().FirstOrDefaultAsync(t);
            var retired = await db.Set<Tag>().Where(x => x.RetiredAt != null).Select(x => x.Id).ToListAsync(t);
            var open = await db.Set<BulkTagging>().Where(x => x.EndedAt == null).Select(x => x.Id).ToListAsync(t);
            return (state is not { IsCurrent: true } && (state is not null || await db.Set<Contact>().AnyAsync(t)), retired, open);
        }, token);
        if (index)
            await jobs.EnqueueAsync<IndexContactsJob>(tenant.Id, tenant.Id.Value, token);
        foreach (var tag in tags)
            await jobs.EnqueueAsync<ForgetTagJob>(tenant.Id, tag.Value, token);
        foreach (var change in changes)
            await jobs.EnqueueAsync<BulkTagJob>(tenant.Id, change.Value, token);
    }
}

/// <summary>What pages about contacts listen to.</summary>
public static class ContactTopics
{
    /// <summary>Contacts, tags or attributes changed.</summary>
    public const string All = "contacts";
}
