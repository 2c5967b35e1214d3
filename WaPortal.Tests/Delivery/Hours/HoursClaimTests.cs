using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Delivery;
using WaPortal.Core.Delivery.Hours;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Delivery.Hours;

public sealed class HoursClaimTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly SendingHours Day = new(8 * 60, 21 * 60, WeekDays.All);
    private static readonly Place London = new("GB", "");

    [Theory, Engines]
    public async Task At_night_nothing_leaves_and_in_the_morning_it_goes_on_by_itself(Engine engine)
    {
        await using var scene = await SceneAsync(engine, "2026-11-20T22:00:00Z");
        await SetAsync(scene, Day);
        var order = await OrderAsync(scene, [London, London]);

        await scene.DispatchAsync(3);
        Assert.Empty(scene.Platform.Sent);
        var row = await scene.OrderRowAsync(order);
        Assert.Equal(At("2026-11-21T08:00:00Z"), row.WaitUntil);
        Assert.Equal(SendOrderState.Running, row.State);

        scene.Portal.Clock.Set(At("2026-11-21T07:59:59Z"));
        await scene.RunDispatchOnceAsync();
        Assert.Empty(scene.Platform.Sent);

        scene.Portal.Clock.Set(At("2026-11-21T08:00:00Z"));
        await scene.DispatchAsync(3);
        Assert.Equal(2, scene.Platform.Sent.Count);
        Assert.Equal(SendOrderState.Done, (await scene.OrderRowAsync(order)).State);
        await scene.AssertCountsAsync(order);
    }

    [Theory, Engines]
    public async Task Each_person_is_written_to_by_the_clock_where_they_live(Engine engine)
    {
        await using var scene = await SceneAsync(engine, "2026-11-20T05:00:00Z");
        await SetAsync(scene, Day);
        await OrderAsync(scene, [London, new Place("IN", ""), new Place("US", "America/Los_Angeles"), new Place("US", "")]);

        Assert.Equal([1], await SentAtAsync(scene, "2026-11-20T05:00:00Z")); // half past ten in Delhi, nine in the evening in Los Angeles
        Assert.Equal([0, 1], await SentAtAsync(scene, "2026-11-20T08:00:00Z"));
        Assert.Equal([0, 1, 2], await SentAtAsync(scene, "2026-11-20T16:00:00Z"));
        Assert.Equal([0, 1, 2, 3], await SentAtAsync(scene, "2026-11-20T18:00:00Z")); // eight in the last zone of the country

        static async Task<IEnumerable<int>> SentAtAsync(DeliveryScene scene, string at)
        {
            scene.Portal.Clock.Set(At(at));
            await scene.DispatchAsync(3);
            return scene.Platform.Sent.Select(m => int.Parse(m.To[^3..], CultureInfo.InvariantCulture)).Order();
        }
    }

    [Theory, Engines]
    public async Task A_countrys_own_hours_take_the_place_of_the_general_ones(Engine engine)
    {
        await using var scene = await SceneAsync(engine, "2026-11-22T10:00:00Z"); // a Sunday
        await SetAsync(scene, Day);
        Assert.Null(await scene.Portal.Get<ManageHours>().SaveRegionAsync(scene.Portal.As(PortalRole.TenantAdmin), "FR", new SendingHours(10 * 60, 20 * 60, WeekDays.All & ~WeekDays.Sunday), null, None));
        var order = await OrderAsync(scene, [London, new Place("FR", "")]);

        await scene.DispatchAsync(3);
        Assert.Equal([DeliveryScene.Phone(0)], scene.Platform.Sent.Select(m => m.To));
        Assert.Equal(At("2026-11-23T09:00:00Z"), (await scene.OrderRowAsync(order)).WaitUntil);
    }

    [Theory, Engines]
    public async Task Somebody_who_is_taken_to_live_in_a_zone_is_written_to_by_its_clock(Engine engine)
    {
        await using var scene = await SceneAsync(engine, "2026-11-20T14:30:00Z"); // half past nine in New York, half past four in Honolulu
        await SetAsync(scene, Day);
        var order = await OrderAsync(scene, [new Place("US", "")]);
        await scene.DispatchAsync(2);
        Assert.Empty(scene.Platform.Sent);

        Assert.Null(await scene.Portal.Get<ManageHours>().SaveRegionAsync(scene.Portal.As(PortalRole.TenantAdmin), "US", Day, "America/New_York", None));
        await scene.DispatchAsync(2);
        Assert.Single(scene.Platform.Sent);
        Assert.Equal(SendOrderState.Done, (await scene.OrderRowAsync(order)).State);
    }

    [Theory, Engines]
    public async Task Order_updates_leave_at_night_unless_the_enterprise_keeps_them_back_too(Engine engine)
    {
        await using var scene = await SceneAsync(engine, "2026-11-20T22:00:00Z");
        await SetAsync(scene, Day, utility: true);
        var order = await OrderAsync(scene, [London]);
        await scene.WriteAsync((db, t) => db.Set<SendOrder>().Where(o => o.Id == order).ExecuteUpdateAsync(s => s.SetProperty(o => o.Purpose, "Utility"), t));
        await scene.DispatchAsync(2);
        Assert.Equal(MessageState.Queued, (await scene.OnlyMessageAsync(order)).State);

        await SetAsync(scene, Day, utility: false);
        await scene.DispatchAsync(2);
        Assert.Equal(nameof(SkipReason.NoConsent), (await scene.OnlyMessageAsync(order)).Reason); // their yes is to offers: it was looked at
    }

    [Theory, Engines]
    public async Task Just_before_the_end_nothing_is_begun(Engine engine)
    {
        await using var scene = await SceneAsync(engine, "2026-11-20T20:59:40Z");
        await SetAsync(scene, Day);
        await OrderAsync(scene, [London]);

        await scene.RunDispatchOnceAsync();
        Assert.Empty(scene.Platform.Sent);
    }

    [Theory, Engines]
    public async Task A_start_by_each_persons_own_clock_comes_when_theirs_says_so(Engine engine)
    {
        await using var scene = await SceneAsync(engine, "2026-11-20T20:00:00Z");
        var order = await OrderAsync(scene, [London, new Place("NZ", "Pacific/Auckland"), new Place("US", "America/New_York")], new OrderTiming(new DateTime(2026, 11, 21, 10, 0, 0), null, null));

        await scene.DispatchAsync(2);
        Assert.Empty(scene.Platform.Sent);
        Assert.Equal(At("2026-11-20T21:00:00Z"), (await scene.OrderRowAsync(order)).WaitUntil);

        foreach (var (at, sent) in new[] { ("2026-11-20T21:00:00Z", 1), ("2026-11-21T09:59:00Z", 1), ("2026-11-21T10:00:00Z", 2), ("2026-11-21T14:59:00Z", 2), ("2026-11-21T15:00:00Z", 3) })
        {
            scene.Portal.Clock.Set(At(at));
            await scene.DispatchAsync(2);
            Assert.Equal(sent, scene.Platform.Sent.Count);
        }
    }

    [Theory, Engines]
    public async Task The_campaigns_own_hours_narrow_the_enterprises(Engine engine)
    {
        await using var scene = await SceneAsync(engine, "2026-11-21T11:00:00Z"); // a Saturday
        await SetAsync(scene, Day);
        var order = await OrderAsync(scene, [London], new OrderTiming(null, new SendingHours(7 * 60, 12 * 60, WeekDays.WorkingDays), null));

        await scene.DispatchAsync(2);
        Assert.Empty(scene.Platform.Sent);
        Assert.Equal(At("2026-11-23T08:00:00Z"), (await scene.OrderRowAsync(order)).WaitUntil); // Monday, not before eight
    }

    [Theory, Engines]
    public async Task A_spread_campaign_leaves_evenly(Engine engine)
    {
        await using var scene = await SceneAsync(engine, "2026-11-20T10:00:00Z");
        var order = await OrderAsync(scene, [.. Enumerable.Repeat(London, 60)], new OrderTiming(null, null, 60));

        for (var minute = 1; minute <= 30; minute++)
        {
            for (var i = 0; i < 4; i++)
            {
                await scene.RunDispatchOnceAsync();
                scene.Portal.Clock.Advance(TimeSpan.FromSeconds(15));
            }

            Assert.InRange(scene.Platform.Sent.Count, minute - 1, minute + 1);
        }

        // What a stop kept back is not made up for at once.
        scene.Portal.Clock.Advance(TimeSpan.FromMinutes(10));
        var before = scene.Platform.Sent.Count;
        await scene.RunDispatchOnceAsync();
        Assert.InRange(scene.Platform.Sent.Count - before, 0, 2);
        await scene.AssertCountsAsync(order);
    }

    [Theory, Engines]
    public async Task Hours_that_never_come_pause_the_order_and_say_so(Engine engine)
    {
        await using var scene = await SceneAsync(engine, "2026-11-20T10:00:00Z");
        await SetAsync(scene, new SendingHours(9 * 60, 17 * 60, WeekDays.All));
        var order = await OrderAsync(scene, [new Place("RU", ""), London]);

        await scene.DispatchAsync(3);
        var row = await scene.OrderRowAsync(order);
        Assert.Single(scene.Platform.Sent);
        Assert.Equal(SendOrderState.Paused, row.State);
        Assert.Contains("no hour", row.PauseReason, StringComparison.Ordinal);
    }

    [Theory, Engines]
    public async Task In_the_hour_that_comes_twice_everybody_is_written_to_once(Engine engine)
    {
        await using var scene = await SceneAsync(engine, "2026-10-24T23:00:00Z");
        await SetAsync(scene, new SendingHours(60, 120, WeekDays.All));
        var order = await OrderAsync(scene, [.. Enumerable.Repeat(London, 30)]);

        for (var at = At("2026-10-24T23:00:00Z"); at < At("2026-10-25T04:00:00Z"); at = at.AddMinutes(5))
        {
            scene.Portal.Clock.Set(at);
            await scene.RunDispatchOnceAsync();
        }

        Assert.Equal(30, scene.Platform.Sent.Select(m => m.To).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(30, scene.Platform.Sent.Count);
        Assert.All(await scene.MessagesAsync(order), m => Assert.Equal(1, TimeZoneInfo.ConvertTime(m.ClaimedAt!.Value, TimeZoneInfo.FindSystemTimeZoneById("Europe/London")).Hour));
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static async Task<DeliveryScene> SceneAsync(Engine engine, string now)
    {
        var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(60);
        scene.Portal.Clock.Set(At(now));
        return scene;
    }

    private static async Task SetAsync(DeliveryScene scene, SendingHours hours, bool utility = false) =>
        Assert.Null(await scene.Portal.Get<ManageHours>().SaveGeneralAsync(scene.Portal.As(PortalRole.TenantAdmin), hours, utility, None));

    private static Task<SendOrderId> OrderAsync(DeliveryScene scene, IReadOnlyList<Place> places, OrderTiming? timing = null) =>
        scene.OrderAsync(places.Count, timing: timing, place: person => places[person]);
}
