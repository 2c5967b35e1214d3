using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WaPortal.Bench.Fuzz;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Data;
using WaPortal.Tests.Delivery;
using Xunit;

namespace WaPortal.Tests.WhatsApp;

/// <summary>The short form of <c>WaPortal.Bench -- webhook-fuzz</c>.</summary>
public sealed class WebhookFuzzTests
{
    private const int Posts = 2_500;

    [Theory, Engines]
    public async Task Bodies_bent_in_every_way_are_answered_as_documented_and_end_done_or_in_quarantine(Engine engine)
    {
        var faults = new FaultLog();
        await using var scene = await DeliveryScene.StartAsync(engine, configure: services => services.AddLogging(logging => logging.AddProvider(faults)));
        await scene.OptInAsync(30);
        var order = await scene.OrderAsync(30);
        await scene.DispatchAsync(3);
        var portal = scene.Portal;
        var account = await portal.Database.ReadAsync(portal.TenantId, (db, t) => db.Set<WhatsAppAccount>().Select(a => a.Id).SingleAsync(t), CancellationToken.None);
        var wamids = (await scene.MessagesAsync(order)).Select(m => m.Wamid!).ToList();
        await portal.Database.WriteAsync(portal.TenantId, (db, t) => (Task)db.ExecuteSqlAsync("UPDATE template_translations SET platform_id = '7001', platform_category = 'MARKETING'", t), CancellationToken.None);
        await using var door = await Door.OpenAsync(portal);
        await portal.Get<WebhookInbox>().StartAsync(CancellationToken.None);
        await portal.Get<WebhookWorker>().StartAsync(CancellationToken.None);

        var target = new FuzzTarget(
            portal.Database, portal.TenantId, door.AddressOf(account), "secret", "1001", "2001", wamids, [.. Enumerable.Range(0, 30).Select(p => DeliveryScene.Phone(p)[1..])], "autumn_offer", "7001", portal.Clock.GetUtcNow, faults);
        var report = await FuzzRun.RunAsync(target, Posts, seed: 20261124, CancellationToken.None);

        await portal.Get<WebhookWorker>().StopAsync(CancellationToken.None);
        await portal.Get<WebhookInbox>().StopAsync(CancellationToken.None);
        Assert.True(report.Findings.Count == 0, string.Join(Environment.NewLine, report.Findings.Take(10)));

        // It went deep: much was handled, and what was refused was so for many reasons.
        Assert.True(report.Processed > Posts / 5, $"only {report.Processed} were handled");
        Assert.True(report.Quarantined.Count > 15, $"only {report.Quarantined.Count} reasons");
        await scene.AssertCountsAsync(order);
    }

    [Fact]
    public void The_samples_are_all_there_and_a_seed_makes_the_same_bodies_again()
    {
        Assert.Equal(Samples.Names("messages").Concat(Samples.Names("templates")).Order(StringComparer.Ordinal), FuzzSamples.All.Select(s => s.Name).Order(StringComparer.Ordinal));
        var target = new FuzzTarget(null!, default, new Uri("http://127.0.0.1"), "", "1", "2", ["wamid.1"], ["447700900001"], "a", "1", () => DateTimeOffset.UnixEpoch.AddYears(50), new FaultLog());
        var (one, other) = (new WebhookMutator(target, 3), new WebhookMutator(target, 3));
        for (var i = 0; i < 200; i++)
            Assert.Equal(one.Next(), other.Next());
    }
}
