using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Access;

/// <summary>What the first person enters.</summary>
public sealed record SetUpRequest(
    string Code, string EnterpriseName, string EnterpriseId, string TimeZone, string DefaultRegion, IReadOnlyList<string> Languages,
    string AdminName, string Email, string Password, string PasswordAgain, bool AlsoMarketer, bool AlsoComplianceOfficer);

/// <summary>The first admin's session, which goes on to enrolment, or what is wrong by property name of <see cref="SetUpRequest"/>.</summary>
public sealed record SetUpResult(SessionTicket? Ticket, TenantId Tenant, IReadOnlyDictionary<string, string> Errors);

/// <summary>Something that the first enterprise gets at set-up, before its first user is there. It may run again after a set-up that failed half-way.</summary>
public interface ISetUpStep
{
    /// <summary>Does it in the name of the new enterprise.</summary>
    Task RunAsync(Actor actor, CancellationToken token);
}

/// <summary>The first enterprise and its first user, for whoever holds the set-up code from the server's console. Works once.</summary>
public sealed class SetUp(
    PortalDatabase database, Installations installations, CreateTenant createTenant, CreateUser createUser, Sessions sessions,
    IEnumerable<ISetUpStep> steps, AuditTrail audit, TimeProvider clock)
{
    /// <summary>Creates them, or says what is wrong and leaves the code good.</summary>
    public async Task<SetUpResult> RunAsync(SetUpRequest request, Visitor visitor, CancellationToken token)
    {
        var user = new NewUser(request.Email, request.AdminName, Roles(request), request.Password);
        if (!await installations.AdmitsAsync(request.Code, token))
            return Refused(nameof(SetUpRequest.Code), "This is not the set-up code, or its 30 minutes are over. Restarting the portal prints a new one.");
        var errors = Check(request, user);
        if (errors.Count > 0)
            return new SetUpResult(null, TenantId.None, errors);
        if (!await installations.TrySpendAsync(request.Code, token))
            return Refused(nameof(SetUpRequest.Code), "This code has just been used.");
        SetUpResult? result = null;
        try
        {
            return result = await CreateAsync(request, user, visitor, token);
        }
        finally
        {
            if (result?.Ticket is null)
                await installations.GiveBackAsync(request.Code, CancellationToken.None);
        }
    }

    private async Task<SetUpResult> CreateAsync(SetUpRequest request, NewUser user, Visitor visitor, CancellationToken token)
    {
        var created = await createTenant.RunAsync(
            request.EnterpriseId, request.EnterpriseName, request.TimeZone, request.DefaultRegion, request.Languages, token);
        var tenant = created.Tenant?.Id ?? await UnfinishedAsync(request.EnterpriseId, token);
        if (tenant is null)
            return new SetUpResult(null, TenantId.None, created.Errors);
        var actor = Actor.Job(tenant.Value, "set-up") with { Address = visitor.Address };
        foreach (var step in steps)
            await step.RunAsync(actor, token);
        var added = await createUser.RunAsync(actor, user, token);
        if (added.User is null)
            return new SetUpResult(null, tenant.Value, added.Errors);
        var ticket = await database.WriteAsync(tenant.Value, async (db, t) =>
        {
            var row = await db.Set<PortalUser>().FirstAsync(u => u.Id == added.User, t);
            audit.Record(db, actor, "set-up.done", row.Id.Value.ToString());
            return sessions.Begin(db, row, SessionStage.MustEnrol, visitor);
        }, token);
        return new SetUpResult(ticket, tenant.Value, added.Errors);
    }

    // A crash between the enterprise and its user leaves set-up open with an enterprise that nobody can enter: go on with it.
    private Task<TenantId?> UnfinishedAsync(string enterpriseId, CancellationToken token)
    {
        var wanted = enterpriseId.Trim().ToLowerInvariant();
        return database.ReadAsync(TenantId.None, (db, t) => db.Set<Tenant>().Where(x => x.EnterpriseId == wanted).Select(x => (TenantId?)x.Id).FirstOrDefaultAsync(t), token);
    }

    private Dictionary<string, string> Check(SetUpRequest request, NewUser user)
    {
        var (_, ofTenant) = Tenant.TryCreate(
            request.EnterpriseId, request.EnterpriseName, request.TimeZone, request.DefaultRegion, request.Languages, clock.GetUtcNow());
        var errors = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (property, words) in ofTenant)
            errors[property == nameof(Tenant.Name) ? nameof(SetUpRequest.EnterpriseName) : property] = words;
        foreach (var (property, words) in CreateUser.Check(user, request.EnterpriseName, request.EnterpriseId))
            errors[property == nameof(NewUser.DisplayName) ? nameof(SetUpRequest.AdminName) : property] = words;
        if (request.Password != request.PasswordAgain)
            errors[nameof(SetUpRequest.PasswordAgain)] = "The two passwords differ.";
        return errors;
    }

    private static List<PortalRole> Roles(SetUpRequest request)
    {
        var roles = new List<PortalRole> { PortalRole.PlatformAdmin, PortalRole.TenantAdmin };
        if (request.AlsoMarketer)
            roles.Add(PortalRole.Marketer);
        if (request.AlsoComplianceOfficer)
            roles.Add(PortalRole.ComplianceOfficer);
        return roles;
    }

    private static SetUpResult Refused(string property, string words) =>
        new(null, TenantId.None, new Dictionary<string, string>(StringComparer.Ordinal) { [property] = words });
}
