using System.Net.Mail;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Access.Users;

/// <summary>Invites people by a link that the admin hands over, and that the portal also mails where it can.</summary>
public sealed class Invitations(PortalDatabase database, OneTimeLinks links, FreshCode freshCode, AuditTrail audit, TimeProvider clock)
{
    /// <summary>Invites somebody. An earlier invitation to the same address is taken back.</summary>
    public async Task<UserChange> InviteAsync(Actor actor, string email, IReadOnlyList<PortalRole> roles, CancellationToken token)
    {
        actor.Demand(Right.ManageUsers);
        await freshCode.DemandAsync(actor, token);
        if (AdminGuard.Reach(actor, roles) is { } reach)
            return new UserChange.Refused(reach);
        return await InviteAsync(actor.Tenant, actor, email, roles, null, token);
    }

    /// <summary>Makes a new link for an invitation; the old one is worth nothing from then on.</summary>
    public async Task<UserChange> RenewAsync(Actor actor, OneTimeLinkId id, CancellationToken token)
    {
        actor.Demand(Right.ManageUsers);
        await freshCode.DemandAsync(actor, token);
        var (secret, hash) = LinkToken.New(actor.Tenant);
        var (link, tenant, refused) = await database.WriteAsync<(OneTimeLink?, Tenant?, string?)>(actor.Tenant, async (db, t) =>
        {
            var found = await OpenAsync(db, id, t);
            if (found is null)
                return (null, null, null);
            if (AdminGuard.Reach(actor, found.Roles) is { } reach)
                return (null, null, reach);
            found.Renew(hash, actor.Name, clock.GetUtcNow());
            audit.Record(db, actor, "invitation.renewed", id.Value.ToString(), reason: $"{found.Email}: {found.RoleNames}");
            return (found, await db.Set<Tenant>().FirstAsync(x => x.Id == actor.Tenant, t), null);
        }, token);
        if (refused is not null)
            return new UserChange.Refused(refused);
        return link is null ? UserChange.NotFound.Instance : new UserChange.Issued(await links.HandOverAsync(tenant!, link, secret, token));
    }

    /// <summary>Takes an invitation back.</summary>
    public async Task<UserChange> RevokeAsync(Actor actor, OneTimeLinkId id, CancellationToken token)
    {
        actor.Demand(Right.ManageUsers);
        await freshCode.DemandAsync(actor, token);
        return await database.WriteAsync<UserChange>(actor.Tenant, async (db, t) =>
        {
            var found = await OpenAsync(db, id, t);
            if (found is null)
                return UserChange.NotFound.Instance;
            if (AdminGuard.Reach(actor, found.Roles) is { } reach)
                return new UserChange.Refused(reach);
            found.Revoke(clock.GetUtcNow());
            audit.Record(db, actor, "invitation.revoked", id.Value.ToString(), reason: $"{found.Email}: {found.RoleNames}");
            return UserChange.Done.Instance;
        }, token);
    }

    /// <summary>Invites somebody into any enterprise: for the first admin of a new one. Whoever calls it has checked the right to do so.</summary>
    /// <param name="tenant">Where to.</param>
    /// <param name="actor">Who invites, already in the name of that enterprise.</param>
    /// <param name="email">Whom.</param>
    /// <param name="roles">As what.</param>
    /// <param name="together">What belongs in the same transaction; null for nothing.</param>
    /// <param name="token">Cancels.</param>
    internal async Task<UserChange> InviteAsync(
        TenantId tenant, Actor actor, string email, IReadOnlyList<PortalRole> roles, Action<PortalDbContext>? together, CancellationToken token)
    {
        var wanted = PortalUser.Normalise(email);
        if (Fault(wanted, roles) is { } fault)
            return new UserChange.Refused(fault);
        var (secret, hash) = LinkToken.New(tenant);
        var (link, enterprise) = await database.WriteAsync<(OneTimeLink?, Tenant?)>(tenant, async (db, t) =>
        {
            if (await db.Set<PortalUser>().AnyAsync(u => u.Email == wanted, t))
                return (null, null);
            var now = clock.GetUtcNow();
            foreach (var earlier in await db.Set<OneTimeLink>().Where(l => l.Purpose == LinkPurpose.Invitation && l.Email == wanted && l.UsedAt == null && l.RevokedAt == null).ToListAsync(t))
                earlier.Revoke(now);
            var invitation = OneTimeLink.Invitation(tenant, wanted, roles, hash, actor.Name, now);
            db.Add(invitation);
            audit.Record(db, actor, "user.invited", invitation.Id.Value.ToString(), reason: $"{wanted}: {invitation.RoleNames}");
            together?.Invoke(db);
            return (invitation, await db.Set<Tenant>().FirstAsync(x => x.Id == tenant, t));
        }, token);
        return link is null
            ? new UserChange.Refused("A user with this email exists here already.")
            : new UserChange.Issued(await links.HandOverAsync(enterprise!, link, secret, token));
    }

    /// <summary>What is wrong with the values; null when nothing is.</summary>
    internal static string? Fault(string email, IReadOnlyList<PortalRole> roles)
    {
        if (email.Length is 0 or > PortalUser.EmailLength || !MailAddress.TryCreate(email, out var address) || address.Address != email)
            return "Give an email address such as name@example.com.";
        return roles.Count == 0 ? "Choose at least one role." : null;
    }

    private static Task<OneTimeLink?> OpenAsync(PortalDbContext db, OneTimeLinkId id, CancellationToken token) => db.Set<OneTimeLink>()
        .FirstOrDefaultAsync(l => l.Id == id && l.Purpose == LinkPurpose.Invitation && l.UsedAt == null && l.RevokedAt == null, token);
}
