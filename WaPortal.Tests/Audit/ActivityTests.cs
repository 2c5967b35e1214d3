using System.Text;
using WaPortal.Audit;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Tests.Data;
using WaPortal.Tests.Templates;
using Xunit;

namespace WaPortal.Tests.Audit;

public sealed class ActivityTests
{
    [Theory, Engines]
    public async Task Each_filter_lets_its_own_through_and_nothing_else(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var (ann, ben) = (portal.As(PortalRole.Marketer), portal.As(PortalRole.Marketer));
        await AddAsync(portal, ann, "campaign.created", "c-1");
        portal.Clock.Advance(TimeSpan.FromHours(1));
        await AddAsync(portal, ben, "campaign.paused", "c-1", "refused");
        await AddAsync(portal, ben, "template.created", "t-1");
        portal.Clock.Advance(TimeSpan.FromHours(1));
        await AddAsync(portal, Actor.Job(portal.TenantId, "import"), "import.finished", "i-1", "failed");
        var start = portal.Clock.GetUtcNow().AddHours(-2);

        Assert.Equal([4, 3, 2, 1], await SeqsAsync(portal, new ActivityFilter()));
        Assert.Equal([1], await SeqsAsync(portal, new ActivityFilter(Person: ann.UserId)));
        Assert.Equal([4], await SeqsAsync(portal, new ActivityFilter(ByNobody: true)));
        Assert.Equal([2, 1], await SeqsAsync(portal, new ActivityFilter(Kind: EventKind.Campaigns)));
        Assert.Equal([2], await SeqsAsync(portal, new ActivityFilter(Result: "refused")));
        Assert.Equal([2, 1], await SeqsAsync(portal, new ActivityFilter(Target: "c-")));
        Assert.Equal([3, 2], await SeqsAsync(portal, new ActivityFilter(From: start.AddMinutes(1), To: start.AddHours(2))));
        Assert.Equal([2], await SeqsAsync(portal, new ActivityFilter(Kind: EventKind.Campaigns, Person: ben.UserId)));
        Assert.Empty(await SeqsAsync(portal, new ActivityFilter(Target: "%")));
        Assert.Equal([2, 1], (await portal.Get<ActivityQuery>().ListAsync(Officer(portal), ActivityTrail.Enterprise, new ActivityFilter(), 3, 10, CancellationToken.None)).Select(l => l.Seq));
    }

    [Theory, Engines]
    public async Task Each_trail_opens_to_its_own_readers(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var other = await portal.AddTenantAsync("harbour", "Harbour Clinic");
        await AddAsync(portal, portal.Marketer, "campaign.created", "c-1");
        await portal.Get<PlatformTrail>().RecordAsync("address.denied", "203.0.113.9", "refused", null, CancellationToken.None);
        var query = portal.Get<ActivityQuery>();

        Assert.Empty(await query.ListAsync(portal.As(PortalRole.ComplianceOfficer, other.Id), ActivityTrail.Enterprise, new ActivityFilter(), null, 10, CancellationToken.None));
        Assert.Single(await query.ListAsync(portal.As(PortalRole.PlatformAdmin), ActivityTrail.Platform, new ActivityFilter(), null, 10, CancellationToken.None));
        foreach (var (role, trail) in new[] { (PortalRole.Marketer, ActivityTrail.Enterprise), (PortalRole.PlatformAdmin, ActivityTrail.Enterprise), (PortalRole.TenantAdmin, ActivityTrail.Platform) })
        {
            var actor = portal.As(role);
            await Assert.ThrowsAsync<AccessDeniedException>(async () => await query.ListAsync(actor, trail, new ActivityFilter(), null, 10, CancellationToken.None));
            await Assert.ThrowsAsync<AccessDeniedException>(async () => await query.StatusAsync(actor, trail, CancellationToken.None));
            await Assert.ThrowsAsync<AccessDeniedException>(() => portal.Get<ExportActivity>().RunAsync(actor, trail, new ActivityFilter(), Stream.Null, CancellationToken.None));
        }
    }

