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

    [Fact]
    public async Task Over_a_month_of_three_campaigns_and_changing_limits_no_24_hours_count_more_people_than_the_limit()
    {
        await using var scene = await DeliveryScene.StartAsync(Engine.Sqlite, tier: "TIER_50");
        await scene.OptInAsync(900);
        var sent = new List<(DateTimeOffset At, string To)>();
        var limits = new List<(DateTimeOffset From, int Limit)> { (DateTimeOffset.MinValue, 50) };
        scene.Platform.Answer = message =>
        {
            lock (sent)
                sent.Add((scene.Portal.Clock.GetUtcNow(), message.To));
            return new SendOutcome.Accepted("wamid." + message.BizOpaqueCallbackData, message.To[1..], "accepted");
        };
        var begin = scene.Portal.Clock.GetUtcNow();
        for (var hour = 0; hour < 30 * 24; hour += 3)
        {
            // Overlapping people, so that some cost nothing.
            if (hour is 0 or 120 or 300)
                await scene.OrderAsync(450, hour / 120 * 200);
            if (hour is 96 or 240 or 480)
                await SetAsync(hour == 240 ? 20 : hour == 96 ? 120 : 90);
            await scene.DispatchAsync(4);
            scene.Portal.Clock.Set(begin.AddHours(hour + 3).AddSeconds(hour % 7));
        }

        Assert.Equal(1350, sent.Count);
        var (first, counts) = (0, new Dictionary<string, int>(StringComparer.Ordinal));
        for (var i = 0; i < sent.Count; i++)
        {
            counts[sent[i].To] = counts.GetValueOrDefault(sent[i].To) + 1;
            while (sent[first].At <= sent[i].At - TimeSpan.FromHours(24))
            {
                if (--counts[sent[first].To] == 0)
                    counts.Remove(sent[first].To);
                first++;
            }

            // Whoever is counted already costs nothing, also while more are counted than a lowered limit allows.
            var limit = limits.Last(l => l.From <= sent[i].At).Limit;
            Assert.True(counts.Count <= limit || counts[sent[i].To] > 1, $"{counts.Count} people in 24 hours with a limit of {limit}");
        }

        async Task SetAsync(int limit)
        {
            limits.Add((scene.Portal.Clock.GetUtcNow(), limit));
            await TierAsync(scene, limit.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    private static Task TierAsync(DeliveryScene scene, string tier) => scene.TellAsync(new AccountEvent("1001", scene.Portal.Clock.GetUtcNow())
    {
        Field = "business_capability_update",
        MessagingLimit = tier,
        Raw = JsonDocument.Parse("{}").RootElement,
    });
}
