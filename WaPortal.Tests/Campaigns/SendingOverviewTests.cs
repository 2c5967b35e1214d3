using WaPortal.Core.Access;
using WaPortal.Core.Campaigns;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Campaigns;

public sealed class SendingOverviewTests
{
    private const string List = """
        phone,name,language,opt_in,opt_in_at,source
        +447700900001,Ana,en,yes,2026-05-01T10:00:00Z,form
        +447700900002,Luis,es_MX,yes,2026-05-01T10:00:00Z,form
        +447700900005,Nein,en,no,2026-05-01T10:00:00Z,form
        """;

    private static readonly TimeZoneInfo Auckland = TimeZoneInfo.FindSystemTimeZoneById("Pacific/Auckland");

    [Theory, Engines]
    public async Task What_left_is_counted_on_the_day_of_the_enterprises_calendar(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List);
        var overview = scene.Portal.Get<SendingOverview>();
        // 11:30 of the 20th in UTC is 00:30 of the 21st in Auckland.
        scene.Portal.Clock.Set(new DateTimeOffset(2026, 11, 20, 11, 30, 0, TimeSpan.Zero));
        await SendAsync(scene);

        var utc = await overview.RunAsync(scene.Marketer, TimeZoneInfo.Utc, CancellationToken.None);
        var there = await overview.RunAsync(scene.Marketer, Auckland, CancellationToken.None);

        Assert.Equal(SendingOverview.DayCount, utc.Days.Count);
        Assert.Equal((new DateOnly(2026, 11, 20), 2), (utc.Days[^1].Day, utc.Days[^1].Sent));
        Assert.Equal((new DateOnly(2026, 11, 21), 2), (there.Days[^1].Day, there.Days[^1].Sent));
        scene.Portal.Clock.Advance(TimeSpan.FromDays(1));
        var later = await overview.RunAsync(scene.Marketer, Auckland, CancellationToken.None);
        Assert.Equal([2, 0], later.Days.TakeLast(2).Select(day => day.Sent));
    }

    [Theory, Engines]
    public async Task A_limit_says_which_campaign_used_it_and_frees_a_day_later(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List);
        var overview = scene.Portal.Get<SendingOverview>();
        var before = scene.Portal.Clock.GetUtcNow();
        await SendAsync(scene);

        var limit = Assert.Single((await overview.RunAsync(scene.Marketer, TimeZoneInfo.Utc, CancellationToken.None)).Limits);

        Assert.Equal((10_000, 2), (limit.Limit, limit.Used));
        Assert.Equal([("Autumn", 2)], limit.Parts);
        Assert.InRange(limit.NextFreeAt!.Value, before.AddDays(1), scene.Portal.Clock.GetUtcNow().AddDays(1));
        scene.Portal.Clock.Advance(TimeSpan.FromDays(1));
        limit = Assert.Single((await overview.RunAsync(scene.Marketer, TimeZoneInfo.Utc, CancellationToken.None)).Limits);
        Assert.Equal((0, null), (limit.Used, limit.NextFreeAt));
    }

    [Theory, Engines]
    public async Task People_are_counted_by_what_they_said_last(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List);

        Assert.Equal(new Reach(2, 1), await scene.Portal.Get<ReachQuery>().RunAsync(scene.Marketer, ConsentPurpose.Marketing, CancellationToken.None));
        Assert.Equal(new Reach(0, 1), await scene.Portal.Get<ReachQuery>().RunAsync(scene.Marketer, ConsentPurpose.Authentication, CancellationToken.None));
    }

    [Theory, Engines]
    public async Task A_draft_is_listed_with_its_template(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List);
        await scene.DraftAsync();

        var row = Assert.Single(await scene.Portal.Get<CampaignQueries>().ListAsync(scene.Marketer, [], null, CancellationToken.None));

        Assert.Equal("autumn_market", row.TemplateName);
    }

    [Theory, Engines]
    public async Task Figures_are_for_those_who_may_see_campaigns(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List);
        var nobody = scene.Marketer with { Rights = new HashSet<Right>() };

        await Assert.ThrowsAsync<AccessDeniedException>(() => scene.Portal.Get<SendingOverview>().RunAsync(nobody, TimeZoneInfo.Utc, CancellationToken.None));
        await Assert.ThrowsAsync<AccessDeniedException>(() => scene.Portal.Get<ReachQuery>().RunAsync(nobody, ConsentPurpose.Marketing, CancellationToken.None));
    }

    private static async Task SendAsync(CampaignScene scene)
    {
        Assert.IsType<CampaignResult.Done>(await scene.ScheduleAsync(await scene.DraftAsync()));
        await scene.RunAsync();
        Assert.Equal(2, scene.Platform.Sent.Count);
    }
}
