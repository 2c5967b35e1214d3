using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Access.Users;

/// <summary>What an admin does to a user of the own enterprise. Each act asks for a fresh code and stands in the audit trail.</summary>
public sealed class AdministerUser(
    PortalDatabase database, OneTimeLinks links, ResetSecondFactor resetSecondFactor, Sessions sessions, FreshCode freshCode, AuditTrail audit, TimeProvider clock)
{
    /// <summary>Gives the user these roles in place of the present ones. All the user's sessions end, since rights are part of them.</summary>
    public Task<UserChange> ChangeRolesAsync(Actor actor, UserId id, IReadOnlyList<PortalRole> roles, CancellationToken token) => ChangeAsync(actor, id, async (db, user, t) =>
    {
        if (roles.Count == 0)
            return "Choose at least one role. To keep somebody out, disable them.";
        if (AdminGuard.Reach(actor, roles) is { } reach)
            return reach;
        var lost = user.Roles.Except(roles).ToList();
        if (user.Id == actor.UserId && lost.Any(r => r is PortalRole.TenantAdmin or PortalRole.PlatformAdmin))
            return "Nobody takes the admin role from themselves. Ask another admin.";
        if (await AdminGuard.LosingAsync(db, user, lost, t) is { } last)
            return last;
        var before = user.RoleNames;
        user.ChangeRoles(roles);
        if (user.RoleNames != before)
            audit.Record(db, actor, "user.roles-changed", user.Id.Value.ToString(), reason: $"{before} → {user.RoleNames}");
        return null;
    }, endsSessions: true, token);

    /// <summary>Keeps the user out; all sessions end at once.</summary>
    public Task<UserChange> DisableAsync(Actor actor, UserId id, CancellationToken token) => ChangeAsync(actor, id, async (db, user, t) =>
    {
        if (user.Id == actor.UserId)
            return "Nobody disables themselves. Ask another admin.";
        if (await AdminGuard.LosingAsync(db, user, [.. user.Roles], t) is { } last)
            return last;
        if (user.TryDisable())
            audit.Record(db, actor, "user.disabled", user.Id.Value.ToString(), reason: $"{UserStatus.Active} → {UserStatus.Disabled}");
        return null;
    }, endsSessions: true, token);

    /// <summary>Lets a disabled user in again.</summary>
    public Task<UserChange> EnableAsync(Actor actor, UserId id, CancellationToken token) => ChangeAsync(actor, id, (db, user, _) =>
    {
        if (user.TryEnable())
            audit.Record(db, actor, "user.enabled", user.Id.Value.ToString(), reason: $"{UserStatus.Disabled} → {UserStatus.Active}");
        return Task.FromResult<string?>(null);
    }, endsSessions: false, token);

    /// <summary>Takes away the lock that too many wrong codes or passwords set.</summary>
    public Task<UserChange> UnlockAsync(Actor actor, UserId id, CancellationToken token) => ChangeAsync(actor, id, async (db, user, t) =>
    {
        await SignInLimits.ForgetAsync(db, user.Id, t);
        if (user.TryUnlock())
            audit.Record(db, actor, "user.unlocked", user.Id.Value.ToString());
        return null;
    }, endsSessions: false, token);

    /// <summary>Ends all sessions of the user at once.</summary>
    public Task<UserChange> EndSessionsAsync(Actor actor, UserId id, CancellationToken token) => ChangeAsync(actor, id, (db, user, _) =>
    {
        audit.Record(db, actor, "session.ended-by-admin", user.Id.Value.ToString());
        return Task.FromResult<string?>(null);
    }, endsSessions: true, token);

    /// <summary>Takes a lost second factor away: the user enrols anew at the next sign-in, and all sessions end.</summary>
    public async Task<UserChange> ResetSecondFactorAsync(Actor actor, UserId id, string reason, CancellationToken token)
    {
        string? email = null;
        var checkedFirst = await ChangeAsync(actor, id, (_, user, _) =>
        {
            email = user.Email;
            return Task.FromResult(
                user.Id == actor.UserId ? "Your own factor works, or you could not be here. Another admin resets it when it is lost."
                : string.IsNullOrWhiteSpace(reason) ? "Say why; the audit trail keeps it."
                : null);
        }, endsSessions: false, token);
        if (checkedFirst is not UserChange.Done)
            return checkedFirst;
        return await resetSecondFactor.RunAsync(actor, email!, reason.Trim(), token) ? UserChange.Done.Instance : UserChange.NotFound.Instance;
    }

    /// <summary>Makes a link with which the user chooses a new password within a day. It never stands in for the second factor.</summary>
    public async Task<UserChange> IssuePasswordLinkAsync(Actor actor, UserId id, CancellationToken token)
    {
        var (secret, hash) = LinkToken.New(actor.Tenant);
        OneTimeLink? link = null;
        Tenant? tenant = null;
        var change = await ChangeAsync(actor, id, async (db, user, t) =>
        {
            if (user.Status != UserStatus.Active)
                return "Enable the user first.";
            var now = clock.GetUtcNow();
            foreach (var earlier in await db.Set<OneTimeLink>().Where(l => l.Purpose == LinkPurpose.PasswordReset && l.UserId == user.Id && l.UsedAt == null && l.RevokedAt == null).ToListAsync(t))
                earlier.Revoke(now);
            db.Add(link = OneTimeLink.PasswordReset(user, hash, actor.Name, now));
            tenant = await db.Set<Tenant>().FirstAsync(x => x.Id == actor.Tenant, t);
            audit.Record(db, actor, "password.link-issued", user.Id.Value.ToString());
            return null;
        }, endsSessions: false, token);
        return change is UserChange.Done ? new UserChange.Issued(await links.HandOverAsync(tenant!, link!, secret, token)) : change;
    }

    /// <summary>Runs one change under all that holds for every one of them; the work gives why it refuses, or null.</summary>
    private async Task<UserChange> ChangeAsync(
        Actor actor, UserId id, Func<PortalDbContext, PortalUser, CancellationToken, Task<string?>> work, bool endsSessions, CancellationToken token)
    {
        actor.Demand(Right.ManageUsers);
        await freshCode.DemandAsync(actor, token);
        var (change, ended) = await database.WriteAsync<(UserChange, List<SessionId>)>(actor.Tenant, async (db, t) =>
        {
            await AdminGuard.QueueAsync(db, t);
            if (await db.Set<PortalUser>().FirstOrDefaultAsync(u => u.Id == id, t) is not { } user)
                return (UserChange.NotFound.Instance, []);
            if ((AdminGuard.Reach(actor, user.Roles) ?? await work(db, user, t)) is { } words)
                return (new UserChange.Refused(words), []);
            return (UserChange.Done.Instance, endsSessions ? await sessions.EndAllAsync(db, user.Id, null, t) : []);
        }, token);
        sessions.Tell(ended);
        return change;
    }
}
