using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Access;
using WaPortal.Core.Backups;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Tests.Browser;
using WaPortal.Tests.Data;
using WaPortal.Tests.Delivery;
using WaPortal.Tests.Sandbox;
using Xunit;

namespace WaPortal.Tests.Backups;

/// <summary>A backup in the middle of a campaign, restored to another place: portal, platform and verbs as processes of their own.</summary>
[Trait("Category", "Load")]
public sealed class RestoreTests(ITestOutputHelper output)
{
    private const int People = 300;
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_portal_that_was_restored_sends_nobody_anything_twice_by_itself()
    {
        var folder = Directory.CreateTempSubdirectory("waportal-restore-").FullName;
        await using var sandbox = await SandboxProcess.StartAsync("--seed", "1", "--tier", "none", "--review-delay", "0.1");
        await using var scene = await KilledPortal.CreateAsync(sandbox, ("Delivery:StartTime", "00:00:05"), ("Delivery:LeaseTime", "00:00:15"), ("Delivery:ThroughputShare", "0.2"));
        var order = await KillTests.OrderAsync(scene, await KillTests.TemplateAsync(scene), People);
        var portal = await scene.StartAsync();
        await Eventually.TrueAsync(async () => (await sandbox.AcceptedAsync()).Count > 20, "Nothing is sent.", 600);
        var backup = Path.Combine(folder, "backup.zip");
        var taken = await PortalProcess.RunVerbAsync(scene.DataPath, null, "backup", backup);
        Assert.True(taken.ExitCode == 0, taken.Output);
        // More leave after the backup than it knows of; then the machine is lost.
        await Eventually.TrueAsync(async () => (await sandbox.AcceptedAsync()).Count >= People, "Sending does not go on.", 600);
        await portal.KillAsync();
        var before = (await sandbox.AcceptedAsync()).Count;

        var target = Path.Combine(folder, "data");
        Directory.CreateDirectory(target);
        Assert.Equal(2, (await PortalProcess.RunVerbAsync(target, null, "restore", backup)).ExitCode);
        var restored = await PortalProcess.RunVerbAsync(target, null, "restore", backup, "--key-file", Path.Combine(scene.DataPath, "keys", "master.key"));
        Assert.True(restored.ExitCode == 0, restored.Output);
        output.WriteLine(taken.Output + restored.Output);
        Assert.Contains("nothing is sent", restored.Output, StringComparison.Ordinal);
        Assert.Contains("opt-outs", restored.Output, StringComparison.Ordinal);
        var verified = await PortalProcess.RunVerbAsync(target, null, "ledger", "verify");
        Assert.True(verified.ExitCode == 0, verified.Output);
        Assert.Contains($"{People + 1} entries", verified.Output, StringComparison.Ordinal);

        await using var again = TestPortal.CreateServices(target, null, scene.Settings.ToDictionary(s => s.Key, s => (string?)s.Value), TimeProvider.System, null);
        var database = again.GetRequiredService<PortalDatabase>();
        var waiting = await WaitingAsync(database, scene, order);
        Assert.InRange(waiting, 1, People - 1);
        await using (var second = await PortalProcess.StartAsync(scene.Settings, target))
        {
            await sandbox.PostAsync("/sandbox/webhook", new { url = $"{second.Address}/webhooks/whatsapp/{scene.Account.Value}" });
            // Longer than the sweep and the leases take to find work.
            await Task.Delay(TimeSpan.FromSeconds(20));
            Assert.Equal(before, (await sandbox.AcceptedAsync()).Count);
            await again.GetRequiredService<RestoreDecision>().LiftAsync(Actor.Job(scene.Tenant, "test"), None);
            await Task.Delay(TimeSpan.FromSeconds(5));
            Assert.Equal(before, (await sandbox.AcceptedAsync()).Count);
            Assert.Equal(before, (await sandbox.AcceptedAsync()).Select(a => (string?)a["to"]).Distinct().Count());
            await second.KillAsync();
        }

        var row = await database.ReadAsync(scene.Tenant, (db, t) => db.Set<SendOrder>().FirstAsync(o => o.Id == order, t), None);
        Assert.Equal(SendOrderState.Paused, row.State);
        Assert.NotNull(row.SetBackTo);
        Assert.Empty((await again.GetRequiredService<VerifyLedger>().RunAsync(scene.Tenant, None)).Breaks);

        // Only a person who says so sends what waits once more, to exactly those who wait.
        waiting = await WaitingAsync(database, scene, order);
        await database.WriteAsync(scene.Tenant, (db, t) => again.GetRequiredService<SendOrders>().RunAsync(db, order, t), None);
        await using (var third = await PortalProcess.StartAsync(scene.Settings, target))
        {
            await Eventually.TrueAsync(async () => await WaitingAsync(database, scene, order) == 0, "What was resumed does not leave.", 600);
            await Eventually.TrueAsync(async () => (await sandbox.AcceptedAsync()).Count == before + waiting, "Not just those who waited got it.", 300);
            await third.KillAsync();
        }

        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private static Task<int> WaitingAsync(PortalDatabase database, KilledPortal scene, SendOrderId order) => database.ReadAsync(
        scene.Tenant, (db, t) => db.Set<Message>().CountAsync(m => m.OrderId == order && m.State == MessageState.Queued, t), None);
}
