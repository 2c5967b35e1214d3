using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Retention;

/// <summary>A class as the settings page shows it.</summary>
/// <param name="Class">Which.</param>
/// <param name="Days">What holds now.</param>
/// <param name="PendingDays">A shorter time that will hold; null for none.</param>
/// <param name="PendingAt">When it will.</param>
/// <param name="Count">What there is now.</param>
/// <param name="ChangedBy">Null: nobody chose anything.</param>
/// <param name="ChangedAt">When it was chosen.</param>
public sealed record RetainedClass(DataClass Class, int Days, int? PendingDays, DateTimeOffset? PendingAt, RetainedCount Count, string? ChangedBy, DateTimeOffset? ChangedAt);

/// <summary>All that the settings page shows.</summary>
/// <param name="Classes">Each class, in the order of the enumeration.</param>
/// <param name="State">Hold and last round; null before the first.</param>
/// <param name="Purges">The newest rounds that deleted something.</param>
public sealed record RetentionView(IReadOnlyList<RetainedClass> Classes, RetentionState? State, IReadOnlyList<Purge> Purges);

/// <summary>Reads and changes how long things are kept, and holds everything back where the law asks for it.</summary>
public sealed class ManageRetention(PortalDatabase database, IEnumerable<IRetainedRows> rows, FreshCode fresh, AuditTrail audit, TimeProvider clock)
{
    private const int PurgesShown = 30;

    /// <summary>What holds now and what there is.</summary>
    public Task<RetentionView> ReadAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ManageSettings);
        var now = clock.GetUtcNow();
        return database.ReadAsync(actor.Tenant, async (db, t) =>
        {
            var rules = await db.Set<RetentionRule>().ToDictionaryAsync(r => r.Class, t);
            var classes = new List<RetainedClass>();
            foreach (var of in Enum.GetValues<DataClass>())
            {
                var rule = rules.GetValueOrDefault(of);
                var days = rule?.DaysAt(now) ?? RetentionDefaults.Days(of);
                var pends = rule?.PendingAt > now;
                classes.Add(new RetainedClass(
                    of, days, pends ? rule!.PendingDays : null, pends ? rule!.PendingAt : null, await CountAsync(db, of, now.AddDays(-days), t), rule?.ChangedBy, rule?.ChangedAt));
            }

            var purges = await db.Set<Purge>().OrderByDescending(p => p.Id).Take(PurgesShown).ToListAsync(t);
            return new RetentionView(classes, await db.Set<RetentionState>().FirstOrDefaultAsync(t), purges);
        }, token);
    }

    /// <summary>What would be there, and what would go, if a class were kept for so long.</summary>
    public Task<RetainedCount> PreviewAsync(Actor actor, DataClass of, int days, CancellationToken token)
    {
        actor.Demand(Right.ManageSettings);
        return database.ReadAsync(actor.Tenant, (db, t) => CountAsync(db, of, clock.GetUtcNow().AddDays(-days), t), token);
    }

    /// <summary>Chooses how long a class is kept; gives what is wrong with it, in sentences.</summary>
    /// <exception cref="FreshCodeRequiredException">The time becomes shorter, and there is no fresh code.</exception>
    public async Task<IReadOnlyList<string>> SaveAsync(Actor actor, DataClass of, int days, CancellationToken token)
    {
        actor.Demand(Right.ManageSettings);
        if (days is < RetentionDefaults.LeastDays or > RetentionDefaults.MostDays)
            return [FormattableString.Invariant($"Choose {RetentionDefaults.LeastDays} to {RetentionDefaults.MostDays:N0} days.")];
        var holds = await database.ReadAsync(actor.Tenant, (db, t) => RetentionBook.DaysAsync(db, of, clock.GetUtcNow(), t), token);
        if (days < holds)
            await fresh.DemandAsync(actor, token);
        return await database.WriteAsync<IReadOnlyList<string>>(actor.Tenant, async (db, t) =>
        {
            await db.DemandWorkAsync(t);
            foreach (var kept in rows.Where(r => r.Class == of))
            {
                if (await kept.FloorAsync(db, t) is { } floor && floor.Days > days)
                    return [floor.Why];
            }

            var now = clock.GetUtcNow();
            var rule = await db.Set<RetentionRule>().AsTracking().FirstOrDefaultAsync(r => r.Class == of, t);
            if (rule is null)
                db.Add(rule = RetentionRule.Create(actor.Tenant, of));
            var before = rule.DaysAt(now);
            if (days < before && holds <= days)
                return ["It was changed meanwhile. Look at it again."]; // it became shorter without a fresh code
            rule.Choose(days, actor.Name, now);
            audit.Record(db, actor, "retention.changed", of.ToString(), reason: FormattableString.Invariant($"{before} days before, {days} days {(days < before ? "in an hour" : "now")}"));
            return [];
        }, token);
    }

    /// <summary>Stops a shorter time that does not hold yet; false where it was too late.</summary>
    public Task<bool> StopAsync(Actor actor, DataClass of, CancellationToken token)
    {
        actor.Demand(Right.ManageSettings);
        return database.WriteAsync(actor.Tenant, async (db, t) =>
        {
            if (await db.Set<RetentionRule>().AsTracking().FirstOrDefaultAsync(r => r.Class == of, t) is not { } rule || !rule.TryStop(actor.Name, clock.GetUtcNow()))
                return false;
            audit.Record(db, actor, "retention.stopped", of.ToString(), reason: FormattableString.Invariant($"stays at {rule.Days} days"));
            return true;
        }, token);
    }

    /// <summary>Keeps everything, whatever its age, until it is released; gives what is wrong, in sentences.</summary>
    public async Task<IReadOnlyList<string>> HoldAsync(Actor actor, string reason, CancellationToken token)
    {
        actor.Demand(Right.ManageSettings);
        reason = reason.Trim();
        if (reason.Length is 0 or > RetentionState.ReasonLength)
            return [FormattableString.Invariant($"Say in 1 to {RetentionState.ReasonLength} characters why everything has to stay.")];
        await ChangeAsync(actor, state => state.Hold(reason, actor.Name, clock.GetUtcNow()), "retention.held", token);
        return [];
    }

    /// <summary>Lets things go again that are too old.</summary>
    /// <exception cref="FreshCodeRequiredException">There is no fresh code: what goes then does not come back.</exception>
    public async Task ReleaseAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ManageSettings);
        await fresh.DemandAsync(actor, token);
        await ChangeAsync(actor, state => state.Release(), "retention.released", token);
    }

    private Task ChangeAsync(Actor actor, Action<RetentionState> change, string @event, CancellationToken token) => database.WriteAsync(actor.Tenant, async (db, t) =>
    {
        await db.DemandWorkAsync(t);
        change(await RetentionBook.StateAsync(db, t));
        audit.Record(db, actor, @event, actor.Tenant.Value.ToString());
    }, token);

    private async Task<RetainedCount> CountAsync(PortalDbContext db, DataClass of, DateTimeOffset before, CancellationToken token)
    {
        var all = new RetainedCount(0, 0, null);
        foreach (var kept in rows.Where(r => r.Class == of))
        {
            var count = await kept.CountAsync(db, before, token);
            var oldest = all.Oldest is null || count.Oldest < all.Oldest ? count.Oldest ?? all.Oldest : all.Oldest;
            all = new RetainedCount(all.Rows + count.Rows, all.Older + count.Older, oldest);
        }

        return all;
    }
}
