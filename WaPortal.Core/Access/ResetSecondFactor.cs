using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access.Users;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;

namespace WaPortal.Core.Access;

/// <summary>Takes a lost second factor away, so that its owner enrols anew at the next sign-in.</summary>
public sealed class ResetSecondFactor(PortalDatabase database, FreshCode freshCode, Sessions sessions, AuditTrail audit)
{
    /// <summary>Resets it, ends all sessions and takes a lock away; false when the enterprise has no such user.</summary>
    public async Task<bool> RunAsync(Actor actor, string email, string reason, CancellationToken token)
    {
        actor.Demand(Right.ManageUsers);
        await freshCode.DemandAsync(actor, token);
        var wanted = PortalUser.Normalise(email);
        var ended = await database.WriteAsync(actor.Tenant, async (db, t) =>
        {
            var user = await db.Set<PortalUser>().FirstOrDefaultAsync(u => u.Email == wanted, t);
            if (user is null)
                return null;
            if (AdminGuard.Reach(actor, user.Roles) is not null)
                throw new AccessDeniedException(Right.ManageTenants);
            user.ForgetSecondFactor();
            await db.Set<RecoveryCode>().Where(c => c.UserId == user.Id).ExecuteDeleteAsync(t);
            await db.Set<Passkey>().Where(p => p.UserId == user.Id).ExecuteDeleteAsync(t);
            await SignInLimits.ForgetAsync(db, user.Id, t);
            audit.Record(db, actor, "totp.reset", user.Id.Value.ToString(), reason: reason);
            return await sessions.EndAllAsync(db, user.Id, null, t);
        }, token);
        sessions.Tell(ended ?? []);
        return ended is not null;
    }
}
