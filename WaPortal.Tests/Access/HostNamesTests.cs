using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using WaPortal.Access;
using Xunit;

namespace WaPortal.Tests.Access;

public sealed class HostNamesTests
{
    [Theory]
    [InlineData(null, null, "127.0.0.1:5080", true)]
    [InlineData(null, null, "localhost", true)]
    [InlineData(null, null, "[::1]:5080", true)]
    [InlineData(null, null, "portal.example.com", false)]
    [InlineData(null, null, "", false)]
    [InlineData(null, "https://portal.example.com", "portal.example.com", true)]
    [InlineData(null, "https://portal.example.com", "portal.example.com.evil.example", false)]
    [InlineData("portal.example.com;*.example.org", null, "portal.example.com:443", true)]
    [InlineData("portal.example.com;*.example.org", null, "a.example.org", true)]
    [InlineData("portal.example.com;*.example.org", null, "127.0.0.1", false)]
    [InlineData("*", null, "anything", true)]
    public void A_request_must_name_a_host_that_is_served(string? setting, string? portalAddress, string host, bool served) =>
        Assert.Equal(served, new HostNames(Configuration(("AllowedHosts", setting), ("Mail:PortalAddress", portalAddress))).Admit(new HostString(host)));

    [Theory]
    [InlineData("http://127.0.0.1:5080", null, null, false, true)]
    [InlineData("https://0.0.0.0:5443", null, null, false, false)]
    [InlineData("https://0.0.0.0:5443", "portal.example.com", null, false, true)]
    [InlineData("https://0.0.0.0:5443", null, "https://portal.example.com", false, true)]
    [InlineData("http://127.0.0.1:5080", null, null, true, false)]
    public void Serving_others_needs_a_name(string urls, string? setting, string? portalAddress, bool tlsAtProxy, bool accepted)
    {
        var configuration = Configuration(("urls", urls), ("AllowedHosts", setting), ("Mail:PortalAddress", portalAddress));
        Assert.Equal(accepted, new ValidateHostNames(configuration).Validate(null, new NetworkOptions { TlsAtProxy = tlsAtProxy }).Succeeded);
    }

    [Fact]
    public void The_frameworks_switch_that_believes_any_proxy_is_refused() =>
        Assert.Contains("KnownProxies", new ValidateHostNames(Configuration(("ForwardedHeaders_Enabled", "true"))).Validate(null, new NetworkOptions()).FailureMessage, StringComparison.Ordinal);

    [Fact]
    public async Task Another_hosts_name_and_trace_get_a_bare_answer()
    {
        await using var portal = await HttpPortal.StartAsync();
        var foreign = await portal.SendAsync(HttpMethod.Get, "/sign-in", null, ("Host", "elsewhere.example"));
        Assert.Equal(HttpStatusCode.BadRequest, foreign.StatusCode);
        Assert.Equal("This host name is not served here.", await foreign.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await portal.SendAsync(HttpMethod.Trace, "/sign-in")).StatusCode);
    }

    private static IConfiguration Configuration(params (string Key, string? Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(v => new KeyValuePair<string, string?>(v.Key, v.Value))).Build();
}
