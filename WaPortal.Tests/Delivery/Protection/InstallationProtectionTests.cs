using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.Delivery.Protection;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Delivery.Protection;

public sealed class InstallationProtectionTests
{
    [Theory, Engines]
    public async Task Nothing_leaves_while_the_disk_is_nearly_full_and_it_goes_on_when_there_is_clearly_more_room(Engine engine)
    {
        var free = 400L << 20;
        await using var scene = await DeliveryScene.StartAsync(engine, configure: services => services.AddSingleton(s => new DiskSpace(
            s.GetRequiredService<DataDirectory>(), s.GetRequiredService<IOptions<DataOptions>>(), s.GetRequiredService<TimeProvider>(), () => free)));
        await scene.OptInAsync(2);
        var order = await scene.OrderAsync(2);
        await scene.DispatchAsync(2);
        Assert.Empty(scene.Platform.Sent);
        Assert.Single(await scene.Portal.Get<ProtectionQuery>().ObstaclesAsync(scene.Portal.Marketer, CancellationToken.None));

        free = 550L << 20;
        scene.Portal.Clock.Advance(TimeSpan.FromSeconds(10));
        await scene.DispatchAsync(1);
        Assert.Empty(scene.Platform.Sent);

        free = 700L << 20;
        scene.Portal.Clock.Advance(TimeSpan.FromSeconds(10));
        await scene.DispatchAsync(1);
        Assert.Equal(2, scene.Platform.Sent.Count);
        Assert.Equal(SendOrderState.Done, (await scene.OrderRowAsync(order)).State);
    }

    [Fact]
    public async Task A_full_disk_loses_no_answer_that_is_on_its_way()
    {
        var full = new FullDisk();
        await using var scene = await DeliveryScene.StartAsync(Engine.Sqlite, configure: services => services.AddSingleton<IInterceptor>(full));
        var reserve = Path.Combine(scene.Portal.DataPath, "reserve");
        await scene.WatchAsync();
        Assert.True(new FileInfo(reserve).Length > 1 << 20);
        await scene.OptInAsync(3);
        var order = await scene.OrderAsync(3);
        scene.Platform.OnTheWire = _ =>
        {
            full.Left = 1;
            return Task.CompletedTask;
        };
        await scene.RunDispatchOnceAsync();
        Assert.Equal(0, full.Left);
        Assert.False(File.Exists(reserve));
        Assert.All(await scene.MessagesAsync(order), m => Assert.True(m is { State: MessageState.Accepted, Wamid: not null }));
        await scene.AssertCountsAsync(order);

        await scene.WatchAsync();
        Assert.True(File.Exists(reserve));
    }

    [Theory, Engines]
    public async Task A_clock_that_jumps_stops_everything_until_somebody_has_looked(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(2);
        await scene.DispatchAsync(1); // the clock is known
        var order = await scene.OrderAsync(2);
        scene.Portal.Clock.Jump(TimeSpan.FromHours(3));
        await scene.RunDispatchOnceAsync();
        Assert.Empty(scene.Platform.Sent);
        await scene.WatchAsync();
        var row = await scene.OrderRowAsync(order);
        Assert.Equal(SendOrderState.Paused, row.State);
        Assert.Contains("forward by 0.03:00:00", row.PauseReason, StringComparison.Ordinal);
        var told = await scene.Portal.Database.ReadAsync(scene.Portal.TenantId, (db, t) => db.QuerySqlAsync(
            "SELECT reason FROM platform_events WHERE event = 'clock.jumped'", r => r.GetString(0), t), CancellationToken.None);
        Assert.Single(told);

        await scene.ResumeAsync(order);
        await scene.DispatchAsync(1);
        Assert.Equal(2, scene.Platform.Sent.Count);
    }

    [Fact]
    public async Task A_clock_that_is_corrected_or_time_that_passes_stops_nothing()
    {
        await using var scene = await DeliveryScene.StartAsync(Engine.Sqlite);
        await scene.OptInAsync(2);
        await scene.DispatchAsync(1);
        await scene.OrderAsync(2);
        scene.Portal.Clock.Jump(TimeSpan.FromSeconds(-50));
        scene.Portal.Clock.Advance(TimeSpan.FromHours(8));
        await scene.DispatchAsync(1);
        Assert.Equal(2, scene.Platform.Sent.Count);
    }

    private sealed class FullDisk : DbTransactionInterceptor
    {
        public int Left { get; set; }

        public override ValueTask<InterceptionResult> TransactionCommittingAsync(
            DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
        {
            if (Left == 0)
                return new(result);
            Left--;
            throw new SqliteException("database or disk is full", 13);
        }
    }
}
