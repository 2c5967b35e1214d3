using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Access;

/// <summary>A test portal with an enrolled user, and the steps of signing in as one-liners.</summary>
public sealed class AccessPortal : IAsyncDisposable
{
    public const string Email = "ines.ferrer@example.com";
    public const string Password = "seven lamps on the quay";
    public static readonly Visitor Visitor = new("203.0.113.42", "test");

    private AccessPortal(TestPortal portal) => Portal = portal;

    public TestPortal Portal { get; }

    public byte[] Seed { get; } = Totp.NewSeed();

    public Actor Admin => Portal.As(PortalRole.TenantAdmin);

    public UserId UserId { get; private set; }

    public static async Task<AccessPortal> StartAsync(Engine engine, Action<IServiceCollection>? configure = null)
    {
        // Few rounds: these tests sign in hundreds of times.
        var portal = await TestPortal.StartAsync(engine, services =>
        {
            services.Replace(ServiceDescriptor.Singleton(_ => new PasswordHashing(rounds: 1_000)));
            configure?.Invoke(services);
        });
        var access = new AccessPortal(portal);
        access.UserId = await access.AddUserAsync(Email, access.Seed);
        return access;
    }

    public async Task<UserId> AddUserAsync(string email, byte[]? seed)
    {
        var result = await Portal.Get<CreateUser>().RunAsync(Admin, new NewUser(email, "Inés Ferrer", [PortalRole.Marketer], Password, seed), CancellationToken.None);
        return result.User ?? throw new InvalidOperationException(string.Join(' ', result.Errors.Values));
    }

    public string CodeNow(int steps = 0) => Totp.Code(Seed, Totp.StepAt(Portal.Clock.GetUtcNow()) + steps);

    /// <summary>A code that none of the three accepted ones is.</summary>
    public string WrongCode()
    {
        var right = new[] { CodeNow(-1), CodeNow(), CodeNow(1) };
        return Enumerable.Range(0, 4).Select(i => new string((char)('0' + i), 6)).First(code => !right.Contains(code));
    }

    public Task<SignInResult> PasswordAsync(string password = Password, string email = Email, string enterprise = "casa-alba") =>
        Portal.Get<SignIn>().PasswordAsync(enterprise, email, password, Visitor, CancellationToken.None);

    public async Task<(SessionInfo Session, string Token)> PasswordOkAsync(string email = Email)
    {
        var ticket = Assert.IsType<SignInResult.Passed>(await PasswordAsync(email: email)).Ticket;
        return ((await FindAsync(ticket.Token))!, ticket.Token);
    }

    public Task<SignInResult> CodeAsync(SessionInfo session, string code) =>
        Portal.Get<SignIn>().CodeAsync(session, code, Visitor, CancellationToken.None);

    public Task<SignInResult> RecoveryAsync(SessionInfo session, string code) =>
        Portal.Get<SignIn>().RecoveryCodeAsync(session, code, Visitor, CancellationToken.None);

    public async Task<(SessionInfo Session, string Token)> SignedInAsync()
    {
        var (session, _) = await PasswordOkAsync();
        Portal.Clock.Advance(TimeSpan.FromSeconds(60)); // a code that no sign-in before this one used
        var ticket = Assert.IsType<SignInResult.Passed>(await CodeAsync(session, CodeNow())).Ticket;
        return ((await FindAsync(ticket.Token))!, ticket.Token);
    }

    public Task<SessionInfo?> FindAsync(string token) => Portal.Get<Sessions>().FindAsync(token, CancellationToken.None);

    public Task<int> AuditCountAsync(string name) => Portal.Database.ReadAsync(
        Portal.TenantId, (db, t) => db.Set<AuditEvent>().CountAsync(e => e.Event == name, t), CancellationToken.None);

    public ValueTask DisposeAsync() => Portal.DisposeAsync();
}
