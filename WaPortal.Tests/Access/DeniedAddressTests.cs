using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using WaPortal.Core.Access;
using Xunit;

namespace WaPortal.Tests.Access;

/// <summary>A portal that lets only one far network in, asked from here in every way that comes to mind.</summary>
public sealed partial class DeniedAddressTests
{
    private const string Refusal = "Access from this network is not allowed.";
    private const string Allowed = "203.0.113.9";

    private static readonly string[] HeadersOfOthers =
    [
        "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix", "X-Forwarded", "Forwarded-For", "X-Real-IP", "True-Client-IP", "CF-Connecting-IP",
        "Fastly-Client-IP", "X-Client-IP", "X-Cluster-Client-IP", "X-Azure-ClientIP", "X-Azure-SocketIP", "X-Original-For", "X-Original-Host", "X-Original-Proto", "X-Original-URL",
        "X-Rewrite-URL", "X-ProxyUser-IP", "X-Remote-IP", "X-Remote-Addr", "X-Host", "Via", "Client-IP", "WL-Proxy-Client-IP", "Proxy-Client-IP", "X-Envoy-External-Address",
    ];

    private static readonly string[] Overrides = ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "_method"];

    [Fact]
    public async Task Every_endpoint_answers_only_the_refusal_with_every_method()
    {
        await using var portal = await HttpPortal.StartAsync();
        var token = (await portal.SignedInAsync()).Token;
        await portal.AllowOnlyAsync("203.0.113.0/24");
        var addresses = Addresses(portal);
        Assert.True(addresses.Count > 100, $"Only {addresses.Count} addresses were found: the list of endpoints is not read rightly.");
        foreach (var address in addresses)
        {
            // The files of the pages are many and alike.
            foreach (var method in IsFile(address) ? ["GET"] : (string[])["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "PROPFIND"])
                await AssertRefusedAsync(await portal.SendAsync(new HttpMethod(method), address, token), $"{method} {address}", method == "HEAD");
        }
    }

    [Fact]
    public async Task Headers_that_claim_another_address_or_method_change_nothing()
    {
        await using var portal = await HttpPortal.StartAsync();
        var token = (await portal.SignedInAsync()).Token;
        await portal.AllowOnlyAsync("203.0.113.0/24");
        string[] claims = [Allowed, $"{Allowed}, 127.0.0.1", $"::ffff:{Allowed}", $"\"{Allowed}\"", $"for={Allowed};proto=https", "/webhooks/whatsapp/x", "https"];
        foreach (var name in HeadersOfOthers.Append("Forwarded"))
        {
            foreach (var claim in claims)
                await AssertRefusedAsync(await portal.SendAsync(HttpMethod.Get, "/sign-in", token, (name, claim)), $"{name}: {claim}");
        }

        await AssertRefusedAsync(await portal.SendAsync(HttpMethod.Get, "/sign-in", token, [.. HeadersOfOthers.Select(name => (name, Allowed))]), "all at once");
        foreach (var name in Overrides)
            await AssertRefusedAsync(await portal.SendAsync(HttpMethod.Post, "/sign-in", token, (name, "GET")), name);
    }

    [Fact]
    public async Task Crooked_addresses_reach_nothing()
    {
        await using var portal = await HttpPortal.StartAsync("--Unsubscribe:Address", "http://localhost");
        await portal.AllowOnlyAsync("203.0.113.0/24");
        var hook = $"/webhooks/whatsapp/{Guid.Empty}";
        string[] targets =
        [
            "/SIGN-IN", "/Sign-In/", "//sign-in", "///", "/./sign-in", "/x/../sign-in", "/sign-in/.", "/sign-in/..", "/%73ign-in", "/sign%2din", "/sign-in%2f", "/%2fsign-in", "/%2e%2e/sign-in",
            "/sign-in.", "/sign-in..", "/sign-in%20", "/sign-in%00", "/sign-in;x=1", "/;/sign-in", "/sign-in?x#y", "/sign-in%3f", "/sign-in/;/webhooks/", "/sign-in?" + hook,
            "/_BLAZOR", "//_blazor", "/_blazor/", "/_blazor//negotiate", "/_blazor%2fnegotiate", "/_blazor/negotiate?negotiateVersion=1", "/_Blazor/NEGOTIATE", "/_blazor/disconnect", "/_blazor/initializers",
            "/_framework/blazor.web.js", "/_FRAMEWORK/blazor.web.js", "/css/tokens.css", "/css/../css/tokens.css", "/css%2ftokens.css", "/CSS/TOKENS.CSS", "/_content/", "/healthz", "/HEALTHZ", "/error", "/fault", "/not-found",
            "/u", "/u/", "/u/x/y", "/u/../sign-in", "/u/x/../../sign-in", "/u/%2e%2e/sign-in", "//u/x", "/u//x", "/u/x/_blazor",
            "/r", "/r/", "/r/x/y", "/r/../sign-in", "/r/x/../../sign-in", "/r/%2e%2e/sign-in", "//r/x", "/r//x", "/r/x/_blazor",
            "/webhooks", "/webhooks/", "/webhooks/whatsapp", "/webhooks/whatsapp/", "/webhooks/whatsapp/x", hook + "/", hook + "/..", hook + "/../../sign-in", hook + "/%2e%2e/%2e%2e/%2e%2e/sign-in", hook + "/sign-in",
            hook + "%2fsign-in", "//webhooks/whatsapp/x", "/webhooks//whatsapp/x", "/webhooks/../sign-in", "/webhooks/%2e%2e/sign-in", "/webhooks\\..\\sign-in", "\\sign-in", "http://elsewhere.example/sign-in", "*",
        ];
        foreach (var target in targets)
        {
            foreach (var method in (string[])["GET", "POST", "OPTIONS"])
            {
                var answer = await RawAsync(portal, $"{method} {target} HTTP/1.1\r\nHost: {portal.Address.Authority}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                // The server itself turns down what is no address; the webhook's own address with a slash behind is the webhook, which knows no such account.
                Assert.True(IsRefusal(answer) || IsServersOwn(answer) || (IsHook(target, hook) && IsEmpty404(answer)), $"{method} {target}: {answer}");
            }
        }
    }

    [Fact]
    public async Task Older_and_odd_requests_reach_nothing()
    {
        await using var portal = await HttpPortal.StartAsync();
        await portal.AllowOnlyAsync("203.0.113.0/24");
        var host = portal.Address.Authority;
        string[] requests =
        [
            "GET /sign-in HTTP/1.0\r\n\r\n",
            "GET /sign-in HTTP/1.1\r\nHost: elsewhere.example\r\nConnection: close\r\n\r\n",
            $"GET http://{host}/sign-in HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n",
            $"GET /sign-in HTTP/1.1\r\nHost: {host}\r\nConnection: close, X-Forwarded-For\r\nX-Forwarded-For: {Allowed}\r\n\r\n",
            $"GET /sign-in HTTP/1.1\r\nHost: {host}\r\nX-Forwarded-For: {Allowed}\r\nX-Forwarded-For: {Allowed}\r\nConnection: close\r\n\r\n",
            $"POST /sign-in HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n",
            $"POST /sign-in HTTP/1.1\r\nHost: {host}\r\nExpect: 100-continue\r\nContent-Length: 10\r\nConnection: close\r\n\r\n",
            $"GET /sign-in HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n\r\n",
            $"TRACE / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n",
            $"CONNECT {host} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            $"PROXY TCP4 {Allowed} 127.0.0.1 4000 80\r\nGET /sign-in HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n",
            $"GET /sign-in HTTP/1.1\r\nHost: {host}\r\n\r\nGET /sign-in HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n",
        ];
        foreach (var request in requests)
        {
            var answer = await RawAsync(portal, request);
            Assert.True(IsRefusal(answer) || IsServersOwn(answer), $"{request}: {answer}");
            Assert.DoesNotContain("WaPortal", answer, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("Kestrel", answer, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task Over_http_2_it_is_the_same()
    {
        await using var portal = await HttpPortal.StartAsync("--Kestrel:EndpointDefaults:Protocols", "Http2");
        var token = (await portal.SignedInAsync()).Token;
        await portal.AllowOnlyAsync("203.0.113.0/24");
        foreach (var address in Addresses(portal).Where(a => !IsFile(a)))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            request.Headers.TryAddWithoutValidation("Cookie", $"__Host-s={token}");
            request.Headers.TryAddWithoutValidation("X-Forwarded-For", Allowed);
            using var answer = await portal.Client.SendAsync(request);
            Assert.Equal(HttpVersion.Version20, answer.Version);
            await AssertRefusedAsync(answer, address);
        }

        using var handler = new SocketsHttpHandler();
        using var invoker = new HttpMessageInvoker(handler);
        using var socket = new ClientWebSocket { Options = { HttpVersion = HttpVersion.Version20, HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact } };
        socket.Options.SetRequestHeader("Cookie", $"__Host-s={token}");
        socket.Options.SetRequestHeader("Origin", portal.Address.GetLeftPart(UriPartial.Authority));
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(new Uri($"ws://{portal.Address.Authority}/_blazor"), invoker, CancellationToken.None));
    }

    [Fact]
    public async Task A_circuits_socket_is_refused_with_a_good_session_and_forged_headers()
    {
        await using var portal = await HttpPortal.StartAsync();
        var token = (await portal.SignedInAsync()).Token;
        await portal.AllowOnlyAsync("203.0.113.0/24");
        foreach (var path in (string[])["/_blazor", "/_blazor?id=x", "/_BLAZOR", "/_blazor/"])
        {
            var answer = await RawAsync(
                portal,
                $"GET {path} HTTP/1.1\r\nHost: {portal.Address.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + $"Origin: {portal.Address.GetLeftPart(UriPartial.Authority)}\r\nCookie: __Host-s={token}\r\nX-Forwarded-For: {Allowed}\r\nX-Real-IP: {Allowed}\r\n\r\n");
            Assert.True(IsRefusal(answer), $"{path}: {answer}");
        }
    }

    [Fact]
    public async Task A_proxy_that_names_nobody_readable_is_not_believed_to_be_its_visitor()
    {
        await using var portal = await HttpPortal.StartAsync("--Network:KnownProxies:0", "127.0.0.1");
        await portal.AllowOnlyAsync("127.0.0.0/8");
        await AssertRefusedAsync(await portal.SendAsync(HttpMethod.Get, "/sign-in"), "no header");
        foreach (var claim in (string[])["", "unknown", "office", "_hidden", "127.0.0.1, office", "300.1.1.1", "127.0.0.1"])
            await AssertRefusedAsync(await portal.SendAsync(HttpMethod.Get, "/sign-in", null, ("X-Forwarded-For", claim)), claim);
        await AssertRefusedAsync(await portal.SendAsync(HttpMethod.Get, "/sign-in", null, ("Forwarded", "for=127.0.0.2"), ("X-Real-IP", "127.0.0.2")), "other headers");
        Assert.NotEqual(HttpStatusCode.Forbidden, (await portal.SendAsync(HttpMethod.Get, "/sign-in", null, ("X-Forwarded-For", "127.0.0.2"))).StatusCode);
    }

    [Fact]
    public async Task An_enterprises_own_list_holds_for_everything_that_a_session_asks_for_and_for_nobody_else()
    {
        await using var portal = await HttpPortal.StartAsync();
        var ticket = await portal.SignedInAsync();
        var session = await portal.Get<Sessions>().FindAsync(ticket.Token, CancellationToken.None);
        var far = session!.ToActor("203.0.113.9");
        Assert.IsType<NetworkResult.Done>(await portal.Get<ManageNetworks>().AddAsync(far, NetworkScope.Tenant, new NetworkDraft("203.0.113.0/24", "far away", null), CancellationToken.None));
        foreach (var address in Addresses(portal))
            await AssertRefusedAsync(await portal.SendAsync(HttpMethod.Get, address, ticket.Token), address);
        Assert.Equal(HttpStatusCode.OK, (await portal.SendAsync(HttpMethod.Get, "/sign-in")).StatusCode);

        await Assert.ThrowsAsync<WebSocketException>(() => portal.ConnectAsync(ticket));
    }

    [Fact]
    public async Task An_open_circuit_whose_address_leaves_the_enterprises_list_is_cut()
    {
        await using var portal = await HttpPortal.StartAsync();
        var ticket = await portal.SignedInAsync();
        using var socket = await portal.ConnectAsync(ticket);
        var far = (await portal.Get<Sessions>().FindAsync(ticket.Token, CancellationToken.None))!.ToActor("203.0.113.9");
        Assert.IsType<NetworkResult.Done>(await portal.Get<ManageNetworks>().AddAsync(far, NetworkScope.Tenant, new NetworkDraft("203.0.113.0/24", "far away", null), CancellationToken.None));
        await HttpPortal.AssertCutAsync(socket);
    }

    [Fact]
    public async Task An_open_circuit_is_cut_when_the_time_of_its_network_is_over()
    {
        await using var portal = await HttpPortal.StartAsync();
        var ticket = await portal.SignedInAsync();
        var near = (await portal.Get<Sessions>().FindAsync(ticket.Token, CancellationToken.None))!.ToActor("127.0.0.1");
        var end = TimeProvider.System.GetUtcNow().AddSeconds(3);
        Assert.IsType<NetworkResult.Done>(await portal.Get<ManageNetworks>().AddAsync(near, NetworkScope.Tenant, new NetworkDraft("127.0.0.1", "for a moment", end), CancellationToken.None));
        using var socket = await portal.ConnectAsync(ticket);
        await HttpPortal.AssertCutAsync(socket);
        Assert.True(TimeProvider.System.GetUtcNow() >= end);
    }

    private static List<string> Addresses(HttpPortal portal) =>
    [
        .. portal.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(e => "/" + Parameter().Replace(e.RoutePattern.RawText ?? "", Guid.Empty.ToString()).TrimStart('/'))
            .Where(path => !path.StartsWith("/webhooks/whatsapp/", StringComparison.Ordinal)).Distinct(),
        "/", "/nothing-here", "/_blazor", "/_blazor/negotiate", "/_blazor/negotiate?negotiateVersion=1", "/_blazor?id=x", "/_framework/blazor.web.js", "/healthz", "/webhooks", "/webhooks/nothing", "/WEBHOOKS/nothing", "/favicon.ico",
    ];

    private static bool IsFile(string address) => !address.StartsWith("/_blazor", StringComparison.Ordinal) && System.IO.Path.HasExtension(address);

    private static bool IsHook(string target, string hook) => target.TrimEnd('/') == hook;

    private static bool IsRefusal(string answer) => answer.StartsWith("HTTP/1.1 403 ", StringComparison.Ordinal) && answer.Contains($"\r\n\r\n{Refusal}", StringComparison.Ordinal)
        && !answer.Contains("Set-Cookie", StringComparison.OrdinalIgnoreCase) && !answer.Contains("Server:", StringComparison.OrdinalIgnoreCase);

    // Kestrel's answer to what is no request, without a body; for bytes that are none at all it hangs up or ends the HTTP/2 connection (whose frames are no text).
    private static bool IsServersOwn(string answer) => answer.Length == 0 || answer[0] == '\0'
        || (ServersOwn().IsMatch(answer) && answer.EndsWith("\r\n\r\n", StringComparison.Ordinal) && answer.Contains("Content-Length: 0", StringComparison.Ordinal));

    private static bool IsEmpty404(string answer) => (answer.StartsWith("HTTP/1.1 404", StringComparison.Ordinal) || answer.StartsWith("HTTP/1.1 405", StringComparison.Ordinal))
        && answer.EndsWith("\r\n\r\n", StringComparison.Ordinal);

    private static async Task<string> RawAsync(HttpPortal portal, string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, portal.Address.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var reader = new StreamReader(stream, Encoding.Latin1);
        try
        {
            return await reader.ReadToEndAsync(patience.Token);
        }
        catch (IOException)
        {
            return ""; // reset
        }
    }

    private static async Task AssertRefusedAsync(HttpResponseMessage answer, string what, bool headOnly = false)
    {
        Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{what}: {answer.StatusCode}");
        Assert.Equal(headOnly ? "" : Refusal, await answer.Content.ReadAsStringAsync());
        Assert.Equal(40, answer.Content.Headers.ContentLength);
        Assert.False(answer.Headers.Contains("Set-Cookie"), what);
        Assert.False(answer.Headers.Contains("Server"), what);
        Assert.False(answer.Headers.Contains("Location"), what);
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();

    [GeneratedRegex("^HTTP/1.1 (400|405|414|505) ")]
    private static partial Regex ServersOwn();
}
