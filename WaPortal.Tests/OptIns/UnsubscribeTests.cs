using System.Net;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Unsubscribing;
using WaPortal.Core.Tenancy;
using WaPortal.Tests.Access;
using Xunit;

namespace WaPortal.Tests.OptIns;

/// <summary>The page behind the links in messages, as strangers meet it.</summary>
public sealed class UnsubscribeTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly string[] Open = ["--Unsubscribe:Address", "http://localhost"];

    [Fact]
    public async Task A_link_opens_from_anywhere_and_only_a_tap_changes_anything()
    {
        await using var portal = await HttpPortal.StartAsync(Open);
        var scene = await Scene.StartAsync(portal);
        await portal.AllowOnlyAsync("203.0.113.0/24");

        using var shown = await portal.Client.GetAsync(scene.Link);
        var page = await shown.Content.ReadAsStringAsync(None);
        Assert.Equal(HttpStatusCode.OK, shown.StatusCode);
        Assert.Contains("WhatsApp messages from Casa &lt;Alba&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.Equal("no-store", shown.Headers.CacheControl?.ToString());
        Assert.False(shown.Headers.Contains("Set-Cookie"));
        Assert.Empty(await scene.ClosedAsync());

        using var offers = await scene.TapAsync("offers");
        Assert.Contains("no more offers and news", await offers.Content.ReadAsStringAsync(None), StringComparison.Ordinal);
        Assert.Equal([ConsentPurpose.Marketing], await scene.ClosedAsync());
        await scene.TapAsync("offers");
        Assert.Equal(2, (await scene.HistoryAsync()).Entries.Count);

        using var all = await scene.TapAsync("everything");
        Assert.DoesNotContain("<form", await all.Content.ReadAsStringAsync(None), StringComparison.Ordinal);
        Assert.Equal(3, (await scene.ClosedAsync()).Count);
        Assert.Equal(HttpStatusCode.Forbidden, (await portal.Client.GetAsync("/sign-in")).StatusCode);
    }

    [Fact]
    public async Task Who_agreed_anew_can_use_the_same_link_again()
    {
        await using var portal = await HttpPortal.StartAsync(Open);
        var scene = await Scene.StartAsync(portal);
        await scene.TapAsync("everything");
        await scene.AgreeAsync(TimeProvider.System.GetUtcNow().AddMinutes(1));
        Assert.DoesNotContain(ConsentPurpose.Marketing, await scene.ClosedAsync());
        await scene.TapAsync("everything");
        Assert.Contains((await scene.HistoryAsync()).States, s => s is { Purpose: ConsentPurpose.Marketing, Choice: ConsentChoice.OptedOut });
    }

    [Fact]
    public async Task Many_taps_at_once_are_one_entry()
    {
        await using var portal = await HttpPortal.StartAsync(Open);
        var scene = await Scene.StartAsync(portal);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => scene.TapAsync("everything")));
        Assert.Equal(2, (await scene.HistoryAsync()).Entries.Count);
    }

    [Theory]
    [InlineData("de-CH,en;q=0.5", "lang=\"de\"")]
    [InlineData("xx, ar;q=0.4", "dir=\"rtl\"")]
    [InlineData("hi;q=0, es", "lang=\"es\"")]
    [InlineData("", "lang=\"en\"")]
    [InlineData("\"<script>", "lang=\"en\"")]
    public async Task The_page_speaks_the_visitors_language(string accept, string expected)
    {
        await using var portal = await HttpPortal.StartAsync(Open);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/u/nothing");
        request.Headers.TryAddWithoutValidation("Accept-Language", accept);
        using var answer = await portal.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains(expected, await answer.Content.ReadAsStringAsync(None), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_that_was_made_up_changed_or_cut_does_nothing()
    {
        await using var portal = await HttpPortal.StartAsync(Open);
        var scene = await Scene.StartAsync(portal);
        var token = scene.Link["/u/".Length..];
        var other = (await portal.Get<CreateTenant>().RunAsync("other", "Other", "Europe/London", "GB", ["en_GB"], None)).Tenant!.Id;
        var foreign = UnsubscribeLinks.Token(await portal.Get<TenantKeys>().GetAsync(other, None), Guid.NewGuid(), scene.PhoneId);
        var mixed = Base64(scene.Tenant.Value.ToByteArray(bigEndian: true), Bytes(foreign)[16..]);
        var links = new List<string> { "x", "AAAA", token[..^2], token + "AA", token[..22], new('A', 150), new('A', 5000), mixed, "%2e%2e/sign-in", token.Replace(token[40], token[40] == 'A' ? 'B' : 'A') };
        foreach (var link in links)
        {
            using var form = new FormUrlEncodedContent([new("what", "everything")]);
            using var answer = await portal.Client.PostAsync("/u/" + link, form);
            Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed, HttpStatusCode.BadRequest });
        }

        Assert.Empty(await scene.ClosedAsync());
    }

    [Fact]
    public async Task A_bit_of_a_link_changed_anywhere_makes_it_invalid()
    {
        await using var portal = await HttpPortal.StartAsync(Open);
        var scene = await Scene.StartAsync(portal);
        var bytes = Bytes(scene.Link["/u/".Length..]);
        var unsubscribe = portal.Get<Unsubscribe>();
        for (var i = 0; i < bytes.Length; i++)
        {
            var changed = (byte[])bytes.Clone();
            changed[i] ^= 1;
            Assert.Null(await unsubscribe.FindAsync(Base64(changed), None));
        }

        Assert.NotNull(await unsubscribe.FindAsync(Base64(bytes), None));
    }

    [Fact]
    public async Task Without_the_setting_there_is_no_such_page()
    {
        await using var portal = await HttpPortal.StartAsync();
        var scene = await Scene.StartAsync(portal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await portal.Client.GetAsync(scene.Link)).StatusCode);
        await portal.AllowOnlyAsync("203.0.113.0/24");
        Assert.Equal(HttpStatusCode.Forbidden, (await portal.Client.GetAsync(scene.Link)).StatusCode);
    }

    [Fact]
    public async Task More_than_thirty_a_minute_from_one_address_have_to_wait()
    {
        await using var portal = await HttpPortal.StartAsync(Open);
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 31; i++)
            answers.Add((await portal.Client.GetAsync("/u/nothing")).StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, answers[^1]);
        Assert.All(answers.SkipLast(1), a => Assert.Equal(HttpStatusCode.NotFound, a));
    }

    private static byte[] Bytes(string token) => System.Buffers.Text.Base64Url.DecodeFromChars(token);

    private static string Base64(params byte[][] parts) => System.Buffers.Text.Base64Url.EncodeToString([.. parts.SelectMany(p => p)]);

    private sealed record Scene(HttpPortal Portal, TenantId Tenant, byte[] PhoneId, string Link)
    {
        private const string Number = "+447700900123";

        public static async Task<Scene> StartAsync(HttpPortal portal)
        {
            var tenant = (await portal.Get<CreateTenant>().RunAsync("casa-alba", "Casa <Alba>", "Europe/London", "GB", ["en_GB"], None)).Tenant!.Id;
            var keys = await portal.Get<TenantKeys>().GetAsync(tenant, None);
            var scene = new Scene(portal, tenant, keys.PhoneId(Number), "/u/" + UnsubscribeLinks.Token(keys, Guid.NewGuid(), keys.PhoneId(Number)));
            await scene.AgreeAsync(TimeProvider.System.GetUtcNow().AddDays(-1));
            return scene;
        }

        public Task AgreeAsync(DateTimeOffset at) => Portal.Get<PortalDatabase>().WriteAsync(
            Tenant,
            (db, t) => (Task)Portal.Get<ConsentLedger>().AppendAsync(
                db, [new ConsentEvent(PhoneId, ConsentAction.OptIn, [ConsentPurpose.Marketing], new ConsentEvidence(Number, at, "import", "form", null, null, null), "test")], t),
            None);

        public async Task<HttpResponseMessage> TapAsync(string what)
        {
            using var form = new FormUrlEncodedContent([new("what", what)]);
            var answer = await Portal.Client.PostAsync(Link, form);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            return answer;
        }

        public async Task<ConsentHistory> HistoryAsync() => (await Portal.Get<LedgerQuery>().HistoryAsync(Actor.Job(Tenant, "test"), Number, None))!;

        public async Task<List<ConsentPurpose>> ClosedAsync() => [.. (await HistoryAsync()).States.Where(s => s.Choice == ConsentChoice.OptedOut).Select(s => s.Purpose)];
    }
}
