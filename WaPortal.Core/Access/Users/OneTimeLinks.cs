using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access.Mail;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Access.Users;

/// <summary>A link as it is shown once to the admin who made it.</summary>
/// <param name="Email">Who it is for.</param>
/// <param name="Path">The link without host; nobody can show it again.</param>
/// <param name="Until">Until when it works.</param>
/// <param name="Mail">Whether the portal could also mail it.</param>
public sealed record IssuedLink(string Email, string Path, DateTimeOffset Until, MailOutcome Mail);

/// <summary>Finds and spends one-time links, and mails new ones.</summary>
public sealed class OneTimeLinks(PortalDatabase database, Letters letters, IMailSender mail, TimeProvider clock)
{
    /// <summary>Where an invitation is taken up.</summary>
    public const string InvitationPath = "/join/";

    /// <summary>Where a new password is chosen.</summary>
    public const string PasswordPath = "/reset/";

    /// <summary>An open link of a working enterprise and the enterprise; null for anything else, whatever is wrong with it.</summary>
    internal async Task<(OneTimeLink Link, Tenant Tenant)?> FindAsync(string token, LinkPurpose purpose, CancellationToken cancel)
    {
        if (LinkToken.Read(token) is not var (tenant, hash))
            return null;
        var now = clock.GetUtcNow();
        var found = await database.ReadAsync(tenant, (db, t) => (
            from link in db.Set<OneTimeLink>()
            join enterprise in db.Set<Tenant>() on link.TenantId equals enterprise.Id
            where link.TokenHash == hash && link.Purpose == purpose && link.UsedAt == null && link.RevokedAt == null && link.ExpiresAt > now
                && enterprise.Status == TenantStatus.Active
            select new { link, enterprise }).FirstOrDefaultAsync(t), cancel);
        return found is null ? null : (found.link, found.enterprise);
    }

    /// <summary>Spends a link in the caller's transaction: of several tries at once, one gets true.</summary>
    internal async Task<bool> TrySpendAsync(PortalDbContext db, OneTimeLink link, UserId user, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        return await db.Set<OneTimeLink>()
            .Where(l => l.Id == link.Id && l.TokenHash == link.TokenHash && l.UsedAt == null && l.RevokedAt == null && l.ExpiresAt > now)
            .ExecuteUpdateAsync(s => s.SetProperty(l => l.UsedAt, now).SetProperty(l => l.UserId, user), cancel) == 1;
    }

    /// <summary>Mails a new link where mail is set up. Outside of any transaction.</summary>
    internal async Task<IssuedLink> HandOverAsync(Tenant tenant, OneTimeLink link, string token, CancellationToken cancel)
    {
        var path = (link.Purpose == LinkPurpose.Invitation ? InvitationPath : PasswordPath) + token;
        if (!mail.IsConfigured)
            return new IssuedLink(link.Email, path, link.ExpiresAt, MailOutcome.NotConfigured);
        var until = TimeZoneInfo.ConvertTime(link.ExpiresAt, tenant.Zone()).ToString("d MMMM yyyy HH:mm", CultureInfo.InvariantCulture) + $" ({tenant.TimeZone})";
        var letter = link.Purpose == LinkPurpose.Invitation
            ? letters.Invitation(link.Email, tenant.Name, tenant.EnterpriseId, path, until)
            : letters.PasswordReset(link.Email, path, until);
        return new IssuedLink(link.Email, path, link.ExpiresAt, await mail.SendAsync(letter, cancel));
    }
}
