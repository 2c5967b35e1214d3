using Microsoft.Playwright;
using WaPortal.Core.Access;
using WaPortal.Sandbox;
using WaPortal.Tests.Access;
using Xunit;

namespace WaPortal.Tests.Browser;

/// <summary>
/// A portal of its own with its first user signed in, for a browser. It runs in this process, where all portals share what was compiled once; the way
/// through the set-up, which <see cref="SignInTests"/> walks, is gone by its actions.
/// </summary>
public sealed class ReadyPortal : IAsyncDisposable
{
    private static readonly Visitor Visitor = new("127.0.0.1", "test");
    private readonly HttpPortal _portal;

    private ReadyPortal(HttpPortal portal, SignedInPage user) => (_portal, User) = (portal, user);

    public SignedInPage User { get; }

    public IPage Page => User.Page;

    /// <summary>Such as <c>http://127.0.0.1:41234</c>.</summary>
    public string Address => AddressOf(_portal);

    /// <summary>The portal itself, for what a test brings about beside the browser.</summary>
    public HttpPortal Host => _portal;

    /// <summary>Its data directory.</summary>
    public string DataPath => _portal.DataPath;

    /// <summary>Where its sandbox listens.</summary>
    public Uri Sandbox => _portal.Get<EmbeddedSandbox>().BaseAddress!;

    public static async Task<ReadyPortal> StartAsync(BrowserFixture browser, params string[] args)
    {
        await browser.DemandAsync(); // where there is no browser, nothing is left behind
        var portal = await HttpPortal.StartAsync(args);
        var (seed, enrolled) = await SetUpAsync(portal);
        var context = await browser.NewContextAsync(AddressOf(portal));
        await context.AddCookiesAsync([new Cookie { Name = "__Host-s", Value = enrolled.Ticket.Token, Domain = "127.0.0.1", Path = "/", Secure = true, HttpOnly = true }]);
        return new ReadyPortal(portal, new SignedInPage(await context.NewPageAsync(), Door.EnterpriseId, Door.Email, Door.Password, seed, enrolled.RecoveryCodes));
    }

    public async ValueTask DisposeAsync()
    {
        await Page.Context.DisposeAsync();
        await _portal.DisposeAsync();
    }

    private static string AddressOf(HttpPortal portal) => portal.Address.GetLeftPart(UriPartial.Authority);

    private static async Task<(byte[] Seed, EnrolmentResult.Done Enrolled)> SetUpAsync(HttpPortal portal)
    {
        var request = new SetUpRequest(
            await portal.SetUpCodeAsync(), Door.EnterpriseName, Door.EnterpriseId, "Europe/London", "GB", ["en_GB", "es"],
            "Inés Ferrer", Door.Email, Door.Password, Door.Password, true, true);
        var ticket = (await portal.Get<SetUp>().RunAsync(request, Visitor, CancellationToken.None)).Ticket!;
        var session = (await portal.Get<Sessions>().FindAsync(ticket.Token, CancellationToken.None))!;
        var offer = (await portal.Get<Enrolment>().OfferAsync(session, CancellationToken.None))!;
        var seed = Base32.TryDecode(offer.Secret)!;
        var code = Totp.CodeAt(seed, TimeProvider.System.GetUtcNow());
        return (seed, Assert.IsType<EnrolmentResult.Done>(await portal.Get<Enrolment>().ConfirmAsync(session, code, Visitor, CancellationToken.None)));
    }
}
