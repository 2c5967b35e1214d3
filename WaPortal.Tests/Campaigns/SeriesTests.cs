using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Data;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Campaigns;

public sealed class SeriesTests
{
    private const string People = """
        phone,name,language,opt_in,opt_in_at,source
        +447700900001,Ana,en,yes,2026-05-01T10:00:00Z,form
        """;

    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData(RepeatUnit.Day, 3, "2026-12-30T10:00", "2027-01-02T10:00,2027-01-05T10:00")]
    [InlineData(RepeatUnit.Week, 2, "2026-12-30T10:00", "2027-01-13T10:00,2027-01-27T10:00")]
    [InlineData(RepeatUnit.Month, 1, "2027-01-31T10:00", "2027-02-28T10:00,2027-03-31T10:00,2027-04-30T10:00")]
    [InlineData(RepeatUnit.Month, 1, "2028-01-30T10:00", "2028-02-29T10:00,2028-03-30T10:00")]
    public void It_comes_again_on_the_day_it_was_planned_for(RepeatUnit unit, int every, string start, string then)
    {
        var at = DateTime.Parse(start, System.Globalization.CultureInfo.InvariantCulture);
        var day = at.Day;
        var repeat = new Repeat(unit, every);
        foreach (var next in then.Split(','))
            Assert.Equal(DateTime.Parse(next, System.Globalization.CultureInfo.InvariantCulture), at = repeat.After(at, day)!.Value);
    }

    [Fact]
    public void After_its_last_day_it_does_not_come_again() =>
        Assert.Null(new Repeat(RepeatUnit.Week, 1, new DateOnly(2026, 12, 6)).After(new DateTime(2026, 11, 30, 10, 0, 0), 30));

    [Theory, Engines]
    public async Task Each_time_is_a_campaign_of_its_own_with_the_people_of_that_day_and_the_same_hour_on_the_wall(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, People);
        var first = await RepeatedAsync(scene, new DateTime(2027, 3, 26, 10, 0, 0), new Repeat(RepeatUnit.Day, 1, new DateOnly(2027, 3, 29)));
        foreach (var (day, utc) in new[] { (26, 10), (27, 10), (28, 9), (29, 9) }) // summer time begins on the 28th
        {
            scene.Portal.Clock.Set(new DateTimeOffset(2027, 3, day, utc, 0, 0, TimeSpan.Zero).AddMinutes(-1));
            await SweepTwiceAsync(scene);
            Assert.Equal(day - 26, scene.Platform.Sent.Count);
            scene.Portal.Clock.Advance(TimeSpan.FromMinutes(1));
            await SweepTwiceAsync(scene);
            Assert.Equal(day - 25, scene.Platform.Sent.Count);
        }

        scene.Portal.Clock.Advance(TimeSpan.FromDays(3));
        await SweepTwiceAsync(scene);
        var series = (await scene.Portal.Get<CampaignQueries>().DetailAsync(scene.Marketer, first, None))!.Series;
        Assert.Equal([4, 3, 2, 1], series.Select(s => s.Number));
        Assert.All(series, s => Assert.Equal(CampaignState.Completed, s.State));
        Assert.Equal(4, scene.Platform.Sent.Count);
    }

    [Theory, Engines]
    public async Task Times_that_passed_while_the_portal_was_away_are_left_out(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, People);
        await RepeatedAsync(scene, new DateTime(2026, 11, 20, 10, 0, 0), new Repeat(RepeatUnit.Day, 1));
        scene.Portal.Clock.Set(new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero));
        await SweepTwiceAsync(scene);
        await SweepTwiceAsync(scene);

        Assert.Single(scene.Platform.Sent); // the first, late; not five
        Assert.Equal(new DateTimeOffset(2026, 11, 26, 10, 0, 0, TimeSpan.Zero), (await WaitingAsync(scene)).StartAt);
    }

    [Theory, Engines]
    public async Task One_time_can_be_left_out_and_cancelling_the_next_ends_the_series(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, People);
        var id = await RepeatedAsync(scene, new DateTime(2026, 11, 20, 10, 0, 0), new Repeat(RepeatUnit.Week, 1));
        Assert.IsType<CampaignResult.Done>(await scene.Portal.Get<ScheduleCampaign>().SkipAsync(scene.Marketer, id, None));
        scene.Portal.Clock.Set(new DateTimeOffset(2026, 11, 20, 11, 0, 0, TimeSpan.Zero));
        await SweepTwiceAsync(scene);
        Assert.Empty(scene.Platform.Sent);

        scene.Portal.Clock.Set(new DateTimeOffset(2026, 11, 27, 11, 0, 0, TimeSpan.Zero));
        await SweepTwiceAsync(scene);
        Assert.Single(scene.Platform.Sent);
        Assert.IsType<CampaignResult.Done>(await scene.Portal.Get<ControlCampaign>().CancelAsync(scene.Marketer, (await WaitingAsync(scene)).Id, null, None));
        scene.Portal.Clock.Advance(TimeSpan.FromDays(30));
        await SweepTwiceAsync(scene);
        Assert.Single(scene.Platform.Sent);
    }

    [Theory, Engines]
    public async Task A_template_that_was_changed_ends_the_series(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, People);
        await RepeatedAsync(scene, new DateTime(2026, 11, 20, 10, 0, 0), new Repeat(RepeatUnit.Week, 1));
        scene.Portal.Clock.Set(new DateTimeOffset(2026, 11, 20, 11, 0, 0, TimeSpan.Zero));
        await scene.Portal.Database.WriteAsync(scene.Portal.TenantId, (db, t) => db.ExecuteSqlAsync("UPDATE template_translations SET fits_from = @now", t, ("@now", scene.Portal.Clock.GetUtcNow())), None);
        await SweepTwiceAsync(scene);

        var all = await scene.Portal.Database.ReadAsync(scene.Portal.TenantId, (db, t) => db.Set<Campaign>().ToListAsync(t), None);
        Assert.Equal(2, all.Count);
        Assert.All(all, c => Assert.Equal(CampaignState.Cancelled, c.State));
        Assert.Empty(scene.Platform.Sent);
    }

    private static async Task<CampaignId> RepeatedAsync(CampaignScene scene, DateTime start, Repeat repeat)
    {
        var id = await scene.DraftAsync();
        var draft = new CampaignDraft("Autumn", scene.Template.Value, scene.List, scene.Sender, (await scene.RowAsync(id)).Mapping, StartNow: false, start, "Europe/London", 2)
        {
            Plan = new SendingPlan(Repeat: repeat),
        };
        Assert.IsType<CampaignResult.Done>(await scene.Portal.Get<EditCampaign>().SaveAsync(scene.Marketer, id, draft, None));
        Assert.IsType<CampaignResult.Done>(await scene.ScheduleAsync(id));
        return id;
    }

    private static Task<Campaign> WaitingAsync(CampaignScene scene) => scene.Portal.Database.ReadAsync(
        scene.Portal.TenantId, (db, t) => db.Set<Campaign>().SingleAsync(c => c.State == CampaignState.Scheduled, t), None);

    private static async Task SweepTwiceAsync(CampaignScene scene)
    {
        var now = scene.Portal.Clock.GetUtcNow();
        for (var i = 0; i < 2; i++)
        {
            await scene.SweepAsync();
            await scene.Portal.RunJobsAsync();
        }

        scene.Portal.Clock.Set(now);
    }
}