    [Theory, Engines]
    public async Task An_export_holds_what_the_filter_shows_is_safe_to_open_and_is_itself_on_record(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var actor = Officer(portal);
        for (var i = 0; i < 1003; i++)
            await AddAsync(portal, actor with { Name = "=HYPERLINK(1)" }, "campaign.created", "c-1");
        await AddAsync(portal, actor, "template.created", "t-1");
        using var file = new MemoryStream();

        await portal.Get<ExportActivity>().RunAsync(actor, ActivityTrail.Enterprise, new ActivityFilter(Kind: EventKind.Campaigns), file, CancellationToken.None);

        var lines = Encoding.UTF8.GetString(file.ToArray()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(1004, lines.Length);
        Assert.StartsWith("1003,", lines[1], StringComparison.Ordinal);
        Assert.Contains(",'=HYPERLINK(1),", lines[1], StringComparison.Ordinal);
        Assert.Contains(",Created a campaign,", lines[1], StringComparison.Ordinal);
        var told = (await portal.Get<ActivityQuery>().ListAsync(actor, ActivityTrail.Enterprise, new ActivityFilter(), null, 1, CancellationToken.None))[0];
        Assert.Equal(("activity.exported", "ok", "1003 rows"), (told.Event, told.Result, told.Reason));
    }

    [Theory, Engines]
    public async Task A_verification_is_shown_until_the_next(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var officer = Officer(portal) with { Name = "Ruth Adler" };
        Assert.Equal(new ActivityStatus(0, null, null), await portal.Get<ActivityQuery>().StatusAsync(officer, ActivityTrail.Enterprise, CancellationToken.None));
        await AddAsync(portal, officer, "campaign.created", "c-1");
        await portal.Get<VerifyActivity>().RunAsync(officer, null, CancellationToken.None);
        var status = await portal.Get<ActivityQuery>().StatusAsync(officer, ActivityTrail.Enterprise, CancellationToken.None);
        Assert.Equal(2, status.Events);
        Assert.Equal(("Ruth Adler", 1, true), (status.LastCheck!.By, status.LastCheck.Events, status.LastCheck.Holds));
    }

    [Theory, Engines]
    public async Task Targets_have_the_names_of_their_own_enterprise(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var portal = stage.Portal;
        var other = await portal.AddTenantAsync("harbour", "Harbour Clinic");
        var id = (await stage.DraftAsync("autumn_market")).Value.ToString();
        await AddAsync(portal, portal.Marketer, "template.deleted", Guid.Empty.ToString());
        await AddAsync(portal, portal.As(PortalRole.Marketer, other.Id), "template.created", id);
        var query = portal.Get<ActivityQuery>();

        Assert.Equal("autumn_market", Assert.Single(await NamesAsync(Officer(portal))).Value);
        Assert.Empty(await NamesAsync(portal.As(PortalRole.ComplianceOfficer, other.Id)));

        async Task<IReadOnlyDictionary<string, string>> NamesAsync(Actor actor) => await query.TargetNamesAsync(
            actor, ActivityTrail.Enterprise, await query.ListAsync(actor, ActivityTrail.Enterprise, new ActivityFilter(), null, 10, CancellationToken.None), CancellationToken.None);
    }

    [Fact]
    public void An_address_says_its_days_in_the_readers_zone_and_forgives_what_is_mistyped()
    {
        var madrid = TimeZoneInfo.FindSystemTimeZoneById("Europe/Madrid");
        var filter = new ActivityAddress(ActivityTrail.Enterprise, "2026-10-25", "2026-10-25", Kind: "Campaigns").Filter(madrid);
        Assert.Equal(TimeSpan.FromHours(25), filter.To - filter.From); // the clocks go back on that day
        Assert.Equal(EventKind.Campaigns, filter.Kind);
        Assert.Equal(new ActivityFilter(), new ActivityAddress(ActivityTrail.Enterprise, "yesterday", "2026-13-45", "somebody", "77").Filter(madrid));
        var address = new ActivityAddress(ActivityTrail.Platform, Target: "a&b=c", Before: 7);
        Assert.Equal("/platform/activity?target=a%26b%3Dc&before=7", address.ToString());
        Assert.Equal("/platform/activity/export.csv?target=a%26b%3Dc", address.ExportHref());
    }

    [Fact]
    public void A_day_that_begins_with_a_gap_begins_after_it()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("America/Santiago"); // goes forward at midnight
        var filter = new ActivityAddress(ActivityTrail.Enterprise, "2026-09-06").Filter(zone);
        Assert.Equal(new DateTimeOffset(2026, 9, 6, 4, 0, 0, TimeSpan.Zero), filter.From);
    }

    private static Actor Officer(TestPortal portal) => portal.As(PortalRole.ComplianceOfficer);

    private static Task AddAsync(TestPortal portal, Actor actor, string name, string target, string result = "ok") =>
        portal.Get<AuditTrail>().RecordAsync(actor, name, target, result, null, CancellationToken.None);

    private static async Task<List<long>> SeqsAsync(TestPortal portal, ActivityFilter filter) =>
        (await portal.Get<ActivityQuery>().ListAsync(Officer(portal), ActivityTrail.Enterprise, filter, null, 10, CancellationToken.None)).ConvertAll(l => l.Seq);
}
