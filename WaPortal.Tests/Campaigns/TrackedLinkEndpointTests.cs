using System.Net;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.Delivery.Clicks;
using WaPortal.Core.Tenancy;
using WaPortal.Tests.Access;
using Xunit;

namespace WaPortal.Tests.Campaigns;

/// <summary>Tracked links as whoever taps them, and what else fetches them, meets them.</summary>
public sealed class TrackedLinkEndpointTests
{
    private const string Target = "https://shop.example/lamps?a=b#top";
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly string[] Open = ["--Unsubscribe:Address", "http://localhost"];

    [Fact]
    public async Task A_link_leads_on_from_anywhere_and_is_counted_without_a_trace_of_who_asked()
    {
        await using var portal = await HttpPortal.StartAsync(Open);
        var scene = await Scene.StartAsync(portal);
        await portal.AllowOnlyAsync("203.0.113.0/24");
        using var answer = await scene.AskAsync(HttpMethod.Get, ("Cookie", "__Host-s=x"), ("Referer", "https://elsewhere.example/"));
        Assert.Equal((HttpStatusCode.Redirect, Target), (answer.StatusCode, answer.Headers.Location?.OriginalString));
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        Assert.Equal("no-referrer", string.Join('|', answer.Headers.GetValues("Referrer-Policy")));
        Assert.Equal("noindex, nofollow", string.Join('|', answer.Headers.GetValues("X-Robots-Tag")));
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        Assert.Equal((1, 1), await scene.ClicksAsync());
        (await scene.AskAsync(HttpMethod.Get)).Dispose();
        Assert.Equal((1, 2), await scene.ClicksAsync());
        Assert.Equal(HttpStatusCode.Forbidden, (await portal.Client.GetAsync("/sign-in")).StatusCode);
    }

    [Theory]
    [InlineData("HEAD", null, null)]
    [InlineData("GET", "User-Agent", "WhatsApp/2.24.1 A")]
    [InlineData("GET", "User-Agent", "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)")]
    [InlineData("GET", "Purpose", "prefetch")]
    [InlineData("GET", "Sec-Purpose", "prefetch;prerender")]
    [InlineData("GET", "X-Purpose", "preview")]
    public async Task What_only_looks_is_led_on_and_not_counted(string method, string? header, string? value)
    {
        await using var portal = await HttpPortal.StartAsync(Open);
        var scene = await Scene.StartAsync(portal);
        using var answer = await scene.AskAsync(new HttpMethod(method), header is null ? [] : [(header, value!)]);
        Assert.Equal((HttpStatusCode.Redirect, Target), (answer.StatusCode, answer.Headers.Location?.OriginalString));
        Assert.Equal((0, 0), await scene.ClicksAsync());
    }

    [Fact]
    public async Task What_is_no_link_of_ours_leads_nowhere_and_says_so_in_the_visitors_language()
    {
        await using var portal = await HttpPortal.StartAsync(Open);
        var scene = await Scene.StartAsync(portal);
        var changed = scene.Link[..^1] + (scene.Link[^1] == 'A' ? 'B' : 'A');
        foreach (var link in new[] { changed, "/r/x", "/r/" + new string('A', TrackedLinks.TokenLength), "/r/https:%2f%2felsewhere.example", scene.Link + "A" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, link);
            request.Headers.TryAddWithoutValidation("Accept-Language", "de");
            using var answer = await portal.Client.SendAsync(request);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Null(answer.Headers.Location);
            var page = await answer.Content.ReadAsStringAsync(None);
            Assert.Contains("lang=\"de\"", page, StringComparison.Ordinal);
            Assert.Contains("Dieser Link funktioniert nicht mehr.", page, StringComparison.Ordinal);
        }

        using var posted = await portal.Client.PostAsync(scene.Link, null);
        Assert.NotEqual(HttpStatusCode.Redirect, posted.StatusCode);
        Assert.Equal((0, 0), await scene.ClicksAsync());
    }

    [Fact]
    public async Task Without_a_public_address_there_are_no_links()
    {
        await using var portal = await HttpPortal.StartAsync();
        var scene = await Scene.StartAsync(portal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await portal.Client.GetAsync(scene.Link)).StatusCode);
    }

    [Fact]
    public async Task Many_phones_behind_one_address_are_led_on()
    {
        await using var portal = await HttpPortal.StartAsync(Open);
        var scene = await Scene.StartAsync(portal);
        for (var i = 0; i < 320; i++)
        {
            using var answer = await portal.Client.GetAsync(scene.Link);
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        }

        Assert.Equal((1, 320), await scene.ClicksAsync());
    }

    private sealed record Scene(HttpPortal Portal, TenantId Tenant, SendOrderId Order, string Link)
    {
        public static async Task<Scene> StartAsync(HttpPortal portal)
        {
            var tenant = (await portal.Get<CreateTenant>().RunAsync("casa-alba", "Casa Alba", "Europe/London", "GB", ["en_GB"], None)).Tenant!.Id;
            var keys = await portal.Get<TenantKeys>().GetAsync(tenant, None);
            var account = await portal.Get<ConnectWhatsApp>().RunAsync(tenant, new WhatsAppAccountDetails("Main", "1001", "3001", "4001", "token", "secret", "verify"), None);
            var (order, message) = (new SendOrderId(Guid.CreateVersion7()), new MessageId(Guid.CreateVersion7()));
            var orders = portal.Get<SendOrders>();
            await portal.Get<PortalDatabase>().WriteAsync(tenant, async (db, t) =>
            {
                var number = SenderNumber.Create(tenant, account, new SenderNumberFacts("2001", "+44 20 7946 0100", "Casa Alba", "TIER_10K", "GREEN", "CONNECTED", 80), TimeProvider.System.GetUtcNow());
                db.Add(number);
                await db.SaveChangesAsync(t);
                await orders.OpenAsync(db, order, number.Id, "Marketing", Guid.NewGuid(), "lamps", t);
                await orders.AddAsync(db, order, [new NewMessage(message, keys.PhoneId("+447700900123"), null, "en_GB", null, SkipReason.NoConsent, null)], t);
                await TrackedLink.KeepAsync(db, order, [("button0.1", Target)], t);
            }, None);
            return new Scene(portal, tenant, order, TrackedLinks.PathPrefix + TrackedLinks.Token(keys, message, TrackedLink.IdOf(order, "button0.1", Target)));
        }

        public async Task<HttpResponseMessage> AskAsync(HttpMethod method, params (string Name, string Value)[] headers)
        {
            using var request = new HttpRequestMessage(method, Link);
            foreach (var (name, value) in headers)
                request.Headers.TryAddWithoutValidation(name, value);
            return await Portal.Client.SendAsync(request);
        }

        public async Task<(int People, long Clicks)> ClicksAsync()
        {
            Assert.True(await Portal.Get<ClickCounter>().FlushAsync(None));
            var counts = await Portal.Get<OrderClicks>().CountAsync(Tenant, Order, None);
            return (counts.People, counts.Links.Sum(l => l.Clicks));
        }
    }
}
