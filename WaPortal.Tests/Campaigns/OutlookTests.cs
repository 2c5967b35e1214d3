using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.Delivery.Hours;
using WaPortal.Core.Delivery.Shares;
using WaPortal.Tests.Data;
using WaPortal.Tests.Delivery;
using Xunit;

namespace WaPortal.Tests.Campaigns;

public sealed class OutlookTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, Engines]
    public async Task Three_campaigns_under_limit_and_hours_end_when_it_was_foretold(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine, "TIER_250");
        await scene.OptInAsync(900);
        Assert.Null(await scene.Portal.Get<ManageHours>().SaveGeneralAsync(scene.Portal.As(PortalRole.TenantAdmin), new SendingHours(8 * 60, 21 * 60, WeekDays.All), false, None));
        Place[] homes = [new("GB", ""), new("IN", ""), new("US", "America/New_York")];
        SendOrderId[] orders =
        [
            await scene.OrderAsync(400, place: p => homes[p % 3]),
            await scene.OrderAsync(300, 400, place: p => homes[p % 3]),
            await scene.OrderAsync(200, 700, place: _ => homes[0]),
        ];
        var start = scene.Portal.Clock.GetUtcNow();
        var foretold = new Dictionary<SendOrderId, DateTimeOffset>();
        foreach (var order in orders)
        {
            var id = new CampaignId(order.Value);
            await scene.WriteAsync((db, t) => CampaignRows.RunningAsync(db, id, scene.Sender, t));
            foretold[order] = (await scene.Portal.Get<SendingOutlook>().RunAsync(scene.Portal.Marketer, id, None))!.Course.EndsAt!.Value;
        }

        var ended = new Dictionary<SendOrderId, DateTimeOffset>();
        while (ended.Count < orders.Length && scene.Portal.Clock.GetUtcNow() < start.AddDays(10))
        {
            for (var sent = -1; sent < scene.Platform.Sent.Count;)
            {
                sent = scene.Platform.Sent.Count;
                await scene.RunDispatchOnceAsync();
                scene.Portal.Clock.Advance(TimeSpan.FromSeconds(1));
            }

            foreach (var order in orders.Where(o => !ended.ContainsKey(o)))
            {
                if ((await scene.OrderRowAsync(order)).State == SendOrderState.Done)
                    ended[order] = scene.Portal.Clock.GetUtcNow();
            }

            var now = scene.Portal.Clock.GetUtcNow();
            scene.Portal.Clock.Set(new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero).AddMinutes(now.Minute / 15 * 15 + 15));
        }

        Assert.Equal(900, scene.Platform.Sent.Select(m => m.To).Distinct(StringComparer.Ordinal).Count());
        foreach (var order in orders)
            Assert.InRange(foretold[order], start + ((ended[order] - start) * 0.95), start + ((ended[order] - start) * 1.05));
    }

    [Theory, Engines]
    public async Task A_draft_is_told_with_the_others_and_what_a_higher_limit_would_change(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, "phone,name,language,opt_in,opt_in_at,source\n" + string.Concat(
            Enumerable.Range(0, 600).Select(i => FormattableString.Invariant($"+4477009{i:00000},P{i},en,yes,2026-05-01T10:00:00Z,form\n"))));
        await scene.Portal.Database.WriteAsync(scene.Portal.TenantId, (db, t) => db.ExecuteSqlAsync("UPDATE sender_numbers SET tier = 'TIER_250'", t), None);
        var id = await scene.DraftAsync();
        var alone = (await scene.Portal.Get<CampaignReview>().ForecastAsync(scene.Marketer, id, None))!.Outlook!;
        Assert.Equal((0, 2_000), (alone.Others, alone.HigherLimit));
        Assert.InRange(alone.Course.EndsAt!.Value, scene.Portal.Clock.GetUtcNow().AddDays(2), scene.Portal.Clock.GetUtcNow().AddDays(2).AddMinutes(1));
        Assert.True(alone.AtHigher!.EndsAt < scene.Portal.Clock.GetUtcNow().AddMinutes(1));

        var other = await scene.DraftAsync(localStart: new DateTime(2026, 11, 20, 9, 30, 0));
        Assert.IsType<CampaignResult.Done>(await scene.ScheduleAsync(other));
        var beside = (await scene.Portal.Get<CampaignReview>().ForecastAsync(scene.Marketer, id, None))!.Outlook!;
        Assert.Equal(1, beside.Others);
        Assert.True(beside.Course.EndsAt > alone.Course.EndsAt!.Value.AddDays(1));
        Assert.NotNull((await scene.Portal.Get<SendingOutlook>().RunAsync(scene.Marketer, other, None))!.Course.EndsAt);
        Assert.Null(await scene.Portal.Get<SendingOutlook>().RunAsync(scene.Marketer, id, None)); // a draft is told in its review
    }

    [Theory, Engines]
    public async Task A_campaign_that_is_planned_counts_with_its_people_where_they_live(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, """
            phone,name,language,opt_in,opt_in_at,source
            +447400123456,Ann,en,yes,2026-05-01T10:00:00Z,form
            +447400123457,Bea,en,yes,2026-05-01T10:00:00Z,form
            +819012345678,Chie,en,yes,2026-05-01T10:00:00Z,form
            """);
        Assert.Null(await scene.Portal.Get<ManageHours>().SaveGeneralAsync(scene.Portal.As(PortalRole.TenantAdmin), new SendingHours(9 * 60, 18 * 60, WeekDays.All), false, None));
        var id = await scene.DraftAsync(localStart: new DateTime(2026, 11, 20, 10, 0, 0));
        Assert.IsType<CampaignResult.Done>(await scene.ScheduleAsync(id));
        Assert.Equal([(new Place("GB", ""), 2), (new Place("JP", ""), 1)], (await scene.RowAsync(id)).PlacesPlanned());

        // At ten in London it is seven in the evening in Tokyo: she gets it at nine the next morning, there.
        var course = (await scene.Portal.Get<SendingOutlook>().RunAsync(scene.Marketer, id, None))!.Course;
        Assert.Equal((new DateTimeOffset(2026, 11, 20, 10, 0, 0, TimeSpan.Zero), 2), (course.Steps[0].From, course.Steps[0].People));
        Assert.Equal((new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero), 1), (course.Steps[^1].From, course.Steps[^1].People));
    }

    [Theory, Engines]
    public async Task A_priority_that_was_chosen_before_the_start_holds_from_the_first_message_and_in_the_forecast(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, "phone,name,language,opt_in,opt_in_at,source\n" + string.Concat(
            Enumerable.Range(0, 600).Select(i => FormattableString.Invariant($"+4477009{i:00000},P{i},en,yes,2026-05-01T10:00:00Z,form\n"))));
        var first = await scene.DraftAsync();
        Assert.IsType<CampaignResult.Done>(await scene.ScheduleAsync(first));
        await scene.Portal.RunJobsAsync();
        var second = await scene.DraftAsync();
        var normal = (await scene.Portal.Get<CampaignReview>().ForecastAsync(scene.Marketer, second, None))!;
        var row = await scene.RowAsync(second);
        var draft = new CampaignDraft(row.Name, row.TemplateId, row.ListId, row.SenderNumberId, row.Mapping, true, null, "Europe/London", row.Version) { Plan = new SendingPlan { Priority = SendPriority.High } };
        Assert.IsType<CampaignResult.Done>(await scene.Portal.Get<EditCampaign>().SaveAsync(scene.Marketer, second, draft, None));
        var high = (await scene.Portal.Get<CampaignReview>().ForecastAsync(scene.Marketer, second, None))!;
        Assert.True(high.Outlook!.Course.EndsAt < normal.Outlook!.Course.EndsAt);

        Assert.IsType<CampaignResult.Done>(await scene.ScheduleAsync(second));
        await scene.Portal.RunJobsAsync();
        Assert.Equal((SendPriority.Normal, SendPriority.High), (await PriorityAsync(first), await PriorityAsync(second)));

        Task<SendPriority?> PriorityAsync(CampaignId id) => scene.Portal.Get<CampaignPriority>().ReadAsync(scene.Marketer, id, None);
    }

    [Fact]
    public void A_plan_without_a_priority_is_written_as_before() =>
        Assert.DoesNotContain("Priority", new SendingPlan(SpreadMinutes: 60).Write()!, StringComparison.Ordinal);
}

/// <summary>Campaigns beside orders that a test made by hand.</summary>
internal static class CampaignRows
{
    public static async Task RunningAsync(PortalDbContext db, CampaignId id, Core.Tenancy.SenderNumberId sender, CancellationToken token)
    {
        var campaign = Campaign.CreateDraft(db.TenantId, "By hand", "test", DateTimeOffset.UnixEpoch);
        db.Add(campaign);
        await db.SaveChangesAsync(token);
        await db.ExecuteSqlAsync(
            "UPDATE campaigns SET id = @id, sender_number_id = @sender, state = 'Running' WHERE tenant_id = @tenant AND id = @old", token,
            ("@tenant", db.TenantId), ("@id", id), ("@old", campaign.Id), ("@sender", sender));
        db.ChangeTracker.Clear();
    }
}
