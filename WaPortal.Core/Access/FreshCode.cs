using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Access;

/// <summary>
/// Asks for a fresh code before something serious: networks, users, roles, secrets, retention, exports of numbers. A session left
/// open, or a cookie that was stolen, is not enough for these.
/// </summary>
public sealed class FreshCode(
    PortalDatabase database, TenantKeys keys, SecondFactor secondFactor, Sessions sessions, AuditTrail audit, TimeProvider clock)
{
    /// <summary>How long a proved second factor counts as fresh.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Whether the actor's session proved its second factor within the last five minutes. Always true for jobs and for verbs on the
    /// server, which have no user; never for a user without a session.
    /// </summary>
    public Task<bool> IsFreshAsync(Actor actor, CancellationToken token) => IsFreshAsync(actor, TimeSpan.Zero, token);

    /// <summary>Whether it will still be fresh after a while.</summary>
    public async Task<bool> IsFreshAsync(Actor actor, TimeSpan spare, CancellationToken token)
    {
        if (actor.UserId is not { } user)
            return true;
        actor = actor.AtHome();
        var session = await database.ReadAsync(
            actor.Tenant, (db, t) => db.Set<PortalSession>().FirstOrDefaultAsync(s => s.Id == actor.SessionId && s.UserId == user, t), token);
        var now = clock.GetUtcNow();
        return session is { Stage: SessionStage.SignedIn, ProvedAt: { } proved } && session.IsAlive(now) && now + spare < proved + Freshness;
    }

    /// <summary>Refuses an actor whose second factor was not proved within the last five minutes. The first line of an action that asks for it, after its right.</summary>
    /// <exception cref="FreshCodeRequiredException">A fresh code is missing. Pages ask for it beforehand.</exception>
    public async Task DemandAsync(Actor actor, CancellationToken token)
    {
        if (!await IsFreshAsync(actor, token))
            throw new FreshCodeRequiredException();
    }

    /// <summary>
    /// Spends a code of the actor's app and makes the session fresh. Wrong codes count as at sign-in: they delay, they lock, and ten of
    /// them end the session.
    /// </summary>
    public async Task<CodeOutcome> ProveAsync(Actor actor, string code, CancellationToken token)
    {
        if (actor.UserId is not { } userId || actor.SessionId is not { } sessionId)
            return CodeOutcome.Over;
        actor = actor.AtHome();
        var ring = await keys.GetAsync(actor.Tenant, token);
        var now = clock.GetUtcNow();
        var (outcome, ended) = await database.WriteAsync(actor.Tenant, async (db, t) =>
        {
            // Counted first and read behind the lock, so that tries at the same moment cannot outrun the count.
            var session = db.Set<PortalSession>().Where(s => s.Id == sessionId && s.UserId == userId && s.EndedAt == null && s.Stage == SessionStage.SignedIn);
            if (await session.ExecuteUpdateAsync(s => s.SetProperty(x => x.WrongCodes, x => x.WrongCodes + 1), t) == 0
                || !(await session.AsNoTracking().SingleAsync(t)).IsAlive(now))
                return (CodeOutcome.Over, false);
            var user = await db.Set<PortalUser>().AsNoTracking().FirstAsync(u => u.Id == userId, t);
            var used = user.Status == UserStatus.Active ? await secondFactor.UseAsync(db, ring, user, code, actor, t) : CodeOutcome.Held;
            if (used == CodeOutcome.Accepted)
            {
                await session.ExecuteUpdateAsync(s => s.SetProperty(x => x.ProvedAt, now).SetProperty(x => x.WrongCodes, 0), t);
                return (used, false);
            }

            if (await session.Where(s => s.WrongCodes >= PortalSession.MostWrongCodes).ExecuteUpdateAsync(s => s.SetProperty(x => x.EndedAt, now), t) == 0)
                return (used, false);
            audit.Record(db, actor, "session.ended", sessionId.Prefix, "refused", "too many wrong codes");
            return (CodeOutcome.Over, true);
        }, token);
        if (ended)
            sessions.Tell([sessionId]);
        return outcome;
    }
}

/// <summary>An action was called that asks for a fresh code, without one. Pages ask for the code first, so this is a race with the five minutes, an attempt, or a bug.</summary>
public sealed class FreshCodeRequiredException() : InvalidOperationException("A fresh code is needed.");
