using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Data.Restores;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Backups;

/// <summary>How an enterprise stands after a restore.</summary>
/// <param name="TakenAt">Up to when the database knows what happened.</param>
/// <param name="RestoredAt">When it was set back.</param>
/// <param name="Notes">What was kept from going on, in sentences.</param>
/// <param name="LiftedAt">When somebody let sending go on; null while nothing is sent.</param>
/// <param name="LiftedBy">Who.</param>
public sealed record RestoreStanding(DateTimeOffset TakenAt, DateTimeOffset RestoredAt, IReadOnlyList<string> Notes, DateTimeOffset? LiftedAt, string? LiftedBy)
{
    /// <summary>Whether nothing is sent.</summary>
    public bool IsHeld => LiftedAt is null;
}

/// <summary>Tells that the portal was restored from a backup, and lets a person decide that the enterprise sends again.</summary>
public sealed class RestoreDecision(PortalDatabase database, AuditTrail audit, IPortalSignals signals, TimeProvider clock)
{
    /// <summary>What pages listen to.</summary>
    public const string Topic = "restore";

    /// <summary>Since when the actor's enterprise sends nothing because of a restore; null where that is not so. For everybody: it concerns all who work here.</summary>
    public Task<DateTimeOffset?> HeldSinceAsync(Actor actor, CancellationToken token) => database.ReadAsync(
        actor.Tenant, (db, t) => db.Set<RestoreHold>().Where(h => h.LiftedAt == null).OrderBy(h => h.TakenAt).Select(h => (DateTimeOffset?)h.TakenAt).FirstOrDefaultAsync(t), token);

    /// <summary>The restores of this database that the enterprise was part of, the last first.</summary>
    public async Task<IReadOnlyList<RestoreStanding>> ListAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ManageSettings);
        var holds = await database.ReadAsync(actor.Tenant, (db, t) => db.Set<RestoreHold>().OrderByDescending(h => h.RestoredAt).Take(20).ToListAsync(t), token);
        return [.. holds.Select(h => new RestoreStanding(h.TakenAt, h.RestoredAt, h.Notes.Split('\n', StringSplitOptions.RemoveEmptyEntries), h.LiftedAt, h.LiftedBy))];
    }

    /// <summary>Lets the enterprise send again. Campaigns stay as they are: each is resumed or scheduled by itself. False where nothing was held.</summary>
    public async Task<bool> LiftAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ManageSettings);
        var lifted = await database.WriteAsync(actor.Tenant, async (db, t) =>
        {
            var open = await db.Set<RestoreHold>().AsTracking().Where(h => h.LiftedAt == null).ToListAsync(t);
            foreach (var hold in open)
            {
                hold.Lift(actor.Name, clock.GetUtcNow());
                audit.Record(db, actor, "restore.lifted", hold.Id.ToString(), reason: $"backup of {new SetBack(hold.TakenAt, hold.RestoredAt).TakenWords}");
            }

            return open.Count > 0;
        }, token);
        signals.Publish(actor.Tenant, Topic);
        return lifted;
    }
}
