using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;

namespace WaPortal.Core.Access.Users;

/// <summary>What an invitation offers to whoever holds its link.</summary>
public sealed record InvitationOffer(string EnterpriseName, string EnterpriseId, string Email, IReadOnlyList<PortalRole> Roles);

/// <summary>What came of taking an invitation up.</summary>
public abstract record TakeUpResult
{
    private TakeUpResult()
    {
    }

    /// <summary>The user is there, in a session that goes on to enrolment.</summary>
    public sealed record Done(SessionTicket Ticket) : TakeUpResult;

    /// <summary>What is wrong, by property name of <see cref="NewUser"/>; the link stays good.</summary>
    public sealed record Refused(IReadOnlyDictionary<string, string> Errors) : TakeUpResult;

    /// <summary>The link is used, taken back, too old, or none.</summary>
    public sealed record Over : TakeUpResult;
}

/// <summary>Makes a user of whoever holds an invitation's link. Looking at the link changes nothing, since mail scanners look too.</summary>
public sealed class TakeUpInvitation(PortalDatabase database, OneTimeLinks links, PasswordHashing passwords, Sessions sessions, AuditTrail audit, TimeProvider clock)
{
    /// <summary>What the link offers; null when it is worth nothing (any more).</summary>
    public async Task<InvitationOffer?> FindAsync(string token, CancellationToken cancel) =>
        await links.FindAsync(token, LinkPurpose.Invitation, cancel) is var (link, tenant)
            ? new InvitationOffer(tenant.Name, tenant.EnterpriseId, link.Email, link.Roles)
            : null;

    /// <summary>Takes it up. Of several tries at once, one succeeds.</summary>
    public async Task<TakeUpResult> RunAsync(string token, string name, string password, string passwordAgain, Visitor visitor, CancellationToken cancel)
    {
        if (await links.FindAsync(token, LinkPurpose.Invitation, cancel) is not var (link, tenant))
            return new TakeUpResult.Over();
        var errors = CreateUser.Check(new NewUser(link.Email, name, link.Roles, password), tenant.Name, tenant.EnterpriseId);
        if (password != passwordAgain)
            errors[nameof(passwordAgain)] = "The two passwords differ.";
        if (errors.Count > 0)
            return new TakeUpResult.Refused(errors);
        var hash = passwords.Hash(password);
        return await database.WriteAsync<TakeUpResult>(tenant.Id, async (db, t) =>
        {
            var now = clock.GetUtcNow();
            var user = PortalUser.Create(tenant.Id, link.Email, name.Trim(), hash, link.Roles, now);
            if (!await links.TrySpendAsync(db, link, user.Id, t) || await db.Set<PortalUser>().AnyAsync(u => u.Email == link.Email, t))
                return new TakeUpResult.Over();
            db.Add(user);
            await Installations.CloseSetUpAsync(db, now, t);
            var actor = new Actor(tenant.Id, user.Id, user.DisplayName, new HashSet<Right>(), null, visitor.Address);
            audit.Record(db, actor, "user.created", user.Id.Value.ToString(), reason: $"by invitation {link.Id.Value}: {user.RoleNames}");
            return new TakeUpResult.Done(sessions.Begin(db, user, SessionStage.MustEnrol, visitor));
        }, cancel);
    }
}
