using WaPortal.Core.Access;
using WaPortal.Core.Delivery.Frequency;
using WaPortal.Core.Retention;
using WaPortal.Tests.Data;
using WaPortal.Tests.Delivery;
using Xunit;

namespace WaPortal.Tests.Retention;

/// <summary>Who changes how long things are kept, and when it begins to hold.</summary>
public sealed class ManageRetentionTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, Engines]
    public async Task A_shorter_time_asks_for_a_fresh_code_and_holds_after_an_hour_unless_it_is_stopped(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        var (portal, manage) = (scene.Portal, scene.Portal.Get<ManageRetention>());
        await scene.OptInAsync(1);
        var order = await scene.OrderAsync(1);
        await scene.DispatchAsync(3);
        portal.Clock.Advance(TimeSpan.FromDays(40));
        var admin = await portal.SignedInAsync(PortalRole.TenantAdmin);
        Assert.Equal(1, (await manage.PreviewAsync(admin, DataClass.Messages, 30, None)).Older);
        Assert.Equal(0, (await manage.PreviewAsync(admin, DataClass.Messages, 60, None)).Older);

        portal.Clock.Advance(TimeSpan.FromMinutes(6));
        await Assert.ThrowsAsync<FreshCodeRequiredException>(() => manage.SaveAsync(admin, DataClass.Messages, 30, None));
        portal.Clock.Advance(TimeSpan.FromMinutes(-5));
        Assert.Empty(await manage.SaveAsync(admin, DataClass.Messages, 30, None));
        Assert.Equal((180, 30), await HoldsAsync(portal, admin));
        portal.Clock.Advance(TimeSpan.FromMinutes(50));
        await PurgeTests.PurgeAsync(portal);
        Assert.Single(await scene.MessagesAsync(order));

        Assert.True(await manage.StopAsync(admin, DataClass.Messages, None));
        portal.Clock.Advance(TimeSpan.FromMinutes(20));
        await PurgeTests.PurgeAsync(portal);
        Assert.Single(await scene.MessagesAsync(order));
        Assert.Equal((180, null), await HoldsAsync(portal, admin));

        var again = await portal.SignedInAsync(PortalRole.TenantAdmin);
        Assert.Empty(await manage.SaveAsync(again, DataClass.Messages, 30, None));
        portal.Clock.Advance(TimeSpan.FromMinutes(60));
        Assert.False(await manage.StopAsync(again, DataClass.Messages, None));
        await PurgeTests.PurgeAsync(portal);
        Assert.Empty(await scene.MessagesAsync(order));
        Assert.Equal((30, null), await HoldsAsync(portal, again));
    }

    [Theory, Engines]
    public async Task A_hold_keeps_everything_until_somebody_ends_it_with_a_fresh_code(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        var (portal, manage) = (scene.Portal, scene.Portal.Get<ManageRetention>());
        await scene.OptInAsync(1);
        var order = await scene.OrderAsync(1);
        await scene.DispatchAsync(3);
        var admin = await portal.SignedInAsync(PortalRole.TenantAdmin);
        Assert.NotEmpty(await manage.HoldAsync(admin, " ", None));
        Assert.Empty(await manage.HoldAsync(admin, "Inquiry 4711", None));
        portal.Clock.Advance(TimeSpan.FromDays(500));
        await PurgeTests.PurgeAsync(portal);
        Assert.Single(await scene.MessagesAsync(order));
        Assert.Empty(await PurgeTests.PurgesAsync(portal));
        Assert.Equal("Inquiry 4711", (await manage.ReadAsync(admin, None)).State!.HoldReason);

        await Assert.ThrowsAsync<FreshCodeRequiredException>(() => manage.ReleaseAsync(admin, None));
        await manage.ReleaseAsync(await portal.SignedInAsync(PortalRole.TenantAdmin), None);
        await PurgeTests.PurgeAsync(portal);
        Assert.Empty(await scene.MessagesAsync(order));
    }

    [Theory, Engines]
    public async Task Messages_stay_for_as_long_as_offers_are_counted_over_them_and_campaigns_for_as_long_as_messages(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var manage = portal.Get<ManageRetention>();
        var frequency = portal.Get<ManageFrequency>();
        var admin = await portal.SignedInAsync(PortalRole.TenantAdmin);
        Assert.Empty(await frequency.SaveAsync(admin, 2, 30, None));
        Assert.NotEmpty(await manage.SaveAsync(admin, DataClass.Messages, 29, None));
        Assert.Empty(await manage.SaveAsync(admin, DataClass.Messages, 30, None));
        Assert.NotEmpty(await frequency.SaveAsync(admin, 2, 31, None));
        Assert.NotEmpty(await manage.SaveAsync(admin, DataClass.Summaries, 29, None));
        Assert.NotEmpty(await manage.SaveAsync(admin, DataClass.Summaries, 0, None));
        Assert.NotEmpty(await manage.SaveAsync(admin, DataClass.Summaries, 3_651, None));
    }

    [Theory, Engines]
    public async Task A_longer_time_holds_at_once_and_needs_no_code(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var admin = await portal.SignedInAsync(PortalRole.TenantAdmin);
        portal.Clock.Advance(TimeSpan.FromMinutes(20));
        Assert.Empty(await portal.Get<ManageRetention>().SaveAsync(admin, DataClass.Messages, 300, None));
        Assert.Equal((300, null), await HoldsAsync(portal, admin));
        // Back to half a year is shorter again.
        await Assert.ThrowsAsync<FreshCodeRequiredException>(() => portal.Get<ManageRetention>().SaveAsync(admin, DataClass.Messages, 180, None));
    }

    private static async Task<(int Days, int? Pending)> HoldsAsync(TestPortal portal, Actor admin)
    {
        var messages = (await portal.Get<ManageRetention>().ReadAsync(admin, None)).Classes.Single(c => c.Class == DataClass.Messages);
        return (messages.Days, messages.PendingDays);
    }
}
