using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Audit;

/// <summary>Records what belongs to no enterprise.</summary>
public sealed class PlatformTrail(PortalDatabase database, TimeProvider clock)
{
    /// <summary>Adds an event to the caller's transaction.</summary>
    public void Record(PortalDbContext db, string @event, string target, string result = "ok", string? reason = null) =>
        db.Add(PlatformEvent.Create(@event, target, result, reason, clock.GetUtcNow()));

    /// <summary>Records an event in a transaction of its own.</summary>
    public Task RecordAsync(string @event, string target, string result, string? reason, CancellationToken token) =>
        database.WriteAsync(TenantId.None, (db, _) =>
        {
            Record(db, @event, target, result, reason);
            return Task.CompletedTask;
        }, token);
}
