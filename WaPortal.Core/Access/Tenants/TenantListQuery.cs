using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access.Users;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Access.Tenants;

/// <summary>An enterprise as the list shows it.</summary>
/// <param name="Users">Active users.</param>
/// <param name="Admins">Active tenant admins among them.</param>
/// <param name="Invited">Invitations that wait.</param>
/// <param name="Numbers">Sender numbers.</param>
/// <param name="Messages">Accepted by the platform in the last 24 hours.</param>
/// <param name="EraseAt">When it is destroyed, once it is closed.</param>
public sealed record TenantLine(
    TenantId Id, string EnterpriseId, string Name, TenantStatus Status, string TimeZone, string DefaultRegion, IReadOnlyList<string> Languages,
    int Users, int Admins, int Invited, int Numbers, long Messages, DateTimeOffset CreatedAt, DateTimeOffset? StatusChangedAt, DateTimeOffset? EraseAt);

/// <summary>Reads what a platform admin sees of all enterprises: how they are called and how much there is, nothing of what is in them.</summary>
public sealed class TenantListQuery(PortalDatabase database, SystemScope scope, TenantDirectory directory, ITenantUsage usage, TimeProvider clock)
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    /// <summary>All enterprises, by name; erased ones at the end.</summary>
    public async Task<IReadOnlyList<TenantLine>> RunAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ManageTenants);
        var lines = new List<TenantLine>();
        await scope.ForEachAsync("list of tenants", async (tenant, t) => lines.Add(await CountAsync(tenant, t)), token, TenantReach.Held);
        var erased = await directory.ListAsync([TenantStatus.Erasing, TenantStatus.Erased], token);
        return [.. lines, .. erased.Select(Empty)];
    }

    /// <summary>One enterprise; null when there is none of this id.</summary>
    public async Task<TenantLine?> FindAsync(Actor actor, TenantId id, CancellationToken token)
    {
        actor.Demand(Right.ManageTenants);
        var tenant = await database.ReadAsync(TenantId.None, (db, t) => db.Set<Tenant>().FirstOrDefaultAsync(x => x.Id == id, t), token);
        return tenant switch
        {
            null => null,
            { Status: TenantStatus.Erasing or TenantStatus.Erased } => Empty(tenant),
            _ => await CountAsync(tenant, token),
        };
    }

    private async Task<TenantLine> CountAsync(Tenant tenant, CancellationToken token)
    {
        var since = clock.GetUtcNow() - Day;
        var admin = nameof(PortalRole.TenantAdmin);
        var now = clock.GetUtcNow();
        var (users, admins, invited, numbers) = await database.ReadAsync(tenant.Id, async (db, t) => (
            await db.Set<PortalUser>().CountAsync(u => u.Status == UserStatus.Active, t),
            await db.Set<PortalUser>().CountAsync(u => u.Status == UserStatus.Active && u.RoleNames.Contains(admin), t),
            await db.Set<OneTimeLink>().CountAsync(l => l.Purpose == LinkPurpose.Invitation && l.UsedAt == null && l.RevokedAt == null && l.ExpiresAt > now, t),
            await db.Set<SenderNumber>().CountAsync(t)), token);
        var messages = await usage.CountSentAsync(tenant.Id, since, token);
        return Empty(tenant) with { Users = users, Admins = admins, Invited = invited, Numbers = numbers, Messages = messages };
    }

    private static TenantLine Empty(Tenant tenant) => new(
        tenant.Id, tenant.EnterpriseId, tenant.Name, tenant.Status, tenant.TimeZone, tenant.DefaultRegion, tenant.Languages,
        0, 0, 0, 0, 0, tenant.CreatedAt, tenant.StatusChangedAt, tenant.EraseAt);
}
