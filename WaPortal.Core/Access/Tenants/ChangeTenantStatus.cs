using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WaPortal.Core.Access.Users;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Access.Tenants;

/// <summary>What came of a change to an enterprise's status.</summary>
public abstract record TenantChange
{
    private TenantChange()
    {
    }

    /// <summary>Done.</summary>
    public sealed record Done : TenantChange;

    /// <summary>There is none of this id.</summary>
    public sealed record NotFound : TenantChange;

    /// <summary>Not done, for this reason.</summary>
    public sealed record Refused(string Words) : TenantChange;
}

/// <summary>
/// Suspends, resumes, closes and reopens an enterprise. A suspended or closed one sends nothing and lets nobody in: the claim, the jobs
/// and the actions that start work ask for its status themselves, and all its sessions end with the change.
/// </summary>
public sealed class ChangeTenantStatus(
    PortalDatabase database, Sessions sessions, PlatformTrail trail, AuditTrail audit, FreshCode freshCode, IOptions<TenancyOptions> options, TimeProvider clock)
{
    /// <summary>Stops everything, for as long as it takes.</summary>
    public Task<TenantChange> SuspendAsync(Actor actor, TenantId id, string reason, CancellationToken token) =>
        ChangeAsync(actor, id, "tenant.suspended", reason, (tenant, now) => tenant.TrySuspend(now), "Only an active enterprise can be suspended.", token);

    /// <summary>Lets a suspended enterprise work again; what was under way goes on within a minute.</summary>
    public Task<TenantChange> ResumeAsync(Actor actor, TenantId id, string reason, CancellationToken token) =>
        ChangeAsync(actor, id, "tenant.resumed", reason, (tenant, now) => tenant.TryResume(now), "Only a suspended enterprise can be resumed.", token);

    /// <summary>Stops everything, and destroys it after the time of grace.</summary>
    public Task<TenantChange> CloseAsync(Actor actor, TenantId id, string reason, CancellationToken token) =>
        ChangeAsync(actor, id, "tenant.closed", reason, (tenant, now) => tenant.TryClose(options.Value.ClosingGrace, now), "Only an active or suspended enterprise can be closed.", token);

    /// <summary>Takes a closing back before the grace is over; the enterprise is suspended then, and somebody looks before it is resumed.</summary>
    public Task<TenantChange> ReopenAsync(Actor actor, TenantId id, string reason, CancellationToken token) =>
        ChangeAsync(actor, id, "tenant.reopened", reason, (tenant, now) => tenant.TryReopen(now), "Only a closed enterprise whose keys are still there can be reopened.", token);

    private async Task<TenantChange> ChangeAsync(
        Actor actor, TenantId id, string @event, string reason, Func<Tenant, DateTimeOffset, bool> move, string otherwise, CancellationToken token)
    {
        actor.Demand(Right.ManageTenants);
        await freshCode.DemandAsync(actor, token);
        if (string.IsNullOrWhiteSpace(reason))
            return new TenantChange.Refused("Say why; the audit trail keeps it.");
        if (actor.AtHome().Tenant == id && actor.UserId is not null)
            return new TenantChange.Refused("You belong to this enterprise yourself. A platform admin of another one can do this.");
        var (change, ended) = await database.WriteAsync<(TenantChange, List<SessionId>)>(id, async (db, t) =>
        {
            await AdminGuard.QueueAsync(db, t);
            if (await db.Set<Tenant>().FirstOrDefaultAsync(x => x.Id == id, t) is not { } tenant)
                return (new TenantChange.NotFound(), []);
            // Two platform admins must not suspend each other at the same moment.
            if (actor.UserId is not null && !await db.Set<Tenant>().AnyAsync(x => x.Id == actor.AtHome().Tenant && x.Status == TenantStatus.Active, t))
                return (new TenantChange.Refused("Your own enterprise has just been suspended."), []);
            var before = tenant.Status;
            if (!move(tenant, clock.GetUtcNow()))
                return (new TenantChange.Refused(otherwise), []);
            var words = $"{before} → {tenant.Status}: {reason.Trim()}";
            trail.Record(db, actor, @event, tenant.EnterpriseId, reason: words);
            audit.Record(db, actor.InTenant(id), @event, id.ToString(), reason: words);
            return (new TenantChange.Done(), tenant.Status == TenantStatus.Active ? [] : await sessions.EndAllAsync(db, t));
        }, token);
        sessions.Tell(ended);
        return change;
    }
}
