using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Access;

/// <summary>A passkey as its owner sees it in the list.</summary>
public sealed record PasskeyLine(PasskeyId Id, string Name, bool IsBackedUp, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt);

/// <summary>The outcome of keeping a new passkey.</summary>
public enum PasskeyAdding
{
    /// <summary>Kept.</summary>
    Added,

    /// <summary>This device is registered here already.</summary>
    Known,

    /// <summary>The user has as many as they may have.</summary>
    TooMany,

    /// <summary>The name is empty or too long.</summary>
    BadName,
}

/// <summary>
/// Keeps users' passkeys and the challenges that are open for them. What a browser sends is checked by whoever speaks WebAuthn, with the
/// facts and the challenge from here.
/// </summary>
public sealed class UserPasskeys(PortalDatabase database, FreshCode freshCode, AuditTrail audit, TimeProvider clock)
{
    /// <summary>How long a challenge may be answered.</summary>
    public static readonly TimeSpan ChallengeTime = TimeSpan.FromMinutes(5);

    /// <summary>The actor's own passkeys, the newest first.</summary>
    public Task<List<PasskeyLine>> ListAsync(Actor actor, CancellationToken token) => database.ReadAsync(
        actor.AtHome().Tenant,
        (db, t) => db.Set<Passkey>().Where(p => p.UserId == actor.UserId).OrderByDescending(p => p.CreatedAt)
            .Select(p => new PasskeyLine(p.Id, p.Name, p.IsBackedUp, p.CreatedAt, p.LastUsedAt)).ToListAsync(t),
        token);

    /// <summary>The facts of a user's passkeys.</summary>
    public async Task<IReadOnlyList<PasskeyFacts>> FactsAsync(TenantId tenant, UserId user, CancellationToken token)
    {
        var rows = await database.ReadAsync(tenant, (db, t) => db.Set<Passkey>().Where(p => p.UserId == user).ToListAsync(t), token);
        return [.. rows.Select(p => p.Facts)];
    }

    /// <summary>Refuses whoever has no fresh code, before a device is asked to make a passkey.</summary>
    /// <exception cref="FreshCodeRequiredException">A fresh code is missing.</exception>
    public Task DemandFreshAsync(Actor actor, CancellationToken token) => freshCode.DemandAsync(actor, token);

    /// <summary>Keeps the state of a challenge with the session that it was given to; a newer one takes its place.</summary>
    public Task OpenChallengeAsync(TenantId tenant, SessionId session, string state, CancellationToken token)
    {
        var until = clock.GetUtcNow() + ChallengeTime;
        return database.WriteAsync(
            tenant,
            (db, t) => db.Set<PortalSession>().Where(s => s.Id == session && s.EndedAt == null)
                .ExecuteUpdateAsync(s => s.SetProperty(x => x.PasskeyChallenge, state).SetProperty(x => x.PasskeyChallengeUntil, until), t),
            token);
    }

    /// <summary>Takes the state of the session's challenge away, so that it is answered once; null when there is none or its time is over.</summary>
    public Task<string?> TakeChallengeAsync(TenantId tenant, SessionId session, CancellationToken token) => database.WriteAsync(tenant, async (db, t) =>
    {
        var row = await db.Set<PortalSession>().AsNoTracking().FirstOrDefaultAsync(s => s.Id == session && s.EndedAt == null, t);
        if (row?.PasskeyChallenge is not { } state)
            return null;
        var taken = await db.Set<PortalSession>().Where(s => s.Id == session && s.PasskeyChallenge == state)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.PasskeyChallenge, (string?)null).SetProperty(x => x.PasskeyChallengeUntil, (DateTimeOffset?)null), t);
        return taken == 1 && row.PasskeyChallengeUntil > clock.GetUtcNow() ? state : null;
    }, token);

    /// <summary>Keeps a passkey whose making was checked.</summary>
    /// <exception cref="FreshCodeRequiredException">A fresh code is missing.</exception>
    public async Task<PasskeyAdding> AddAsync(Actor actor, PasskeyFacts facts, string name, CancellationToken token)
    {
        await freshCode.DemandAsync(actor, token);
        actor = actor.AtHome();
        if (!IsName(name))
            return PasskeyAdding.BadName;
        return await database.WriteAsync(actor.Tenant, async (db, t) =>
        {
            // Takes the row's lock on PostgreSQL, so that several at once cannot outrun the number.
            await db.Set<PortalUser>().Where(u => u.Id == actor.UserId).ExecuteUpdateAsync(s => s.SetProperty(u => u.LastAttemptAt, u => u.LastAttemptAt), t);
            if (await db.Set<Passkey>().CountAsync(p => p.UserId == actor.UserId, t) >= Passkey.PerUser)
                return PasskeyAdding.TooMany;
            if (await db.Set<Passkey>().AnyAsync(p => p.CredentialId == facts.CredentialId, t))
                return PasskeyAdding.Known;
            var passkey = Passkey.Create(actor.Tenant, actor.UserId!.Value, facts, name.Trim(), clock.GetUtcNow());
            db.Add(passkey);
            audit.Record(db, actor, "passkey.added", passkey.Id.Value.ToString());
            return PasskeyAdding.Added;
        }, token);
    }

    /// <summary>Gives one of the actor's own passkeys another name; false when it is not theirs or the name will not do.</summary>
    public async Task<bool> RenameAsync(Actor actor, PasskeyId id, string name, CancellationToken token) => IsName(name) && await database.WriteAsync(actor.AtHome().Tenant, async (db, t) =>
    {
        var passkey = await db.Set<Passkey>().FirstOrDefaultAsync(p => p.Id == id && p.UserId == actor.UserId, t);
        passkey?.Rename(name.Trim());
        return passkey is not null;
    }, token);

    /// <summary>Removes one of the actor's own passkeys; nothing happens when it is not theirs.</summary>
    /// <exception cref="FreshCodeRequiredException">A fresh code is missing.</exception>
    public async Task RemoveAsync(Actor actor, PasskeyId id, CancellationToken token)
    {
        await freshCode.DemandAsync(actor, token);
        actor = actor.AtHome();
        await database.WriteAsync(actor.Tenant, async (db, t) =>
        {
            if (await db.Set<Passkey>().Where(p => p.Id == id && p.UserId == actor.UserId).ExecuteDeleteAsync(t) == 1)
                audit.Record(db, actor, "passkey.removed", id.Value.ToString());
        }, token);
    }

    private static bool IsName(string name) => name.Trim().Length is > 0 and <= Passkey.NameLength && !name.Any(char.IsControl);
}
