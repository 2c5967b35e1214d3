using System.Text.Json;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Delivery.Shares;

public sealed class TierTests
{
    [Theory, Engines]
    public async Task A_change_of_the_limit_by_webhook_reaches_the_next_claim_and_a_lower_one_waits_until_enough_is_free(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine, tier: "TIER_50");
        await scene.OptInAsync(150);
        var order = await scene.OrderAsync(150);
        await scene.DispatchAsync(5);
        Assert.Equal(50, scene.Platform.Sent.Count);
        scene.Portal.Clock.Advance(TimeSpan.FromHours(2));
        await TierAsync(scene, "100");
        await scene.DispatchAsync(5);
        Assert.Equal(100, scene.Platform.Sent.Count);

        // 50 of the 100 were written to two hours earlier: only when those have freed does the lower limit let one more.
        await TierAsync(scene, "TIER_50");
        await scene.DispatchAsync(1);
        Assert.Equal(100, scene.Platform.Sent.Count);
        var until = (await scene.OrderRowAsync(order)).WaitUntil!.Value;
        scene.Portal.Clock.Set(until.AddSeconds(-1));
        await scene.RunDispatchOnceAsync();
        Assert.Equal(100, scene.Platform.Sent.Count);
        scene.Portal.Clock.Set(until.AddSeconds(1));
        await scene.RunDispatchOnceAsync();
        Assert.InRange(scene.Platform.Sent.Count, 101, 150);
    }

    [Theory, Engines]
    public async Task Numbers_of_one_portfolio_that_were_asked_at_different_times_go_by_the_lower_word(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine, tier: "TIER_1K");
        await scene.OptInAsync(80);
        await scene.WriteAsync(async (db, t) =>
        {
            var number = (await db.Set<SenderNumber>().FindAsync([scene.Portal.TenantId, scene.Sender], t))!;
            db.Add(SenderNumber.Create(
                scene.Portal.TenantId, number.AccountId, new SenderNumberFacts("2002", "+44 20 7946 0101", "Casa Alba", "TIER_50", "GREEN", "CONNECTED", 80), scene.Portal.Clock.GetUtcNow()));
        });
        await scene.OrderAsync(80);
        await scene.DispatchAsync(5);
        Assert.Equal(50, scene.Platform.Sent.Count);
    }

    private static Task TierAsync(DeliveryScene scene, string tier) => scene.TellAsync(new AccountEvent("1001", scene.Portal.Clock.GetUtcNow())
    {
        Field = "business_capability_update",
        MessagingLimit = tier,
        Raw = JsonDocument.Parse("{}").RootElement,
    });
}
