using System.Globalization;
using System.Net;
using Microsoft.Extensions.Options;
using WaPortal.Sandbox;
using Xunit;

namespace WaPortal.Tests.Access;

public sealed class HealthPortTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_health_port_is_opened_on_loopback_and_says_only_ok(bool endpointsInConfiguration)
    {
        var port = FreePort.Take();
        string[] args = ["--Network:HealthPort", port.ToString(CultureInfo.InvariantCulture)];
        await using var portal = await HttpPortal.StartAsync(endpointsInConfiguration ? [.. args, "--Kestrel:Endpoints:Main:Url", "http://127.0.0.1:0"] : args);
        await portal.AllowOnlyAsync("203.0.113.0/24"); // whoever watches over the portal need not be on the list
        var health = $"http://127.0.0.1:{port}";
        var answer = await portal.Client.GetAsync(new Uri(health + "/healthz"));
        Assert.Equal("ok", await answer.Content.ReadAsStringAsync());
        Assert.False(answer.Headers.Contains("Server"));
        foreach (var path in (string[])["/", "/sign-in", "/webhooks/whatsapp/x", "/_blazor"])
            Assert.Equal(HttpStatusCode.NotFound, (await portal.Client.GetAsync(new Uri(health + path))).StatusCode);
        // The portal's own port does not answer for it.
        var own = portal.App.Urls.First(u => !u.EndsWith(":" + port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Forbidden, (await portal.Client.GetAsync(new Uri(own + "/healthz"))).StatusCode);
    }

    [Fact]
    public void The_health_port_may_not_be_the_portals_own()
    {
        var fault = Assert.Throws<OptionsValidationException>(() => PortalHost.Build(["--urls", "http://127.0.0.1:5080", "--Network:HealthPort", "5080"]));
        Assert.Contains("http://127.0.0.1:5080", Assert.Single(fault.Failures), StringComparison.Ordinal);
    }
}
