using Microsoft.Extensions.Logging;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Audit;

/// <summary>Records what belongs to no enterprise.</summary>
public sealed class PlatformTrail(PortalDatabase database, TimeProvider clock, ILoggerFactory loggers)
{
    private readonly ILogger _log = loggers.CreateLogger(AuditTrail.LogCategory);

    /// <summary>Adds an event to the caller's write transaction, whatever its tenant. As <see cref="AuditTrail.Record"/>, without a person.</summary>
    public void Record(PortalDbContext db, string @event, string target, string result = "ok", string? reason = null) =>
        Add(db, null, @event, target, result, reason);

    /// <summary>Adds what a person did for the whole platform to the caller's write transaction, whatever its tenant.</summary>
    public void Record(PortalDbContext db, Actor actor, string @event, string target, string result = "ok", string? reason = null) =>
        Add(db, actor, @event, target, result, reason);

    /// <summary>Records an event in a transaction of its own.</summary>
    public Task RecordAsync(string @event, string target, string result, string? reason, CancellationToken token) =>
        RecordAsync(null, @event, target, result, reason, token);

    /// <summary>Records what a person did in a transaction of its own.</summary>
    public Task RecordAsync(Actor? actor, string @event, string target, string result, string? reason, CancellationToken token) =>
        database.WriteAsync(TenantId.None, (db, _) =>
        {
            Add(db, actor, @event, target, result, reason);
            return Task.CompletedTask;
        }, token);

    private void Add(PortalDbContext db, Actor? actor, string @event, string target, string result, string? reason) =>
        db.AtCommit(() => new TrailWork(_log)).Add(PlatformEvent.Create(actor, @event, target, result, reason, clock.GetUtcNow()));
}
