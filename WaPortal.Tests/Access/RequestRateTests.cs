using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using WaPortal.Access;
using WaPortal.Core.Access;
using Xunit;

namespace WaPortal.Tests.Access;

public sealed class RequestRateTests
{
    private const string Upload = "/opt-in-lists/imports/upload";

    [Fact]
    public async Task The_eleventh_sign_in_of_a_minute_is_told_to_wait()
    {
        await using var portal = await HttpPortal.StartAsync();
        await AssertLimitAsync(RequestRate.SignInsPerMinute, () => portal.SendAsync(HttpMethod.Post, "/sign-in"));
        // Other things go on.
        Assert.NotEqual(HttpStatusCode.TooManyRequests, (await portal.SendAsync(HttpMethod.Get, "/sign-in")).StatusCode);
        AssertRefused(await portal.SendAsync(HttpMethod.Post, "/SIGN-IN/"));
    }

    [Fact]
    public async Task The_sixth_code_of_a_minute_is_told_to_wait_on_whichever_page_it_is_tried()
    {
        await using var portal = await HttpPortal.StartAsync();
        var token = (await portal.PasswordOkAsync(Totp.NewSeed())).Token;
        await AssertLimitAsync(RequestRate.CodesPerMinute, () => portal.SendAsync(HttpMethod.Post, "/sign-in/code", token));
        AssertRefused(await portal.SendAsync(HttpMethod.Post, "/sign-in/recovery", token));
    }

    [Fact]
    public async Task Pages_are_limited_by_user_and_files_of_the_pages_are_not()
    {
        await using var portal = await HttpPortal.StartAsync();
        var token = (await portal.SignedInAsync()).Token;
        await AssertLimitAsync(RequestRate.PagesPerMinute, () => portal.SendAsync(HttpMethod.Get, "/nothing-here", token));
        Assert.Equal(HttpStatusCode.OK, (await portal.SendAsync(HttpMethod.Get, "/images/mark.svg", token)).StatusCode);
        // Another visitor from the same address has a count of their own.
        Assert.NotEqual(HttpStatusCode.TooManyRequests, (await portal.SendAsync(HttpMethod.Get, "/sign-in")).StatusCode);
    }

    [Fact]
    public async Task Negotiations_are_limited_by_address()
    {
        await using var portal = await HttpPortal.StartAsync();
        var token = (await portal.SignedInAsync()).Token;
        await AssertLimitAsync(RequestRate.NegotiationsPerMinute, () => portal.SendAsync(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1", token));
    }

    [Fact]
    public async Task Exports_are_limited_by_user()
    {
        await using var portal = await HttpPortal.StartAsync();
        var token = (await portal.SignedInAsync()).Token;
        await AssertLimitAsync(RequestRate.ExportsPerHour, () => portal.SendAsync(HttpMethod.Get, $"/campaigns/{Guid.NewGuid()}/people.csv", token));
    }

    [Fact]
    public async Task Uploads_are_limited_by_user_and_the_answer_fits_the_script_that_asks()
    {
        await using var portal = await HttpPortal.StartAsync();
        var token = (await portal.SignedInAsync()).Token;
        await AssertLimitAsync(RequestRate.UploadsPerHour, () => portal.SendAsync(HttpMethod.Post, Upload, token));
        var request = new HttpRequestMessage(HttpMethod.Post, Upload);
        request.Headers.TryAddWithoutValidation("Cookie", $"__Host-s={token}");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        var answer = await portal.Client.SendAsync(request);
        AssertRefused(answer);
        Assert.StartsWith("""{"message":"That is more often""", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_third_upload_of_an_enterprise_waits_until_one_of_two_is_done()
    {
        await using var portal = await HttpPortal.StartAsync();
        var token = (await portal.SignedInAsync()).Token;
        using var first = await HalfAnUploadAsync(portal, token);
        using var second = await HalfAnUploadAsync(portal, token);
        await Eventually.TrueAsync(() => Task.FromResult(portal.Get<CircuitConnections>().List().Count == RequestRate.UploadsAtOnce), "The uploads never arrived.");
        AssertRefused(await portal.SendAsync(HttpMethod.Post, Upload, token));
        first.Close();
        await Eventually.TrueAsync(() => Task.FromResult(portal.Get<CircuitConnections>().List().Count == 1), "The upload that was given up still counts.");
        Assert.Equal(HttpStatusCode.BadRequest, (await portal.SendAsync(HttpMethod.Post, Upload, token)).StatusCode);
    }

    [Fact]
    public async Task An_upload_ends_with_its_session()
    {
        await using var portal = await HttpPortal.StartAsync();
        var ticket = await portal.SignedInAsync();
        using var upload = await HalfAnUploadAsync(portal, ticket.Token);
        await Eventually.TrueAsync(() => Task.FromResult(portal.Get<CircuitConnections>().List().Count == 1), "The upload never arrived.");
        var session = await portal.Get<Sessions>().FindAsync(ticket.Token, CancellationToken.None);
        await portal.Get<Sessions>().EndOwnAsync(session!.ToActor(null), ticket.Id, "sign-out", CancellationToken.None);
        Assert.Equal(0, await ReadAsync(upload));
    }

    // What the portal says before it cuts the connection does not matter, only that it does.
    private static async Task<int> ReadAsync(TcpClient client)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            return await client.GetStream().ReadAsync(new byte[1024], patience.Token);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    // The head of a file that goes on arriving.
    private static async Task<TcpClient> HalfAnUploadAsync(HttpPortal portal, string token)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, portal.Address.Port);
        var request = $"POST {Upload} HTTP/1.1\r\nHost: {portal.Address.Authority}\r\nCookie: __Host-s={token}\r\n"
            + "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 100000\r\n\r\n--b\r\n";
        await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(request));
        return client;
    }

    private static async Task AssertLimitAsync(int permits, Func<Task<HttpResponseMessage>> send)
    {
        for (var i = 0; i < permits; i++)
            Assert.NotEqual(HttpStatusCode.TooManyRequests, (await send()).StatusCode);
        AssertRefused(await send());
    }

    private static void AssertRefused(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.InRange(int.Parse(Assert.Single(answer.Headers.GetValues("Retry-After")), CultureInfo.InvariantCulture), 1, 3600);
    }
}
