using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Access.Tenants;

/// <summary>What came of an act-in.</summary>
public abstract record ActInResult
{
    private ActInResult()
    {
    }

    /// <summary>The session that goes on, in the place of the one before.</summary>
    public sealed record Done(SessionTicket Ticket) : ActInResult;

    /// <summary>Not done, for this reason.</summary>
    public sealed record Refused(string Words) : ActInResult;
}

/// <summary>
/// The only way for a platform admin to see or change anything inside another enterprise: said with a reason, for an hour at most, as a
/// tenant admin and nothing more (no sending, no unmasking), on record in the platform's trail and in that enterprise's own.
/// </summary>
/// <remarks>
/// Going in and out puts a new session in the place of the old one, so that pages still open under the other enterprise are cut off, and no
/// cookie from before opens what came after.
/// </remarks>
public sealed class ActIn(PortalDatabase database, Sessions sessions, FreshCode freshCode, PlatformTrail trail, AuditTrail audit, TimeProvider clock)
{
    /// <summary>How long one act-in lasts at most; then the session ends.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(60);

    /// <summary>Goes in.</summary>
    public async Task<ActInResult> BeginAsync(Actor actor, TenantId id, string reason, CancellationToken token)
    {
        actor.Demand(Right.ManageTenants);
        await freshCode.DemandAsync(actor, token);
        if (string.IsNullOrWhiteSpace(reason))
            return new ActInResult.Refused("Say why; the enterprise reads it in its activity log.");
        if (actor.SessionId is not { } session || actor.Home is not null || actor.Tenant == id)
            return new ActInResult.Refused("You are in this enterprise already.");
        var now = clock.GetUtcNow();
        var until = now + Longest;
        var target = await database.ReadAsync(id, (db, t) => db.Set<Tenant>().FirstOrDefaultAsync(x => x.Id == id, t), token);
        if (target is not { Status: TenantStatus.Active or TenantStatus.Suspended })
            return new ActInResult.Refused("There is no such enterprise to work in. A closed one has to be reopened first.");
        // First on record there, then the way in: an act-in that nobody could read about must not happen.
        await audit.RecordAsync(actor.InTenant(id), "act-in.begun", actor.Tenant.ToString(), "ok", reason.Trim(), token);
        var ticket = await database.WriteAsync(actor.Tenant, async (db, t) =>
        {
            trail.Record(db, actor, "act-in.begun", target.EnterpriseId, reason: $"until {until:u}: {reason.Trim()}");
            audit.Record(db, actor, "act-in.begun", id.ToString(), reason: reason.Trim());
            return await sessions.ReplaceAsync(db, session, id, until, t);
        }, token);
        if (ticket is null)
            return new ActInResult.Refused("This session has ended. Sign in again.");
        sessions.Tell([session]);
        return new ActInResult.Done(ticket);
    }

    /// <summary>Comes back. Open to whoever is in.</summary>
    public async Task<ActInResult> EndAsync(Actor actor, CancellationToken token)
    {
        if (actor is not { Home: { } home, SessionId: { } session })
            return new ActInResult.Refused("You are in your own enterprise.");
        var ticket = await database.WriteAsync(home, async (db, t) =>
        {
            trail.Record(db, actor, "act-in.ended", actor.Tenant.ToString());
            audit.Record(db, actor.AtHome(), "act-in.ended", actor.Tenant.ToString());
            return await sessions.ReplaceAsync(db, session, null, null, t);
        }, token);
        if (ticket is null)
            return new ActInResult.Refused("This session has ended. Sign in again.");
        await audit.RecordAsync(actor, "act-in.ended", home.ToString(), "ok", null, token);
        sessions.Tell([session]);
        return new ActInResult.Done(ticket);
    }
}
