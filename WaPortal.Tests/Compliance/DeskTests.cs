using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using WaPortal.Compliance.Desk;
using WaPortal.Core.Access;
using WaPortal.Core.Compliance;
using WaPortal.Core.Compliance.Alerts;
using WaPortal.Core.Compliance.Requests;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Ledger.Flow;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Data;
using WaPortal.Tests.Delivery;
using WaPortal.Tests.OptIns;
using WaPortal.Tests.OptIns.Pages;
using Xunit;

namespace WaPortal.Tests.Compliance;

public sealed class DeskTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, Engines]
    public async Task The_chart_is_the_same_before_and_after_entries_are_counted_and_follows_the_zone(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var officer = portal.As(PortalRole.ComplianceOfficer);
        // 23:30 on the 20th in London, the 21st in Kolkata, whose days begin at half past.
        portal.Clock.Advance(TimeSpan.FromHours(14.5));
        await portal.ImportAsync(ImportFlow.Header + ImportFlow.Rows(1, 5));
        await portal.Get<ConsentCounting>().RunAsync(portal.TenantId, None);
        portal.Clock.Advance(TimeSpan.FromHours(1));
        await portal.Get<RecordOptOut>().RunAsync(portal.Marketer, "+447700000001", null, "Called", None);
        await portal.Get<RecordOptOut>().RunAsync(portal.Marketer, "+447700000002", ConsentPurpose.Utility, "Called", None);
        var london = await FlowAsync("Europe/London");
        Assert.Equal([(20, 5L, 0L), (21, 0L, 1L)], london.Select(p => (p.From.Day, p.AllIn, p.AllOut)));
        Assert.Equal((5L, 1L), (london[0].In[ConsentOrigin.Import], london[1].Out[ConsentOrigin.Other]));
        Assert.Equal([(20, 0L, 0L), (21, 5L, 1L)], (await FlowAsync("Asia/Kolkata")).Select(p => (p.From.Day, p.AllIn, p.AllOut)));

        await portal.Get<ConsentCounting>().RunAsync(portal.TenantId, None);
        await portal.Get<ConsentCounting>().RunAsync(portal.TenantId, None);
        Assert.Equal(london.Select(p => (p.From, p.AllIn, p.AllOut)), (await FlowAsync("Europe/London")).Select(p => (p.From, p.AllIn, p.AllOut)));
        Assert.Equal(0, (await portal.Get<ConsentFlowQuery>().RunAsync(officer, ConsentPurpose.Utility, FlowUnit.Week, 2, TimeZoneInfo.Utc, None)).Sum(p => p.AllIn));
        Assert.Equal((5L, 1L), (await portal.Get<ConsentFlowQuery>().RunAsync(officer, ConsentPurpose.Marketing, FlowUnit.Month, 1, TimeZoneInfo.Utc, None)).Select(p => (p.AllIn, p.AllOut)).Single());

        Task<IReadOnlyList<FlowPeriod>> FlowAsync(string zone) =>
            portal.Get<ConsentFlowQuery>().RunAsync(officer, ConsentPurpose.Marketing, FlowUnit.Day, 2, TimeZoneInfo.FindSystemTimeZoneById(zone), None);
    }

    [Theory, Engines]
    public async Task A_burst_of_opt_outs_after_a_campaign_is_told_in_relation_to_what_arrived(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        var portal = scene.Portal;
        await scene.OptInAsync(10);
        var order = await scene.OrderAsync(10);
        await scene.DispatchAsync(5);
        foreach (var message in await scene.MessagesAsync(order))
            await scene.StatusAsync(scene.Status(message, MessageStatus.Delivered));
        portal.Clock.Advance(TimeSpan.FromHours(1));
        await scene.OptOutAsync(0, 1, 2);
        var officer = portal.As(PortalRole.ComplianceOfficer);
        Assert.DoesNotContain(await AlertsAsync(portal), a => a.Kind == AlertKind.OptOutBurst);
        Assert.Empty(await portal.Get<ComplianceAlerts>().ChooseAsync(officer, new ComplianceChoices(BurstPerMille: 200, BurstLeast: 3), None));
        var burst = Assert.Single(await AlertsAsync(portal), a => a.Kind == AlertKind.OptOutBurst);
        Assert.Equal((3L, 10L, order.Value.ToString()), (burst.Count, burst.Whole, burst.Key));
        await portal.Get<ComplianceAlerts>().ChooseAsync(officer, new ComplianceChoices(BurstPerMille: 400, BurstLeast: 3), None);
        Assert.DoesNotContain(await AlertsAsync(portal), a => a.Kind == AlertKind.OptOutBurst);
        Assert.NotEmpty(await portal.Get<ComplianceAlerts>().ChooseAsync(officer, new ComplianceChoices(RequestMonths: 0), None));
    }

    [Theory, Engines]
    public async Task An_alert_stays_done_while_it_stays_so_and_comes_back_when_it_is_so_again(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var officer = await portal.SignedInAsync(PortalRole.ComplianceOfficer);
        var alerts = portal.Get<ComplianceAlerts>();
        var wording = await WordingTests.PublishAsync(portal, "WEB-1", ConsentPurpose.Marketing);
        await portal.ImportAsync(ImportFlow.Header + ImportFlow.Rows(1, 1, when: "2024-05-01T10:00:00Z") + "+447700000009,Ada,yes,,form\n");
        var request = await ErasureTests.ReadyRequestAsync(portal, officer, RequestKind.Access);
        portal.Clock.Advance(TimeSpan.FromDays(25));
        var all = await AlertsAsync(portal);
        Assert.Equal(
            [AlertKind.RequestDue, AlertKind.Quarantine, AlertKind.WordingIncomplete, AlertKind.LedgerUnverified, AlertKind.OldConsent], all.Select(a => a.Kind));
        Assert.Equal((request.Value.ToString(), wording.Value.ToString()), (all[0].Key, all[2].Key));

        Assert.False(await alerts.MoveAsync(officer, all[2].Id, AlertState.Done, " ", None));
        Assert.True(await alerts.MoveAsync(officer, all[2].Id, AlertState.Done, "New form is on its way", None));
        Assert.True(await alerts.MoveAsync(officer, all[1].Id, AlertState.Seen, null, None));
        Assert.Equal([AlertState.Open, AlertState.Open, AlertState.Open, AlertState.Seen], (await AlertsAsync(portal)).Select(a => a.State));
        await portal.Get<HandleRequests>().CloseAsync(officer, request, true, "Wrote again", None);
        await portal.Get<VerifyLedger>().RunAsync(officer, null, None);
        Assert.Equal([AlertKind.OldConsent, AlertKind.Quarantine], (await AlertsAsync(portal)).Select(a => a.Kind));
        portal.Clock.Advance(TimeSpan.FromDays(40));
        Assert.Contains(await AlertsAsync(portal), a => a is { Kind: AlertKind.LedgerUnverified, State: AlertState.Open });
        Assert.Equal(2, (await portal.Get<ComplianceAlerts>().DoneAsync(officer, None)).Count);
        Assert.Single(await portal.Get<OldConsentsQuery>().RunAsync(officer, ConsentPurpose.Marketing, portal.Clock.GetUtcNow().AddMonths(-24), null, 10, None));
    }

    [Theory, Engines]
    public async Task A_person_is_found_by_number_and_by_name_and_stays_masked(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        await portal.ImportAsync(ImportFlow.Header + ImportFlow.Rows(1, 12));
        var officer = portal.As(PortalRole.ComplianceOfficer);
        var search = portal.Get<PersonSearch>();
        var one = Assert.Single(await search.RunAsync(officer, "07700 000003", None));
        Assert.Equal(("Person 3", ConsentChoice.OptedIn), (one.Name, one.Marketing));
        Assert.DoesNotContain("0003", one.Phone!.Replace(" ", "", StringComparison.Ordinal)[..^4], StringComparison.Ordinal);
        Assert.Contains("•", one.Phone, StringComparison.Ordinal);
        Assert.Equal(["Person 1", "Person 10", "Person 11", "Person 12"], (await search.RunAsync(officer, "person 1", None)).Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Empty(await search.RunAsync(officer, "nobody", None));
        await Assert.ThrowsAsync<AccessDeniedException>(() => search.RunAsync(portal.Marketer, "person", None));
    }

    [Fact]
    public async Task The_desk_shows_what_needs_somebody_and_leads_from_a_number_to_the_person()
    {
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite);
        await WordingTests.PublishAsync(portal, "WEB-1", ConsentPurpose.Marketing);
        await portal.ImportAsync(ImportFlow.Header + ImportFlow.Rows(1, 3));
        await AlertsAsync(portal);
        await using var context = portal.Renderer(portal.As(PortalRole.ComplianceOfficer), "/compliance");
        var page = context.Render<DeskPage>();
        page.WaitForAssertion(() => Assert.Contains("WEB-1 is in use without 4 required elements", page.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(20));
        Assert.Contains("3 opt-ins", page.Markup, StringComparison.Ordinal);
        page.Find("input[type=search]").Change("+44 7700 000002");
        var navigation = context.Services.GetRequiredService<NavigationManager>();
        page.WaitForAssertion(() => Assert.Contains("/compliance/people/", navigation.Uri, StringComparison.Ordinal), TimeSpan.FromSeconds(20));
        Assert.DoesNotContain("000002", navigation.Uri, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<ComplianceAlert>> AlertsAsync(TestPortal portal)
    {
        await portal.Get<WatchCompliance>().RunAsync(portal.TenantId, None);
        return await portal.Get<ComplianceAlerts>().ListAsync(portal.As(PortalRole.ComplianceOfficer), None);
    }
}
