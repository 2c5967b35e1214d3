using WaPortal.Core.Access;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Access;

public sealed class SetUpTests
{
    [Theory, Engines]
    public async Task The_code_makes_the_first_user_once_and_closes_set_up(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var code = await portal.Get<Installations>().StartAsync(CancellationToken.None);
        var results = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() => RunAsync(portal, code!, $"enterprise-{i}"))));
        Assert.Single(results, r => r.Ticket is not null);
        Assert.False(await portal.Get<Installations>().IsSetUpOpenAsync(CancellationToken.None));
        Assert.Null(await portal.Get<Installations>().StartAsync(CancellationToken.None));
        Assert.Null((await RunAsync(portal, code!, "late")).Ticket);
    }

    [Theory, Engines]
    public async Task The_code_lasts_30_minutes_and_a_restart_replaces_it(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var first = await portal.Get<Installations>().StartAsync(CancellationToken.None);
        portal.Clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Contains(nameof(SetUpRequest.Code), (await RunAsync(portal, first!, "harbour")).Errors.Keys);
        var second = await portal.Get<Installations>().StartAsync(CancellationToken.None);
        Assert.Contains(nameof(SetUpRequest.Code), (await RunAsync(portal, first!, "harbour")).Errors.Keys);
        Assert.NotNull((await RunAsync(portal, second!, "harbour")).Ticket);
    }

    [Theory, Engines]
    public async Task Faults_in_the_form_are_all_named_and_leave_the_code_good(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var code = await portal.Get<Installations>().StartAsync(CancellationToken.None);
        var bad = Request(code!, "harbour") with { EnterpriseName = "", Email = "no mail", Password = "short", PasswordAgain = "other", TimeZone = "Mars/Base" };
        var result = await portal.Get<SetUp>().RunAsync(bad, AccessPortal.Visitor, CancellationToken.None);
        Assert.Equal(
            [nameof(SetUpRequest.Email), nameof(SetUpRequest.EnterpriseName), nameof(SetUpRequest.Password), nameof(SetUpRequest.PasswordAgain), nameof(SetUpRequest.TimeZone)],
            result.Errors.Keys.Order(StringComparer.Ordinal));
        Assert.NotNull((await RunAsync(portal, code!, "harbour")).Ticket);
    }

    [Theory, Engines]
    public async Task A_first_start_allows_loopback_only(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var networks = portal.Get<PlatformNetworks>();
        Assert.Null(await networks.FindAsync(System.Net.IPAddress.Loopback, CancellationToken.None));
        await portal.Get<Installations>().StartAsync(CancellationToken.None);
        await networks.AddAsync(NetworkRange.TryParse("203.0.113.0/24")!, "office", TimeSpan.FromMinutes(30), "test", CancellationToken.None);
        Assert.NotNull(await networks.FindAsync(System.Net.IPAddress.Parse("::ffff:127.1.2.3"), CancellationToken.None));
        Assert.NotNull(await networks.FindAsync(System.Net.IPAddress.IPv6Loopback, CancellationToken.None));
        Assert.Null(await networks.FindAsync(System.Net.IPAddress.Parse("192.168.0.1"), CancellationToken.None));
        Assert.Equal("office", await networks.FindAsync(System.Net.IPAddress.Parse("203.0.113.5"), CancellationToken.None));
        portal.Clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Null(await networks.FindAsync(System.Net.IPAddress.Parse("203.0.113.5"), CancellationToken.None));
    }

    private static SetUpRequest Request(string code, string enterpriseId) => new(
        code, "Harbour Clinic", enterpriseId, "Europe/London", "GB", ["en_GB"], "Inés Ferrer", AccessPortal.Email, AccessPortal.Password, AccessPortal.Password, true, true);

    private static Task<SetUpResult> RunAsync(TestPortal portal, string code, string enterpriseId) =>
        portal.Get<SetUp>().RunAsync(Request(code, enterpriseId), AccessPortal.Visitor, CancellationToken.None);
}
