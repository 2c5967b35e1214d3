using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Access;

/// <summary>What users do with their own account. Each step asks for a fresh code, so a session left open is not enough.</summary>
public sealed class OwnAccount(
    PortalDatabase database, TenantDirectory tenants, PasswordHashing passwords, SecondFactor secondFactor, Sessions sessions, AuditTrail audit)
{
    /// <summary>The recovery codes that are left.</summary>
    public Task<int> RecoveryCodesLeftAsync(Actor actor, CancellationToken token) =>
        database.ReadAsync(actor.AtHome().Tenant, (db, t) => db.Set<RecoveryCode>().CountAsync(c => c.UserId == actor.UserId, t), token);

    /// <summary>Makes ten new recovery codes, the old ones end; null when the code is not accepted.</summary>
    public async Task<IReadOnlyList<string>?> NewRecoveryCodesAsync(Actor actor, string code, CancellationToken token)
    {
        actor = actor.AtHome();
        if (await secondFactor.ConfirmAsync(actor, code, token) != CodeOutcome.Accepted)
            return null;
        return await database.WriteAsync(actor.Tenant, async (db, t) =>
        {
            var user = await db.Set<PortalUser>().FirstAsync(u => u.Id == actor.UserId, t);
            audit.Record(db, actor, "recovery-codes.renewed", user.Id.Value.ToString());
            return await SecondFactor.NewRecoveryCodesAsync(db, user, t);
        }, token);
    }

    /// <summary>Changes the password and ends all other sessions; says in words what is wrong, or null when it is done.</summary>
    public async Task<string?> ChangePasswordAsync(Actor actor, SessionId current, string oldPassword, string newPassword, string code, CancellationToken token)
    {
        actor = actor.AtHome();
        var tenant = await tenants.GetAsync(actor.Tenant, token);
        var user = await database.ReadAsync(actor.Tenant, (db, t) => db.Set<PortalUser>().FirstAsync(u => u.Id == actor.UserId, t), token);
        if (PasswordRules.Fault(newPassword, tenant.Name, tenant.EnterpriseId, user.Email) is { } fault)
            return fault;
        if (await secondFactor.ConfirmAsync(actor, code, token) != CodeOutcome.Accepted || !passwords.Verify(user.PasswordHash, oldPassword))
            return "The present password or the code did not match. A code works once; wait for the next one.";
        var hash = passwords.Hash(newPassword);
        var ended = await database.WriteAsync(actor.Tenant, async (db, t) =>
        {
            var changed = await db.Set<PortalUser>().FirstAsync(u => u.Id == actor.UserId, t);
            changed.ChangePassword(hash);
            audit.Record(db, actor, "password.changed", changed.Id.Value.ToString());
            return await sessions.EndAllAsync(db, changed.Id, current, t);
        }, token);
        sessions.Tell(ended);
        return null;
    }
}
