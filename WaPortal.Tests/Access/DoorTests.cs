using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using WaPortal.Access;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;
using Xunit;

namespace WaPortal.Tests.Access;

public sealed partial class DoorTests
{
    private const string Refusal = "Access from this network is not allowed.";

    // What somebody may try who is not on the list: none of it is believed without a configured proxy.
    private static readonly (string Name, string Value)[][] Forged =
    [
        [],
        [("X-Forwarded-For", "203.0.113.9")],
        [("X-Forwarded-For", "203.0.113.9, 127.0.0.1"), ("X-Forwarded-Proto", "https")],
        [("x-forwarded-for", "203.0.113.9"), ("X-FORWARDED-FOR", "203.0.113.9")],
        [("Forwarded", "for=203.0.113.9;proto=https")],
        [("X-Real-IP", "203.0.113.9"), ("True-Client-IP", "203.0.113.9"), ("CF-Connecting-IP", "203.0.113.9"), ("X-Client-IP", "203.0.113.9")],
        [("X-Original-For", "203.0.113.9"), ("X-Original-URL", "/webhooks/x"), ("X-Rewrite-URL", "/webhooks/x")],
    ];

    // Open to whoever is on the list but not signed in; each for a reason.
    private static readonly string[] OpenToStrangers =
    [
        "/setup", "/sign-in", "/sign-in/code", "/sign-in/recovery", "/sign-in/enrol", "/sign-in/passkey", "/sign-in/passkey/options", "/sign-out", "/not-found", "/fault",
        "/join/00000000-0000-0000-0000-000000000000", "/reset/00000000-0000-0000-0000-000000000000", // the secret in the link is what opens them
        "/forms/00000000-0000-0000-0000-000000000000/submissions", // each request is signed
        "/openapi/00000000-0000-0000-0000-000000000000.json", // what the API looks like is no secret, and clients are made from it
    ];

