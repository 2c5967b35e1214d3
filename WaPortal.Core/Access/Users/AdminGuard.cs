using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;

namespace WaPortal.Core.Access.Users;

/// <summary>What keeps admins from locking everybody out, or from rising above themselves.</summary>
internal static class AdminGuard
{
    /// <summary>Lets one change to admins at a time pass, so that two cannot each take the other for the one who stays.</summary>
    public static async Task QueueAsync(PortalDbContext db, CancellationToken token)
    {
        if (db.IsPostgres)
            await db.ExecuteSqlAsync("SELECT pg_advisory_xact_lock(hashtext('waportal admins'))", token);
    }

    /// <summary>Why the actor may not touch this user or give these roles; null when nothing stands against it.</summary>
    /// <remarks>Whoever runs the installation is managed only by their like: a tenant's admin could otherwise reset their way into the platform.</remarks>
    public static string? Reach(Actor actor, IEnumerable<PortalRole> roles) =>
        roles.Contains(PortalRole.PlatformAdmin) && !actor.May(Right.ManageTenants)
            ? "Only a platform admin may change a platform admin or make somebody one."
            : null;

    /// <summary>Why these roles cannot be taken away from the user, by the change or by disabling; null when nothing stands against it.</summary>
    public static async Task<string?> LosingAsync(PortalDbContext db, PortalUser user, IReadOnlyCollection<PortalRole> lost, CancellationToken token)
    {
        if (user.Status != UserStatus.Active)
            return null;
        if (lost.Contains(PortalRole.TenantAdmin) && await CountOthersAsync(db, user, PortalRole.TenantAdmin, everywhere: false, token) == 0)
            return $"{user.DisplayName} is the last tenant admin here. Make somebody else one first.";
        if (lost.Contains(PortalRole.PlatformAdmin) && await CountOthersAsync(db, user, PortalRole.PlatformAdmin, everywhere: true, token) == 0)
            return $"{user.DisplayName} is the last platform admin. Make somebody else one first.";
        return null;
    }

    // Role names stand in one column, none is part of another, and users are few.
    private static async Task<long> CountOthersAsync(PortalDbContext db, PortalUser user, PortalRole role, bool everywhere, CancellationToken token)
    {
        if (!everywhere)
        {
            var name = role.ToString();
            return await db.Set<PortalUser>().CountAsync(u => u.Id != user.Id && u.Status == UserStatus.Active && u.RoleNames.Contains(name), token);
        }

        if (db.IsPostgres)
            await db.NameLookAsync(all: true, token);
        var count = await db.QuerySqlAsync(
            """
            SELECT count(*) FROM users u JOIN tenants t ON t.id = u.tenant_id
            WHERE u.status = 'Active' AND t.status = 'Active' AND u.role_names LIKE @role AND NOT (u.tenant_id = @tenant AND u.id = @user)
            """,
            row => Convert.ToInt64(row.GetValue(0), CultureInfo.InvariantCulture), token,
            ("@role", $"%{role}%"), ("@tenant", db.TenantId), ("@user", user.Id));
        if (db.IsPostgres)
            await db.NameLookAsync(all: false, token);
        return count[0];
    }
}
