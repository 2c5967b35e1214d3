using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Compliance.Alerts;

/// <summary>Looks regularly for what somebody should look at, and keeps the alerts by it.</summary>
internal sealed class WatchCompliance(PortalDatabase database, SystemScope scope, AlertFindings findings, IPortalSignals signals, TimeProvider clock) : IUnfinishedWork
{
    /// <summary>The topic that pages listen to.</summary>
    public const string Topic = "alerts";

    // Counting a million consents each minute would be a waste; nothing here is a matter of minutes.
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<TenantId, DateTimeOffset> _looked = new();

    public Task ResumeAsync(CancellationToken token) => scope.ForEachAsync("compliance alerts", async (tenant, t) =>
    {
        if (_looked.TryGetValue(tenant.Id, out var last) && clock.GetUtcNow() - last < Every)
            return;
        await RunAsync(tenant.Id, t);
    }, token);

    public async Task RunAsync(TenantId tenant, CancellationToken token)
    {
        _looked[tenant] = clock.GetUtcNow();
        var now = await database.ReadAsync(tenant, findings.FindAsync, token);
        var changed = await database.WriteAsync(tenant, async (db, t) =>
        {
            var at = clock.GetUtcNow();
            var known = await db.Set<ComplianceAlert>().ToListAsync(t);
            foreach (var finding in now)
            {
                if (known.FirstOrDefault(a => a.Kind == finding.Kind && a.Key == finding.Key) is { } alert)
                    alert.Follow(finding, at);
                else
                    db.Add(ComplianceAlert.Raise(tenant, finding, at));
            }

            foreach (var gone in known.Where(a => a.ClearedAt is null && !now.Any(f => f.Kind == a.Kind && f.Key == a.Key)))
                gone.Clear(at);
            return db.ChangeTracker.HasChanges();
        }, token);
        if (changed)
            signals.Publish(tenant, Topic);
    }
}
