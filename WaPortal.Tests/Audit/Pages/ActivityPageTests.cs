using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using WaPortal.Audit;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Tests.Data;
using WaPortal.Tests.OptIns.Pages;
using Xunit;

namespace WaPortal.Tests.Audit.Pages;

public sealed class ActivityPageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Events_are_told_in_words_and_lead_to_their_target()
    {
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite);
        var id = Guid.NewGuid();
        await portal.Get<AuditTrail>().RecordAsync(portal.Marketer with { Name = "Omar <b>Haddad</b>" }, "campaign.paused", id.ToString(), "ok", "quality fell", CancellationToken.None);
        await using var context = portal.Renderer(portal.As(PortalRole.ComplianceOfficer), "/activity");
        var page = context.Render<ActivityPage>();
        page.WaitForAssertion(() => Assert.Single(page.FindAll("tbody tr")), Patience);
        Assert.Contains("Paused a campaign", page.Markup, StringComparison.Ordinal);
        Assert.Contains("quality fell", page.Markup, StringComparison.Ordinal);
        Assert.Equal("Omar <b>Haddad</b>", page.Find("tbody th").TextContent);
        Assert.Equal($"/campaigns/{id}", page.Find("tbody td a").GetAttribute("href"));
        Assert.Equal("/activity/export.csv", page.Find("a[download]").GetAttribute("href"));
    }

    [Fact]
    public async Task Filters_live_in_the_address_and_the_next_page_follows_the_last_event()
    {
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite);
        for (var i = 0; i < 55; i++)
            await portal.Get<AuditTrail>().RecordAsync(portal.Marketer, i % 55 == 0 ? "template.created" : "campaign.created", "x", "ok", null, CancellationToken.None);
        await using var context = portal.Renderer(portal.As(PortalRole.ComplianceOfficer), "/activity");
        var navigation = context.Services.GetRequiredService<NavigationManager>();
        var page = context.Render<ActivityPage>();
        page.WaitForAssertion(() => Assert.Equal(50, page.FindAll("tbody tr").Count), Patience);
        Assert.Equal("/activity?before=6", page.Find(".wa-pager a").GetAttribute("href"));

        page.Find("select[aria-label='Kind of event']").Change(nameof(EventKind.Templates));
        Assert.EndsWith("/activity?kind=Templates", navigation.Uri, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.Single(page.FindAll("tbody tr")), Patience);
        page.Find("select[aria-label='Result']").Change("refused");
        page.WaitForAssertion(() => Assert.Contains("No event matches", page.Markup, StringComparison.Ordinal), Patience);
    }

    [Fact]
    public async Task Verifying_shows_its_result_and_who_asked()
    {
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite);
        await portal.Get<PlatformTrail>().RecordAsync("address.denied", "203.0.113.9", "refused", null, CancellationToken.None);
        await using var context = portal.Renderer(portal.As(PortalRole.PlatformAdmin), "/platform/activity");
        var page = context.Render<PlatformActivityPage>();
        page.WaitForAssertion(() => Assert.Contains("Not verified yet", page.Markup, StringComparison.Ordinal), Patience);
        page.FindAll("button").Single(b => b.TextContent.Contains("Verify now", StringComparison.Ordinal)).Click();
        page.WaitForAssertion(() => Assert.Contains("Chain verified", page.Markup, StringComparison.Ordinal), Patience);
        Assert.Contains("by PlatformAdmin", page.Find(".wa-banner").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_without_the_right_sees_nothing_and_the_try_is_on_record()
    {
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite);
        await using var context = portal.Renderer(portal.Marketer, "/activity?from=2026-01-01");
        var page = context.Render<ActivityPage>();
        page.WaitForAssertion(() => Assert.Contains("Your role does not open this page", page.Markup, StringComparison.Ordinal), Patience);
        page.WaitForAssertion(() =>
        {
            var told = portal.Get<ActivityQuery>().ListAsync(
                portal.As(PortalRole.ComplianceOfficer), ActivityTrail.Enterprise, new ActivityFilter(), null, 10, CancellationToken.None).GetAwaiter().GetResult();
            Assert.Equal(("permission.denied", "/activity", "refused"), (told[0].Event, told[0].Target, told[0].Result));
        }, Patience);
    }
}
