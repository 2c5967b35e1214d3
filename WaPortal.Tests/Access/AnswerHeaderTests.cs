using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using WaPortal.Core.Access;
using WaPortal.Core.Templates;
using Xunit;

namespace WaPortal.Tests.Access;

/// <summary>What every answer says about itself (ASVS 3.2.1, 3.4, 4.1.1).</summary>
public sealed partial class AnswerHeaderTests
{
    [Fact]
    public async Task Every_answer_carries_the_headers_and_says_what_its_body_is()
    {
        await using var portal = await HttpPortal.StartAsync();
        var token = (await portal.SignedInAsync()).Token;
        (HttpMethod Method, string Path, string? Token)[] requests =
        [
            (HttpMethod.Get, "/sign-in", null), (HttpMethod.Get, "/", token), (HttpMethod.Get, "/nothing-here", token),
            (HttpMethod.Get, "/css/tokens.css", null), (HttpMethod.Get, "/js/portal.js", null),
            (HttpMethod.Post, "/sign-out", null), (HttpMethod.Post, "/opt-in-lists/imports/upload", null),
            (HttpMethod.Get, "/_blazor", token), (HttpMethod.Post, "/_blazor/negotiate", token),
            (HttpMethod.Get, $"/webhooks/whatsapp/{Guid.NewGuid()}", null), (HttpMethod.Trace, "/", null),
        ];
        foreach (var (method, path, session) in requests)
        {
            using var answer = await portal.SendAsync(method, path, session);
            Assert.Equal(method == HttpMethod.Trace, answer.StatusCode == HttpStatusCode.MethodNotAllowed);
            await AssertHeadersAsync(answer, $"{method} {path}");
        }

        using var page = await portal.SendAsync(HttpMethod.Get, "/", token);
        await portal.AllowOnlyAsync("203.0.113.0/24");
        using var refused = await portal.SendAsync(HttpMethod.Get, "/", token);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        await AssertHeadersAsync(refused, "a denied address");
        Assert.True(page.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task So_does_every_endpoint_there_is_and_every_folder_that_lists_nothing()
    {
        await using var portal = await HttpPortal.StartAsync();
        var token = (await portal.SignedInAsync()).Token;
        var paths = portal.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(e => "/" + Parameter().Replace(e.RoutePattern.RawText ?? "", Guid.Empty.ToString()).TrimStart('/')).Distinct()
            .Concat(["/css", "/css/", "/js/", "/fonts/", "/_content/", "/_framework/", "/webhooks/", "/.git/config", "/appsettings.json", "/data/keys/master.key"]).ToList();
        Assert.True(paths.Count > 100, $"Only {paths.Count} addresses were found: the list of endpoints is not read rightly.");
        foreach (var path in paths)
        {
            using var answer = await portal.SendAsync(HttpMethod.Get, path, token);
            await AssertHeadersAsync(answer, path);
            // The framework's own answer about its start scripts is no folder.
            Assert.True(!path.EndsWith('/') || path is "/" or "/_blazor/initializers/" || answer.StatusCode != HttpStatusCode.OK, $"{path} lists something");
        }
    }

    [Fact]
    public async Task A_body_is_no_longer_than_its_endpoint_needs()
    {
        await using var portal = await HttpPortal.StartAsync();
        await portal.SignedInAsync(); // before the set-up there is no sign-in
        using var page = await portal.SendAsync(HttpMethod.Get, "/sign-in");
        var cookie = Assert.Single(page.Headers.GetValues("Set-Cookie"), c => c.StartsWith("__Host-af=", StringComparison.Ordinal)).Split(';')[0];
        var field = AntiforgeryField().Match(await page.Content.ReadAsStringAsync()).Groups[1].Value;
        using var taken = await PostAsync(1024);
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        using var answer = await PostAsync(2 * 1024 * 1024);
        // The antiforgery check is the first to read the form: a body that is too long has no token for it.
        Assert.Contains(answer.StatusCode, (HttpStatusCode[])[HttpStatusCode.BadRequest, HttpStatusCode.RequestEntityTooLarge]);
        await AssertHeadersAsync(answer, "a form that is too long");
        Assert.DoesNotContain("Exception", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        Task<HttpResponseMessage> PostAsync(int length)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/sign-in")
            {
                Content = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["_handler"] = "sign-in",
                    ["__RequestVerificationToken"] = field,
                    ["Input.EnterpriseId"] = new string('a', length),
                    ["Input.Email"] = "a@example.com",
                    ["Input.Password"] = "b",
                }),
            };
            request.Headers.TryAddWithoutValidation("Cookie", cookie);
            return portal.Client.SendAsync(request);
        }
    }

    [Fact]
    public async Task A_sample_file_is_a_download_under_a_name_of_ours()
    {
        await using var portal = await HttpPortal.StartAsync();
        var token = (await portal.SignedInAsync()).Token;
        var actor = (await portal.Get<Sessions>().FindAsync(token, CancellationToken.None))!.ToActor(null);
        byte[] png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0];
        var stored = Assert.IsType<SampleUpload.Stored>(await portal.Get<SampleMediaStore>().StoreAsync(
            actor, HeaderKind.Image, "\"; filename=\"evil.html.png", new MemoryStream(png), CancellationToken.None));

        using var answer = await portal.SendAsync(HttpMethod.Get, $"/templates/samples/{stored.Media.Id.Value}", token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("image/png", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal($"sample-{stored.Media.Id.Value:N}.png", answer.Content.Headers.ContentDisposition.FileName);
        await AssertHeadersAsync(answer, "sample");
    }

    [Fact]
    public async Task Log_lines_say_when_in_utc_and_stay_one_line()
    {
        await using var portal = await HttpPortal.StartAsync();
        var console = portal.App.Services.GetRequiredService<IOptionsMonitor<SimpleConsoleFormatterOptions>>().CurrentValue;
        Assert.True(console.UseUtcTimestamp);
        Assert.True(console.SingleLine);
        Assert.EndsWith("Z ", TimeProvider.System.GetUtcNow().ToString(console.TimestampFormat!, System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    private static async Task AssertHeadersAsync(HttpResponseMessage answer, string what)
    {
        Assert.True(Header(answer, "Strict-Transport-Security") == "max-age=31536000; includeSubDomains", what);
        Assert.True(Header(answer, "X-Content-Type-Options") == "nosniff", what);
        Assert.True(Header(answer, "Referrer-Policy") == "no-referrer", what);
        Assert.True(Header(answer, "Cross-Origin-Opener-Policy") == "same-origin", what);
        Assert.True(Header(answer, "Cross-Origin-Resource-Policy") == "same-origin", what);
        Assert.False(answer.Headers.Contains("Server"), what);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"), what);
        var policy = Header(answer, "Content-Security-Policy");
        foreach (var directive in (string[])["default-src 'none'", "script-src 'self';", "object-src 'none'", "base-uri 'self'", "frame-ancestors 'none'", "form-action 'self'"])
            Assert.True(policy?.Contains(directive, StringComparison.Ordinal), $"{what}: {directive}");
        Assert.NotNull(Header(answer, "Cache-Control"));

        if ((await answer.Content.ReadAsByteArrayAsync()).Length == 0)
            return;
        var type = answer.Content.Headers.ContentType;
        Assert.True(type is not null, $"{what}: a body without a type");
        if (type.MediaType!.StartsWith("text/", StringComparison.Ordinal))
            Assert.True("utf-8".Equals(type.CharSet, StringComparison.OrdinalIgnoreCase), $"{what}: {type}");
    }

    private static string? Header(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex AntiforgeryField();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
