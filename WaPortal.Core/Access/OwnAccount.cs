using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Access;

/// <summary>A change of one's own password.</summary>
public sealed record PasswordChange(string Old, string New);

/// <summary>The recovery codes of a user.</summary>
/// <param name="Left">How many are unused.</param>
/// <param name="UsedAt">When one was used that the user has not acknowledged yet; null when there is none such.</param>
public sealed record RecoveryState(int Left, DateTimeOffset? UsedAt);

/// <summary>What users do with their own account. Each change asks for a fresh code, so a session left open is not enough.</summary>
public sealed class OwnAccount(
    PortalDatabase database, TenantDirectory tenants, PasswordHashing passwords, FreshCode freshCode, SignInLimits limits, Sessions sessions, AuditTrail audit)
{
    /// <summary>The recovery codes that are left, and whether one was used unnoticed.</summary>
    public Task<RecoveryState> RecoveryAsync(Actor actor, CancellationToken token) => database.ReadAsync(actor.AtHome().Tenant, async (db, t) =>
    {
        var left = await db.Set<RecoveryCode>().CountAsync(c => c.UserId == actor.UserId, t);
        return new RecoveryState(left, await db.Set<PortalUser>().Where(u => u.Id == actor.UserId).Select(u => u.RecoveryUsedAt).FirstOrDefaultAsync(t));
    }, token);

    /// <summary>Notes that the user knows of a use of a recovery code; a later use is told of again.</summary>
    public Task AcknowledgeRecoveryAsync(Actor actor, DateTimeOffset usedAt, CancellationToken token) => database.WriteAsync(
        actor.AtHome().Tenant,
        (db, t) => db.Set<PortalUser>().Where(u => u.Id == actor.UserId && u.RecoveryUsedAt == usedAt)
            .ExecuteUpdateAsync(s => s.SetProperty(u => u.RecoveryUsedAt, (DateTimeOffset?)null), t),
        token);

    /// <summary>Makes ten new recovery codes, the old ones end.</summary>
    /// <exception cref="FreshCodeRequiredException">A fresh code is missing.</exception>
    public async Task<IReadOnlyList<string>> NewRecoveryCodesAsync(Actor actor, CancellationToken token)
    {
        await freshCode.DemandAsync(actor, token);
        actor = actor.AtHome();
        return await database.WriteAsync(actor.Tenant, async (db, t) =>
        {
            var user = await db.Set<PortalUser>().FirstAsync(u => u.Id == actor.UserId, t);
            audit.Record(db, actor, "recovery-codes.renewed", user.Id.Value.ToString());
            return await SecondFactor.NewRecoveryCodesAsync(db, user, t);
        }, token);
    }

    /// <summary>
    /// Changes the password and ends all other sessions. Gives what is wrong, by property name of <see cref="PasswordChange"/>; empty when it is
    /// done. A wrong old password counts as at sign-in.
    /// </summary>
    /// <exception cref="FreshCodeRequiredException">A fresh code is missing.</exception>
    public async Task<IReadOnlyDictionary<string, string>> ChangePasswordAsync(Actor actor, PasswordChange change, CancellationToken token)
    {
        await freshCode.DemandAsync(actor, token);
        actor = actor.AtHome();
        var tenant = await tenants.GetAsync(actor.Tenant, token);
        var (user, attempt) = await database.WriteAsync(actor.Tenant, async (db, t) =>
        {
            var found = await db.Set<PortalUser>().AsNoTracking().FirstAsync(u => u.Id == actor.UserId, t);
            return (found, await limits.TryBeginAsync(db, found, t));
        }, token);
        if (attempt is not { } counted)
            return Wrong(nameof(PasswordChange.Old), "After several wrong tries there is a wait. Try again in a minute.");
        if (!passwords.Verify(user.PasswordHash, change.Old))
        {
            await database.WriteAsync(actor.Tenant, async (db, t) =>
            {
                audit.Record(db, actor, "password.changed", user.Id.Value.ToString(), "refused", "wrong present password");
                await limits.LockIfTooManyAsync(db, user, actor, t);
            }, token);
            return Wrong(nameof(PasswordChange.Old), "This is not your present password.");
        }

        var fault = change.New == change.Old ? "This is the present password. Choose a new one."
            : PasswordRules.Fault(change.New, tenant.Name, tenant.EnterpriseId, user.Email);
        var hash = fault is null ? passwords.Hash(change.New) : "";
        var ended = await database.WriteAsync(actor.Tenant, async (db, t) =>
        {
            await SignInLimits.TakeBackAsync(db, counted, t);
            if (fault is not null)
                return [];
            var changed = await db.Set<PortalUser>().FirstAsync(u => u.Id == actor.UserId, t);
            changed.ChangePassword(hash);
            audit.Record(db, actor, "password.changed", changed.Id.Value.ToString());
            return await sessions.EndAllAsync(db, changed.Id, actor.SessionId, t);
        }, token);
        sessions.Tell(ended);
        return fault is null ? new Dictionary<string, string>(StringComparer.Ordinal) : Wrong(nameof(PasswordChange.New), fault);
    }

    private static Dictionary<string, string> Wrong(string property, string words) => new(StringComparer.Ordinal) { [property] = words };
}
