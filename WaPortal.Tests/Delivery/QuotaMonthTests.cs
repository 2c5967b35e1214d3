using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Delivery.Hours;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Delivery;

public sealed class QuotaMonthTests
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    [Theory, Engines]
    public async Task In_no_24_hours_of_a_month_are_more_people_written_to_than_the_limit_allows(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine, "60");
        await scene.OptInAsync(700);
        var clock = scene.Portal.Clock;
        var start = clock.GetUtcNow();
        var sent = new List<(DateTimeOffset At, string To)>();
        var asked = 0;
        scene.Platform.Answer = message =>
        {
            lock (sent)
            {
                // The platform refuses now and then: what did not leave does not count, and is tried again.
                if (++asked % 17 == 0)
                    return FakeWhatsApp.Refusal(131000);
                sent.Add((clock.GetUtcNow(), message.To));
                return new SendOutcome.Accepted($"wamid.{asked}", message.To[1..], null);
            }
        };
        var limits = new List<(DateTimeOffset From, int Limit)> { (start, 60) };
        var random = new Random(20261123);
        await scene.OrderAsync(400);
        await scene.OrderAsync(200, 300); // a hundred people in both
        for (var hour = 0; hour < 30 * 24;)
        {
            if (hour == 10 * 24)
                await scene.OrderAsync(300, 400, timing: new OrderTiming(null, new SendingHours(9 * 60, 17 * 60, WeekDays.WorkingDays), null));
            if (NewLimit(hour) is { } limit)
            {
                await TellAsync(scene, limit);
                limits.Add((clock.GetUtcNow(), limit));
            }

            for (var before = -1; before < asked;)
            {
                before = asked;
                await scene.RunDispatchOnceAsync();
                clock.Advance(TimeSpan.FromSeconds(1));
            }

            var hours = random.Next(1, 7);
            hour = Math.Min(NextChange(hour), hour + hours);
            clock.Set(start.AddHours(hour).AddMinutes(random.Next(60)));
        }

        Assert.True(sent.Count > 700, sent.Count.ToString(CultureInfo.InvariantCulture));
        foreach (var (at, _) in sent)
        {
            var people = sent.Where(s => s.At <= at && s.At > at - Day).Select(s => s.To).Distinct(StringComparer.Ordinal).Count();
            // After a lower limit was told, those who had been written to before may still be more than it.
            var highest = limits.Where((l, i) => l.From <= at && (i + 1 == limits.Count || limits[i + 1].From > at - Day)).Max(l => l.Limit);
            Assert.True(people <= highest, $"{people} people in the 24 hours before {at:u}, {highest} allowed");
        }

        // Nothing new leaves while more were written to than a lowered limit allows.
        foreach (var (from, limit) in limits)
        {
            var inForce = sent.Where(s => s.At >= from && s.At < limits.Where(l => l.From > from).Select(l => l.From).DefaultIfEmpty(DateTimeOffset.MaxValue).Min());
            foreach (var (at, to) in inForce)
            {
                var known = sent.Where(s => s.At < at && s.At > at - Day).Select(s => s.To).ToHashSet(StringComparer.Ordinal);
                Assert.True(known.Contains(to) || known.Count < limit, $"somebody new at {at:u} beside {known.Count} people, {limit} allowed");
            }
        }
    }

    private static int? NewLimit(int hour) => hour switch
    {
        4 * 24 => 100,
        9 * 24 => 30,
        14 * 24 => 80,
        22 * 24 => 250,
        _ => null,
    };

    private static int NextChange(int hour) => new[] { 4 * 24, 9 * 24, 10 * 24, 14 * 24, 22 * 24, 30 * 24 }.First(change => change > hour);

    // As the platform tells of a new limit.
    private static Task TellAsync(DeliveryScene scene, int limit)
    {
        var body = string.Create(
            CultureInfo.InvariantCulture,
            $$$"""{"object":"whatsapp_business_account","entry":[{"id":"1001","time":1795000000,"changes":[{"field":"business_capability_update","value":{"max_daily_conversations_per_business":{{{limit}}},"max_phone_numbers_per_waba":25}}]}]}""");
        var events = WebhookParser.Parse(Encoding.UTF8.GetBytes(body), scene.Portal.Clock.GetUtcNow());
        return scene.WriteAsync(async (db, t) =>
        {
            var batch = new WebhookBatch(db, events, new HashSet<string>(StringComparer.Ordinal));
            foreach (var handler in scene.Portal.Services.GetServices<IWebhookHandler>().Where(h => events.Any(h.Handles)))
                await handler.HandleAsync(batch, t);
        });
    }
}
