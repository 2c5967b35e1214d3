using WaPortal.Core.Access;
using WaPortal.Core.Tenancy;

namespace WaPortal.Demo;

/// <summary>The demonstration's marketer, in whose name and within whose rights everything is made, and all its users.</summary>
/// <param name="Officer">Who looks after consent.</param>
/// <param name="Accounts">What is printed, once.</param>
internal sealed record DemoStaff(Actor Marketer, Actor Officer, IReadOnlyList<DemoAccount> Accounts);

/// <summary>A user whose password and secret were just generated.</summary>
internal sealed record DemoAccount(string Name, string Email, PortalRole Role, string Password, string Secret);

/// <summary>Makes the enterprise Casa Alba and one user of each role, each with a password and a second factor of their own.</summary>
internal sealed class DemoHouse(Installations installations, TenantDirectory tenants, CreateTenant createTenant, CreateUser createUser)
{
    public const string EnterpriseId = "casa-alba";

    private static readonly (string Name, string Email, PortalRole Role)[] People =
    [
        ("Priya Raman", "priya.raman@example.com", PortalRole.PlatformAdmin),
        ("Inés Ferrer", "ines.ferrer@example.com", PortalRole.TenantAdmin),
        ("Omar Haddad", "omar.haddad@example.com", PortalRole.Marketer),
        ("Nadia Okafor", "nadia.okafor@example.com", PortalRole.Approver),
        ("Ruth Adler", "ruth.adler@example.com", PortalRole.ComplianceOfficer),
    ];

    /// <summary>Makes them; null, and nothing is changed, where there is an enterprise already.</summary>
    public async Task<DemoStaff?> BuildAsync(CancellationToken token)
    {
        if (!await installations.IsSetUpOpenAsync(token) || (await tenants.ListActiveAsync(token)).Count > 0)
            return null;
        var created = await createTenant.RunAsync(EnterpriseId, "Casa Alba", "Europe/London", "GB", ["en_GB", "es", "ar", "hi"], token);
        if (created.Tenant?.Id is not { } tenant)
            throw new DemoFault("The enterprise could not be created", created.Errors.Values);
        var accounts = People.Select(p => (Account: new DemoAccount(p.Name, p.Email, p.Role, SecretCode.New()[..19].ToLowerInvariant(), ""), Seed: Totp.NewSeed())).ToList();
        var ids = new Dictionary<PortalRole, UserId>();
        foreach (var (account, seed) in accounts)
        {
            var user = await createUser.RunAsync(
                Actor.Job(tenant, "demonstration"), new NewUser(account.Email, account.Name, [account.Role], account.Password, seed), token);
            ids[account.Role] = user.User ?? throw new DemoFault($"{account.Name} could not be created", user.Errors.Values);
        }

        return new DemoStaff(
            Person(PortalRole.Marketer), Person(PortalRole.ComplianceOfficer), [.. accounts.Select(a => a.Account with { Secret = Base32.Encode(a.Seed) })]);

        Actor Person(PortalRole role) => new(tenant, ids[role], People.First(p => p.Role == role).Name, Rights.Of([role]));
    }
}

/// <summary>A step of the demonstration that was refused; nothing but a bug in it or a stopped sandbox causes that.</summary>
internal sealed class DemoFault : Exception
{
    public DemoFault(string what, IEnumerable<string> reasons)
        : base($"{what}: {string.Join(" ", reasons)}")
    {
    }

    public DemoFault(string what, object result)
        : this(what, [result.ToString() ?? ""])
    {
    }
}
