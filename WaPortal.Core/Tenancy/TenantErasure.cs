using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;

namespace WaPortal.Core.Tenancy;

/// <summary>
/// Destroys a closed enterprise after its grace: first its keys, in one commit, so that nothing of it can be read from then on; then its
/// files; then its rows, table by table in batches. It can be killed at any point and goes on where it stopped, since what is left to do
/// is what is left in the tables.
/// </summary>
public sealed class TenantErasure(PortalDatabase database, TenantKeys keys, DataDirectory directory, PlatformTrail trail, TimeProvider clock)
{
    // Short enough that nobody else waits long for the write gate.
    private const int Batch = 500;

    /// <summary>Takes the next steps until the enterprise is erased or the time is over. True when nothing is left to do.</summary>
    public async Task<bool> RunAsync(TenantId tenant, TimeSpan atMost, CancellationToken token)
    {
        var until = clock.GetTimestamp();
        while (await StepAsync(tenant, token))
        {
            if (clock.GetElapsedTime(until) >= atMost)
                return false;
        }

        return true;
    }

    /// <summary>One step: the keys, or one batch of rows, or the end. False when there was nothing to do.</summary>
    internal async Task<bool> StepAsync(TenantId tenant, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        if (await TryDestroyKeysAsync(tenant, token))
            return true;
        if (!await database.ReadAsync(tenant, (db, t) => db.Set<Tenant>().AnyAsync(x => x.Id == tenant && x.Status == TenantStatus.Erasing, t), token))
            return false;
        directory.DeleteTenant(tenant);
        return await DeleteBatchAsync(tenant, token) || await TryEndAsync(tenant, token);
    }

    private async Task<bool> TryDestroyKeysAsync(TenantId tenant, CancellationToken token)
    {
        var now = clock.GetUtcNow();
        var due = await database.ReadAsync(
            tenant, (db, t) => db.Set<Tenant>().AnyAsync(x => x.Id == tenant && x.Status == TenantStatus.Closed && x.EraseAt <= now, t), token);
        if (!due)
            return false;
        try
        {
            await keys.DestroyAllAsync(tenant, async (db, t) =>
            {
                var row = await db.Set<Tenant>().FirstAsync(x => x.Id == tenant, t);
                if (!row.TryBeginErasure(now))
                    throw new ReopenedException(); // undoes the destruction with it
                trail.Record(db, "key.destroyed", row.EnterpriseId);
            }, token);
            return true;
        }
        catch (ReopenedException)
        {
            return false;
        }
    }

    private Task<bool> DeleteBatchAsync(TenantId tenant, CancellationToken token) => database.WriteAsync(tenant, async (db, t) =>
    {
        foreach (var table in Order(db.Model))
        {
            // Both engines give each row a place of its own, so one statement serves tables of every key.
            var deleted = await db.ExecuteSqlAsync(
                db.IsPostgres
                    ? $"DELETE FROM {table} WHERE tenant_id = @tenant AND ctid = ANY(ARRAY(SELECT ctid FROM {table} WHERE tenant_id = @tenant LIMIT @most))"
                    : $"DELETE FROM {table} WHERE tenant_id = @tenant AND rowid IN (SELECT rowid FROM {table} WHERE tenant_id = @tenant LIMIT @most)",
                t, ("@tenant", tenant), ("@most", Batch));
            if (deleted == 0)
                continue;
            await NoteAsync(db, tenant, table, deleted, t);
            return true;
        }

        return false;
    }, token);

    private Task<bool> TryEndAsync(TenantId tenant, CancellationToken token) => database.WriteAsync(tenant, async (db, t) =>
    {
        var row = await db.Set<Tenant>().FirstAsync(x => x.Id == tenant, t);
        if (!row.TryEndErasure(clock.GetUtcNow()))
            return false;
        var counts = await db.Set<TenantErasureCount>().Where(c => c.Enterprise == tenant).OrderBy(c => c.Table).ToListAsync(t);
        foreach (var count in counts)
            trail.Record(db, "tenant.rows-deleted", row.EnterpriseId, reason: FormattableString.Invariant($"{count.Table}: {count.Rows}"));
        db.RemoveRange(counts);
        trail.Record(db, "tenant.erased", row.EnterpriseId, reason: FormattableString.Invariant($"{counts.Sum(c => c.Rows)} rows"));
        return true;
    }, token);

    private static async Task NoteAsync(PortalDbContext db, TenantId tenant, string table, int deleted, CancellationToken token)
    {
        var count = await db.Set<TenantErasureCount>().FirstOrDefaultAsync(c => c.Enterprise == tenant && c.Table == table, token);
        if (count is null)
            db.Add(count = TenantErasureCount.Create(tenant, table));
        count.Add(deleted);
    }

    private sealed class ReopenedException : Exception;

    /// <summary>The owned tables, each before those that its foreign keys point to.</summary>
    internal static IReadOnlyList<string> Order(IModel model)
    {
        var owned = model.GetEntityTypes().Where(e => typeof(ITenantOwned).IsAssignableFrom(e.ClrType) && e.GetTableName() is not null).ToList();
        var ordered = new List<string>();
        var seen = new HashSet<IEntityType>();
        foreach (var entity in owned)
            Visit(entity);
        ordered.Reverse(); // those that are pointed to came first
        return ordered;

        void Visit(IEntityType entity)
        {
            if (!seen.Add(entity))
                return;
            foreach (var principal in entity.GetForeignKeys().Select(k => k.PrincipalEntityType).Where(owned.Contains))
                Visit(principal);
            if (!ordered.Contains(entity.GetTableName()!))
                ordered.Add(entity.GetTableName()!);
        }
    }
}

/// <summary>How many rows of a table an erasure has deleted so far, so that its record is whole although it went in batches. Belongs to the platform.</summary>
internal sealed class TenantErasureCount
{
    private TenantErasureCount()
    {
    }

    /// <summary>The enterprise that is being erased.</summary>
    public TenantId Enterprise { get; private set; }

    public string Table { get; private set; } = "";

    public long Rows { get; private set; }

    public static TenantErasureCount Create(TenantId enterprise, string table) => new() { Enterprise = enterprise, Table = table };

    public void Add(int rows) => Rows += rows;
}

internal sealed class TenantErasureCountConfiguration : IEntityTypeConfiguration<TenantErasureCount>
{
    public void Configure(EntityTypeBuilder<TenantErasureCount> builder)
    {
        builder.ToTable("tenant_erasure_counts");
        builder.HasKey(c => new { c.Enterprise, c.Table });
        builder.Property(c => c.Table).HasMaxLength(60).HasColumnName("table_name");
        builder.Property(c => c.Rows).HasColumnName("row_count");
    }
}

/// <summary>Finds closed enterprises whose grace is over and those whose erasure is under way.</summary>
internal sealed class ClosedTenants(TenantDirectory directory, TenantErasure erasure, TimeProvider clock) : IUnfinishedWork
{
    // The rest waits for the next round, so that other work is looked for in between.
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(20);

    public async Task ResumeAsync(CancellationToken token)
    {
        foreach (var tenant in await directory.ListAsync([TenantStatus.Closed, TenantStatus.Erasing], token))
        {
            if (tenant.Status == TenantStatus.Erasing || tenant.EraseAt <= clock.GetUtcNow())
                await erasure.RunAsync(tenant.Id, Turn, token);
        }
    }
}
