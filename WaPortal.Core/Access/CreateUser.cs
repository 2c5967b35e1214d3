using System.Net.Mail;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access.Users;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Access;

/// <summary>The outcome of <see cref="CreateUser"/>: the user, or what is wrong, by property name of <see cref="NewUser"/>.</summary>
public sealed record CreateUserResult(UserId? User, IReadOnlyDictionary<string, string> Errors);

/// <summary>A user to be. A seed makes the second factor confirmed from the start; only for demonstrations and tests.</summary>
public sealed record NewUser(string Email, string DisplayName, IReadOnlyList<PortalRole> Roles, string Password, byte[]? TotpSeed = null);

/// <summary>Adds a user to an enterprise. The first one closes set-up.</summary>
public sealed class CreateUser(PortalDatabase database, TenantDirectory tenants, TenantKeys keys, PasswordHashing passwords, AuditTrail audit, TimeProvider clock)
{
    /// <summary>Adds the user, or says what is wrong. The actor holds <see cref="Right.ManageUsers"/>.</summary>
    public async Task<CreateUserResult> RunAsync(Actor actor, NewUser wanted, CancellationToken token)
    {
        actor.Demand(Right.ManageUsers);
        var tenant = await tenants.GetAsync(actor.Tenant, token);
        var errors = Check(wanted, tenant.Name, tenant.EnterpriseId);
        if (AdminGuard.Reach(actor, wanted.Roles) is { } reach)
            errors[nameof(NewUser.Roles)] = reach;
        if (errors.Count > 0)
            return new CreateUserResult(null, errors);
        var ring = await keys.GetAsync(actor.Tenant, token);
        var hash = passwords.Hash(wanted.Password);
        var now = clock.GetUtcNow();
        return await database.WriteAsync(actor.Tenant, async (db, t) =>
        {
            var user = PortalUser.Create(actor.Tenant, PortalUser.Normalise(wanted.Email), wanted.DisplayName.Trim(), hash, wanted.Roles, now);
            if (await db.Set<PortalUser>().AnyAsync(u => u.Email == user.Email, t))
                return new CreateUserResult(null, new Dictionary<string, string>(StringComparer.Ordinal) { [nameof(NewUser.Email)] = "A user with this email exists." });
            if (wanted.TotpSeed is not null)
                user.Enrol(ring, wanted.TotpSeed, usedStep: 0, now);
            db.Add(user);
            await Installations.CloseSetUpAsync(db, now, t);
            audit.Record(db, actor, "user.created", user.Id.Value.ToString(), reason: user.RoleNames);
            return new CreateUserResult(user.Id, errors);
        }, token);
    }

    /// <summary>What is wrong with the values, before anything is stored.</summary>
    internal static Dictionary<string, string> Check(NewUser wanted, string enterpriseName, string enterpriseId)
    {
        var errors = new Dictionary<string, string>(StringComparer.Ordinal);
        var email = PortalUser.Normalise(wanted.Email);
        if (email.Length is 0 or > PortalUser.EmailLength || !MailAddress.TryCreate(email, out var address) || address.Address != email)
            errors[nameof(NewUser.Email)] = "Give an email address such as name@example.com.";
        if (wanted.DisplayName.Trim().Length is 0 or > PortalUser.NameLength)
            errors[nameof(NewUser.DisplayName)] = "Give a name of 1 to 100 characters.";
        if (wanted.Roles.Count == 0)
            errors[nameof(NewUser.Roles)] = "Choose at least one role.";
        if (PasswordRules.Fault(wanted.Password, enterpriseName, enterpriseId, email) is { } fault)
            errors[nameof(NewUser.Password)] = fault;
        return errors;
    }
}
