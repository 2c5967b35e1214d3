using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery.Protection;

/// <summary>Each minute: what asking the platform has brought about numbers and templates, who left after a campaign, the clock, and the reserve on the disk.</summary>
internal sealed partial class WatchSending(
    PortalDatabase database, SystemScope scope, ProtectOrders protect, ClockWatch watch, DiskSpace disk, PlatformTrail trail, ILogger<WatchSending> logger)
    : IUnfinishedWork
{
    public async Task ResumeAsync(CancellationToken token)
    {
        if (!database.IsPostgres)
            disk.KeepReserve();
        if (watch.HasJumped() && watch.Jump is { } by)
            await StopAllAsync(by, token);
        if (disk.IsLow)
            Log.DiskLow(logger, disk.Free >> 20, disk.Least >> 20);
        await scope.ForEachAsync("orders to protect", (tenant, t) => ProtectAsync(tenant.Id, t), token);
    }

    private async Task ProtectAsync(TenantId tenant, CancellationToken token)
    {
        if (!await database.ReadAsync(tenant, (db, t) => db.Set<SendOrder>().AnyAsync(o => o.State == SendOrderState.Running, t), token))
            return;
        // Counted outside the transaction that stops: it may read many rows.
        var left = await database.ReadAsync(tenant, ProtectOrders.LeftAsync, token);
        await database.WriteAsync(tenant, async (db, t) =>
        {
            await protect.ApplyAsync(db, t);
            foreach (var (order, count, reason) in left)
                await protect.StopAsync(db, order, count, reason, t);
        }, token);
    }

    private async Task StopAllAsync(TimeSpan by, CancellationToken token)
    {
        var words = string.Create(CultureInfo.InvariantCulture, $"The server's clock jumped {(by > TimeSpan.Zero ? "forward" : "back")} by {by.Duration():d\\.hh\\:mm\\:ss}. The messaging limit and all times stand on it: see that it is right, then resume.");
        Log.Jumped(logger, by);
        await trail.RecordAsync("clock.jumped", Environment.MachineName, "ok", words, token);
        await scope.ForEachAsync("orders to protect", (tenant, t) => database.WriteAsync(tenant.Id, (db, inner) => protect.StopAllAsync(db, words, inner), t), token);
        watch.Settle();
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The wall clock jumped by {By}. All campaigns pause; somebody resumes them.")]
        public static partial void Jumped(ILogger logger, TimeSpan by);

        [LoggerMessage(LogLevel.Error, "Only {Free} MiB of the data directory's disk are free, {Least} MiB must be. Nothing is sent until there is more.")]
        public static partial void DiskLow(ILogger logger, long free, long least);
    }
}