    [Fact]
    public async Task From_a_denied_address_every_endpoint_answers_with_the_refusal_and_nothing_else()
    {
        await using var portal = await HttpPortal.StartAsync();
        var token = (await portal.SignedInAsync()).Token;
        await portal.AllowOnlyAsync("203.0.113.0/24");
        var addresses = Endpoints(portal).Where(e => !IsWebhook(e)).Select(Path).Distinct().Concat(
            ["/", "/nothing-here", "/_blazor", "/_blazor/negotiate", "/_framework/blazor.web.js", "/healthz", "/webhooks", "/webhooks/", "/webhooks/nothing", "/WEBHOOKS/nothing"]).ToList();
        Assert.True(addresses.Count > 10);
        foreach (var address in addresses)
        {
            foreach (var headers in address.StartsWith("/_content", StringComparison.Ordinal) ? Forged[..1] : Forged)
            {
                foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Post])
                    await AssertRefusedAsync(await portal.SendAsync(method, address, token, headers), $"{method} {address}");
            }
        }
    }

    [Theory]
    [InlineData("/webhooks/../sign-in")]
    [InlineData("/webhooks/%2e%2e/sign-in")]
    [InlineData("/webhooks/..%2fsign-in")]
    [InlineData("/webhooks//../sign-in")]
    [InlineData("//webhooks/x")]
    [InlineData("/webhooks\\..\\sign-in")]
    [InlineData("/sign-in?/webhooks/")]
    [InlineData("/sign-in;/webhooks/")]
    public async Task The_webhooks_exemption_cannot_be_borrowed_by_a_crooked_address(string target)
    {
        await using var portal = await HttpPortal.StartAsync();
        await portal.AllowOnlyAsync("203.0.113.0/24");
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, portal.Address.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {target} HTTP/1.1\r\nHost: {portal.Address.Authority}\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync();
        Assert.Matches("^HTTP/1.1 (403|400)", answer);
        Assert.DoesNotContain("<html", answer, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_webhooks_address_answers_strangers_without_showing_the_portal()
    {
        await using var portal = await HttpPortal.StartAsync();
        await portal.AllowOnlyAsync("203.0.113.0/24");
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Post])
        {
            var answer = await portal.SendAsync(method, $"/webhooks/whatsapp/{Guid.NewGuid()}");
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Empty(await answer.Content.ReadAsStringAsync());
            Assert.False(answer.Headers.Contains("Set-Cookie"));
        }
    }

    [Fact]
    public async Task A_denied_address_is_recorded_once_a_minute_and_a_proxy_is_believed_only_when_it_is_configured()
    {
        await using var portal = await HttpPortal.StartAsync("--Network:KnownProxies:0", "127.0.0.1");
        for (var i = 0; i < 3; i++)
            await AssertRefusedAsync(await portal.SendAsync(HttpMethod.Get, "/sign-in", null, ("X-Forwarded-For", "203.0.113.9")), "proxy");
        // The address nearest to the trusted proxy counts, not what the visitor put before it.
        await AssertRefusedAsync(await portal.SendAsync(HttpMethod.Get, "/sign-in", null, ("X-Forwarded-For", "127.0.0.1, 203.0.113.9")), "chain");
        await AssertRefusedAsync(await portal.SendAsync(HttpMethod.Get, "/sign-in", null, ("X-Forwarded-For", "::ffff:203.0.113.9")), "mapped");
        var lines = await portal.Get<PortalDatabase>().ReadAsync(
            TenantId.None, (db, t) => db.Set<PlatformEvent>().Where(e => e.Event == "address.denied").Select(e => e.Target).ToListAsync(t), CancellationToken.None);
        Assert.Equal(["203.0.113.9"], lines);
        await portal.AllowOnlyAsync("203.0.113.0/24");
        Assert.NotEqual(HttpStatusCode.Forbidden, (await portal.SendAsync(HttpMethod.Get, "/sign-in", null, ("X-Forwarded-For", "::ffff:203.0.113.9"))).StatusCode);
    }

    [Fact]
    public async Task A_stranger_reaches_only_what_is_written_down_as_open()
    {
        await using var portal = await HttpPortal.StartAsync();
        foreach (var endpoint in Endpoints(portal).Where(e => !IsWebhook(e)))
        {
            if (Path(endpoint).StartsWith("/api/", StringComparison.Ordinal))
            {
                // The key of each request opens it.
                var method = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods is [var only, ..] ? new HttpMethod(only) : HttpMethod.Get;
                Assert.Contains((await portal.SendAsync(method, Path(endpoint))).StatusCode, new[] { HttpStatusCode.Unauthorized, HttpStatusCode.NotFound, HttpStatusCode.UnsupportedMediaType });
                continue;
            }

            if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            {
                Assert.True(IsStaticFile(endpoint) || OpenToStrangers.Contains(Path(endpoint)), $"{Path(endpoint)} is open to strangers");
                continue;
            }

            var answer = await portal.SendAsync(HttpMethod.Get, Path(endpoint));
            Assert.True(IsKeptOut(answer, "/sign-in"), $"{Path(endpoint)}: {answer.StatusCode}");
        }
    }

    [Fact]
    public async Task Without_a_second_factor_only_enrolment_and_sign_out_are_open()
    {
        await using var portal = await HttpPortal.StartAsync();
        var token = (await portal.PasswordOkAsync(seed: null)).Token;
        foreach (var endpoint in Endpoints(portal).Where(e => !IsWebhook(e) && e.Metadata.GetMetadata<IAllowAnonymous>() is null))
        {
            var answer = await portal.SendAsync(HttpMethod.Get, Path(endpoint), token);
            Assert.True(IsKeptOut(answer, "/sign-in/enrol"), $"{Path(endpoint)}: {answer.StatusCode}");
        }

        Assert.Equal("/sign-in/enrol", Location(await portal.SendAsync(HttpMethod.Get, "/sign-in/code", token)));
        Assert.Equal(HttpStatusCode.OK, (await portal.SendAsync(HttpMethod.Get, "/sign-in/enrol", token)).StatusCode);
    }

    [Theory]
    [InlineData("/sign-in", "sign-in")]
    [InlineData("/setup", "setup")]
    [InlineData("/sign-out", null)]
    public async Task A_form_without_its_antiforgery_token_is_refused(string path, string? handler)
    {
        await using var portal = await HttpPortal.StartAsync();
        var token = path == "/setup" ? null : (await portal.SignedInAsync()).Token;
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["_handler"] = handler ?? "", ["Input.Email"] = "x" }),
        };
        request.Headers.TryAddWithoutValidation("Cookie", $"__Host-s={token}");
        var answer = await portal.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        if (token is not null)
            Assert.NotNull(await portal.Get<Sessions>().FindAsync(token, CancellationToken.None));
    }

    [Fact]
    public async Task Circuits_open_by_web_socket_from_the_portals_own_pages_only_and_die_with_their_session()
    {
        await using var portal = await HttpPortal.StartAsync();
        var ticket = await portal.SignedInAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await portal.SendAsync(HttpMethod.Get, "/_blazor?id=x", ticket.Token)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await portal.SendAsync(HttpMethod.Post, "/_blazor?id=x", ticket.Token)).StatusCode);
        await Assert.ThrowsAsync<WebSocketException>(() => portal.ConnectAsync(ticket.Token, "https://elsewhere.example"));
        await Assert.ThrowsAsync<WebSocketException>(() => portal.ConnectAsync(ticket.Token, null));
        await Assert.ThrowsAsync<WebSocketException>(() => portal.ConnectAsync(null, portal.Address.GetLeftPart(UriPartial.Authority)));

        using var socket = await portal.ConnectAsync(ticket);
        var session = await portal.Get<Sessions>().FindAsync(ticket.Token, CancellationToken.None);
        await portal.Get<Sessions>().EndOwnAsync(session!.ToActor(null), ticket.Id, "sign-out", CancellationToken.None);
        await HttpPortal.AssertCutAsync(socket);
    }

    [Theory]
    [InlineData("http://0.0.0.0:5080", false)]
    [InlineData("http://*:5080", false)]
    [InlineData("http://192.0.2.1:5080", false)]
    [InlineData("http://127.0.0.1:5080;http://[::]:5081", false)]
    [InlineData("http://127.0.0.1:5080;http://localhost:5081;http://[::1]:5082", true)]
    [InlineData("https://0.0.0.0:5080", true)]
    public void Plain_http_is_for_loopback_only(string urls, bool accepted)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["urls"] = urls }).Build();
        Assert.Equal(accepted, new ValidateNetworkOptions(configuration).Validate(null, new NetworkOptions()).Succeeded);
        var behindProxy = new NetworkOptions { TlsAtProxy = true, KnownProxies = ["192.0.2.10"] };
        Assert.True(new ValidateNetworkOptions(configuration).Validate(null, behindProxy).Succeeded);
    }

    private static IEnumerable<RouteEndpoint> Endpoints(HttpPortal portal) => portal.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    private static bool IsWebhook(RouteEndpoint endpoint) => Path(endpoint).StartsWith("/webhooks/whatsapp/", StringComparison.Ordinal);

    private static bool IsStaticFile(RouteEndpoint endpoint) =>
        endpoint.Metadata.Any(m => m.GetType().FullName?.Contains("StaticAsset", StringComparison.Ordinal) == true);

    private static string Path(RouteEndpoint endpoint) =>
        "/" + Parameter().Replace(endpoint.RoutePattern.RawText ?? "", Guid.Empty.ToString()).TrimStart('/');

    private static bool IsKeptOut(HttpResponseMessage answer, string door) =>
        answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed
        || (answer.StatusCode == HttpStatusCode.Found && Location(answer) == door);

    private static string? Location(HttpResponseMessage answer) => answer.Headers.Location is { } to ? new Uri(answer.RequestMessage!.RequestUri!, to).AbsolutePath : null;

    private static async Task AssertRefusedAsync(HttpResponseMessage answer, string what)
    {
        Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{what}: {answer.StatusCode}");
        Assert.Equal(Refusal, await answer.Content.ReadAsStringAsync());
        Assert.False(answer.Headers.Contains("Set-Cookie"), what);
        Assert.False(answer.Headers.Contains("Server"), what);
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
