using WaPortal.Core.Access.Users;
using WaPortal.Core.Audit;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Access.Tenants;

/// <summary>What a platform admin enters for a new enterprise.</summary>
public sealed record NewTenant(
    string EnterpriseId, string Name, string TimeZone, string DefaultRegion, IReadOnlyList<string> Languages, string AdminEmail);

/// <summary>What came of it: the enterprise and the link for its first admin, or what is wrong by property name of <see cref="NewTenant"/>.</summary>
public sealed record OpenTenantResult(TenantId? Tenant, IssuedLink? Link, IReadOnlyDictionary<string, string> Errors);

/// <summary>Makes an enterprise and invites its first tenant admin, who invites everybody else.</summary>
public sealed class OpenTenant(CreateTenant create, Invitations invitations, FreshCode freshCode, PlatformTrail trail)
{
    /// <summary>Makes it, or says what is wrong.</summary>
    public async Task<OpenTenantResult> RunAsync(Actor actor, NewTenant wanted, CancellationToken token)
    {
        actor.Demand(Right.ManageTenants);
        await freshCode.DemandAsync(actor, token);
        if (Invitations.Fault(PortalUser.Normalise(wanted.AdminEmail), [PortalRole.TenantAdmin]) is { } fault)
            return new OpenTenantResult(null, null, new Dictionary<string, string>(StringComparer.Ordinal) { [nameof(NewTenant.AdminEmail)] = fault });
        var created = await create.RunAsync(wanted.EnterpriseId, wanted.Name, wanted.TimeZone, wanted.DefaultRegion, wanted.Languages, token);
        if (created.Tenant is not { } tenant)
            return new OpenTenantResult(null, null, created.Errors);
        await trail.RecordAsync(actor, "tenant.created", tenant.EnterpriseId, "ok", null, token);
        var invited = await InviteAsync(actor, tenant, wanted.AdminEmail, token);
        return new OpenTenantResult(tenant.Id, (invited as UserChange.Issued)?.Link, created.Errors);
    }

    private Task<UserChange> InviteAsync(Actor actor, Tenant tenant, string email, CancellationToken token) => invitations.InviteAsync(
        tenant.Id, actor.InTenant(tenant.Id), email, [PortalRole.TenantAdmin],
        db => trail.Record(db, actor, "tenant.admin-invited", tenant.EnterpriseId), token);
}

/// <summary>Invites a further tenant admin into an enterprise, for when nobody there can.</summary>
public sealed class InviteTenantAdmin(TenantDirectory directory, Invitations invitations, FreshCode freshCode, PlatformTrail trail)
{
    /// <summary>Invites them; it stands in the platform's trail and in the enterprise's.</summary>
    public async Task<UserChange> RunAsync(Actor actor, TenantId id, string email, CancellationToken token)
    {
        actor.Demand(Right.ManageTenants);
        await freshCode.DemandAsync(actor, token);
        if ((await directory.ListActiveAsync(token)).FirstOrDefault(t => t.Id == id) is not { } tenant)
            return UserChange.NotFound.Instance;
        return await invitations.InviteAsync(
            id, actor.InTenant(id), email, [PortalRole.TenantAdmin],
            db => trail.Record(db, actor, "tenant.admin-invited", tenant.EnterpriseId), token);
    }
}
