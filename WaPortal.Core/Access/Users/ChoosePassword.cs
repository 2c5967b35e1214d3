using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;

namespace WaPortal.Core.Access.Users;

/// <summary>What came of a password link.</summary>
public abstract record ChoosePasswordResult
{
    private ChoosePasswordResult()
    {
    }

    /// <summary>The password is changed and all sessions have ended. Signing in is still to come, second factor included.</summary>
    public sealed record Done : ChoosePasswordResult;

    /// <summary>What is wrong with the password; the link stays good.</summary>
    public sealed record Refused(string Words) : ChoosePasswordResult;

    /// <summary>The link is used, taken back, too old, or none.</summary>
    public sealed record Over : ChoosePasswordResult;
}

/// <summary>Lets the holder of a password link choose a new password. It opens nothing by itself.</summary>
public sealed class ChoosePassword(PortalDatabase database, OneTimeLinks links, PasswordHashing passwords, Sessions sessions, AuditTrail audit)
{
    /// <summary>The name of the enterprise, while the link is good; null otherwise.</summary>
    public async Task<string?> FindAsync(string token, CancellationToken cancel) =>
        await links.FindAsync(token, LinkPurpose.PasswordReset, cancel) is var (_, tenant) ? tenant.Name : null;

    /// <summary>Changes the password. Of several tries at once, one succeeds.</summary>
    public async Task<ChoosePasswordResult> RunAsync(string token, string password, string passwordAgain, Visitor visitor, CancellationToken cancel)
    {
        if (await links.FindAsync(token, LinkPurpose.PasswordReset, cancel) is not var (link, tenant) || link.UserId is not { } id)
            return new ChoosePasswordResult.Over();
        if (PasswordRules.Fault(password, tenant.Name, tenant.EnterpriseId, link.Email) is { } fault)
            return new ChoosePasswordResult.Refused(fault);
        if (password != passwordAgain)
            return new ChoosePasswordResult.Refused("The two passwords differ.");
        var hash = passwords.Hash(password);
        var ended = await database.WriteAsync<List<SessionId>?>(tenant.Id, async (db, t) =>
        {
            var user = await db.Set<PortalUser>().FirstOrDefaultAsync(u => u.Id == id && u.Status == UserStatus.Active, t);
            if (user is null || !await links.TrySpendAsync(db, link, id, t))
                return null;
            user.ChangePassword(hash);
            var actor = new Actor(tenant.Id, user.Id, user.DisplayName, new HashSet<Right>(), null, visitor.Address);
            audit.Record(db, actor, "password.changed", user.Id.Value.ToString(), reason: "by a link from an admin");
            return await sessions.EndAllAsync(db, user.Id, null, t);
        }, cancel);
        if (ended is null)
            return new ChoosePasswordResult.Over();
        sessions.Tell(ended);
        return new ChoosePasswordResult.Done();
    }
}
