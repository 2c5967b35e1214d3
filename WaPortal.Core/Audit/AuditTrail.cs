using Microsoft.Extensions.Logging;
using WaPortal.Core.Access;
using WaPortal.Core.Data;

namespace WaPortal.Core.Audit;

/// <summary>Records what people did, in the transaction that did it. Each enterprise's trail is a chain: see <see cref="VerifyActivity"/>.</summary>
public sealed class AuditTrail(PortalDatabase database, TimeProvider clock, ILoggerFactory loggers)
{
    /// <summary>The log category of the lines that go with the events, one line of JSON each.</summary>
    public const string LogCategory = "WaPortal.Audit";

    private readonly ILogger _log = loggers.CreateLogger(LogCategory);

    /// <summary>Adds an event to the caller's write transaction.</summary>
    /// <param name="db">A context in the actor's tenant.</param>
    /// <param name="actor">Who.</param>
    /// <param name="event">What, such as <c>campaign.started</c>; listed in <see cref="EventWords"/>.</param>
    /// <param name="target">The id of what it was done to.</param>
    /// <param name="result"><c>ok</c>, <c>refused</c> or <c>failed</c>.</param>
    /// <param name="reason">In words; no personal data.</param>
    public void Record(PortalDbContext db, Actor actor, string @event, string target, string result = "ok", string? reason = null)
    {
        if (actor.Tenant != db.TenantId)
            throw new TenantMismatchException(nameof(AuditEvent));
        db.AtCommit(() => new TrailWork(_log)).Add(AuditEvent.Create(actor, @event, target, result, reason, clock.GetUtcNow()));
    }

    /// <summary>Records an event that changes nothing else, in a transaction of its own.</summary>
    public Task RecordAsync(Actor actor, string @event, string target, string result, string? reason, CancellationToken token) =>
        database.WriteAsync(actor.Tenant, (db, _) =>
        {
            Record(db, actor, @event, target, result, reason);
            return Task.CompletedTask;
        }, token);
}
