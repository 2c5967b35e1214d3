using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.OptIns;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.OptIns.Pages;

public sealed class LedgerPageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_number_is_shown_in_full_only_on_request_and_the_request_is_written_down()
    {
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite);
        await portal.ImportAsync(await File.ReadAllTextAsync(ImportFixtures.Path("05_some_invalid.csv")));
        await using var context = portal.Renderer(portal.As(PortalRole.ComplianceOfficer), "/compliance/ledger?entry=1");
        var page = context.Render<LedgerPage>();
        page.WaitForAssertion(() => page.Find(".wa-entry"), Patience);
        Assert.DoesNotContain("+447700900201", page.Markup, StringComparison.Ordinal);
        page.FindAll(".wa-entry button").Single(b => b.TextContent.Contains("Show number", StringComparison.Ordinal)).Click();
        page.WaitForAssertion(() => Assert.Contains("+447700900201", page.Markup, StringComparison.Ordinal), Patience);
        Assert.Equal("ledger:1", (await AuditAsync(portal, "number.revealed")).Target);
    }

    [Fact]
    public async Task Somebody_without_the_right_is_offered_no_full_number()
    {
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite);
        await portal.ImportAsync(await File.ReadAllTextAsync(ImportFixtures.Path("05_some_invalid.csv")));
        var officer = portal.As(PortalRole.ComplianceOfficer);
        var reader = officer with { Rights = officer.Rights.Where(r => r != Right.UnmaskNumbers).ToHashSet() };
        await using var context = portal.Renderer(reader, "/compliance/ledger?entry=1");
        var page = context.Render<LedgerPage>();
        page.WaitForAssertion(() => page.Find(".wa-entry"), Patience);
        Assert.DoesNotContain("Show number", page.Markup, StringComparison.Ordinal);
        await Assert.ThrowsAsync<AccessDeniedException>(() => portal.Get<RevealNumber>().RunAsync(reader, 1, CancellationToken.None));
    }

    [Fact]
    public async Task After_a_hundred_numbers_in_an_hour_no_more_are_shown()
    {
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite);
        await portal.ImportAsync(await File.ReadAllTextAsync(ImportFixtures.Path("05_some_invalid.csv")));
        var officer = portal.As(PortalRole.ComplianceOfficer);
        var reveal = portal.Get<RevealNumber>();
        for (var i = 0; i < RevealNumber.MostInAnHour; i++)
            Assert.Equal("+447700900201", (await reveal.RunAsync(officer, 1, CancellationToken.None)).Number);
        Assert.Equal(new RevealedNumber(null, IsTooOften: true), await reveal.RunAsync(officer, 1, CancellationToken.None));
        Assert.Equal("+447700900201", (await reveal.RunAsync(portal.As(PortalRole.ComplianceOfficer), 1, CancellationToken.None)).Number);
        await using (var context = portal.Renderer(officer, "/compliance/ledger?entry=1"))
        {
            var page = context.Render<LedgerPage>();
            page.WaitForAssertion(() => page.Find(".wa-entry button[title]"), Patience);
            page.Find(".wa-entry button[title]").Click();
            page.WaitForAssertion(() => Assert.Contains("100 numbers within an hour", page.Markup, StringComparison.Ordinal), Patience);
        }

        portal.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal("+447700900201", (await reveal.RunAsync(officer, 1, CancellationToken.None)).Number);
    }

    [Fact]
    public async Task A_search_by_number_leads_to_the_person_and_never_puts_the_number_into_the_address()
    {
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite);
        await portal.ImportAsync(await File.ReadAllTextAsync(ImportFixtures.Path("05_some_invalid.csv")));
        await using var context = portal.Renderer(portal.As(PortalRole.ComplianceOfficer), "/compliance/ledger");
        var page = context.Render<LedgerPage>();
        page.WaitForAssertion(() => page.Find("input[type=search]"), Patience);
        page.Find("input[type=search]").Change("07700 900201");
        var navigation = context.Services.GetRequiredService<NavigationManager>();
        page.WaitForAssertion(() => Assert.Contains("?person=", navigation.Uri, StringComparison.Ordinal), Patience);
        Assert.DoesNotContain("900201", navigation.Uri, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.Single(page.FindAll(".wa-rows-ledger tbody tr")), Patience);
        page.Find("input[type=search]").Change("+44 20 7946 0000");
        page.WaitForAssertion(() => Assert.Contains("knows nothing about this number", page.Markup, StringComparison.Ordinal), Patience);
    }

    [Fact]
    public async Task A_verification_shows_its_result_and_stays_shown()
    {
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite);
        await portal.ImportAsync(await File.ReadAllTextAsync(ImportFixtures.Path("05_some_invalid.csv")));
        await using var context = portal.Renderer(portal.As(PortalRole.ComplianceOfficer), "/compliance/ledger");
        var page = context.Render<LedgerPage>();
        page.WaitForAssertion(() => Assert.Contains("Not verified yet", page.Markup, StringComparison.Ordinal), Patience);
        page.FindAll("button").Single(b => b.TextContent.Contains("Verify now", StringComparison.Ordinal)).Click();
        page.WaitForAssertion(() => Assert.Contains("Chain verified", page.Markup, StringComparison.Ordinal), Patience);
        Assert.Equal("ok", (await AuditAsync(portal, "ledger.verified")).Result);
    }

    private static Task<AuditEvent> AuditAsync(TestPortal portal, string name) => portal.Database.ReadAsync(
        portal.TenantId, (db, t) => db.Set<AuditEvent>().SingleAsync(e => e.Event == name, t), CancellationToken.None);
}
