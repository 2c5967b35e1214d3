using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Data.Restores;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Backups;

/// <summary>What was kept from going on in one enterprise.</summary>
public sealed record RestoreMarks(string EnterpriseId, IReadOnlyList<string> Notes);

/// <summary>
/// Makes a database careful that was set back: nothing of what it holds as waiting goes on by itself, and no enterprise sends anything before a person there has
/// decided. Runs at each start, before anything is served, and does nothing where there is nothing to do; broken off, it goes on with the next enterprise.
/// </summary>
public sealed class MarkRestored(
    PortalDatabase database, TenantDirectory tenants, IEnumerable<IRestoreCaution> cautions, AuditTrail audit, PlatformTrail platform, TimeProvider clock)
{
    private const string By = "restore";

    /// <summary>Notes that the database was set back by other means than a backup of the portal's own; <see cref="RunAsync"/> does the rest.</summary>
    /// <param name="takenAt">Up to when it knows what happened.</param>
    /// <param name="token">Cancels.</param>
    public Task NoteAsync(DateTimeOffset takenAt, CancellationToken token) => database.WriteAsync(TenantId.None, (db, _) =>
    {
        db.Add(Restoration.Of(takenAt));
        return Task.CompletedTask;
    }, token);

    /// <summary>Up to when the database seems to know what happened: the last sign of life of a portal on it; null where there is none.</summary>
    public Task<DateTimeOffset?> LastSignAsync(CancellationToken token) => database.ReadAsync(TenantId.None, async (db, t) =>
        (await db.QuerySqlAsync(
            "SELECT MAX(seen_at) FROM job_runs UNION ALL SELECT MAX(ended_at) FROM job_runs",
            r => r.IsDBNull(0) ? (DateTimeOffset?)null : DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(0)), t)).Max(), token);

    /// <summary>Marks what is to be marked, and says what was held in each enterprise; empty where the database was not set back.</summary>
    public async Task<IReadOnlyList<RestoreMarks>> RunAsync(CancellationToken token)
    {
        var marks = new List<RestoreMarks>();
        foreach (var one in await database.ReadAsync(TenantId.None, (db, t) => db.Set<Restoration>().Where(r => r.MarkedAt == null).OrderBy(r => r.TakenAt).ToListAsync(t), token))
        {
            var setBack = new SetBack(one.TakenAt, clock.GetUtcNow());
            foreach (var tenant in await tenants.ListAsync([TenantStatus.Active, TenantStatus.Suspended, TenantStatus.Closed], token))
            {
                if (await HoldAsync(tenant, one.Id, setBack, token) is { } notes)
                    marks.Add(new RestoreMarks(tenant.EnterpriseId, notes));
            }

            await database.WriteAsync(TenantId.None, async (db, t) =>
            {
                (await db.Set<Restoration>().AsTracking().FirstAsync(r => r.Id == one.Id, t)).Mark(setBack.RestoredAt);
                platform.Record(db, "database.restored", one.Id.ToString(), reason: $"backup of {setBack.TakenWords}");
            }, token);
        }

        return marks;
    }

    // All of an enterprise or nothing, so that the next start goes on with what is left.
    private Task<IReadOnlyList<string>?> HoldAsync(Tenant tenant, Guid id, SetBack setBack, CancellationToken token) => database.WriteAsync<IReadOnlyList<string>?>(tenant.Id, async (db, t) =>
    {
        if (await db.Set<RestoreHold>().AnyAsync(h => h.Id == id, t))
            return null;
        var notes = new List<string>();
        foreach (var caution in cautions)
            notes.AddRange(await caution.HoldAsync(db, setBack, t));
        db.Add(RestoreHold.Create(tenant.Id, id, setBack, notes));
        audit.Record(db, Actor.Job(tenant.Id, By), "restore.held", id.ToString(), reason: $"backup of {setBack.TakenWords}");
        return notes;
    }, token);
}
