using Microsoft.Extensions.Logging;
using WaPortal.Core.Access;

namespace WaPortal.Core.Audit;

/// <summary>Records refusals and faults where they are shown. It adds no fault of its own: the database may be what is broken.</summary>
public sealed partial class IncidentTrail(AuditTrail audit, PlatformTrail platform, ILogger<IncidentTrail> logger)
{
    /// <summary>Somebody was refused for want of a right.</summary>
    /// <param name="what">The page, or the right that was missing.</param>
    /// <param name="actor">Who.</param>
    public Task DeniedAsync(string what, Actor actor) => RecordAsync(actor, "permission.denied", what, "refused", null);

    /// <summary>Somebody (null: a stranger) met a fault and was given its number.</summary>
    public Task FaultAsync(string faultId, Actor? actor, Exception? fault) => RecordAsync(actor, "fault.unhandled", faultId, "failed", fault?.GetType().Name);

    private async Task RecordAsync(Actor? actor, string name, string target, string result, string? reason)
    {
        try
        {
            if (actor is null)
                await platform.RecordAsync(name, target, result, reason, CancellationToken.None);
            else
                await audit.RecordAsync(actor, name, target, result, reason, CancellationToken.None);
        }
        catch (Exception e)
        {
            Log.NotWritten(logger, name, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The event {Name} could not be recorded")]
        public static partial void NotWritten(ILogger logger, string name, Exception exception);
    }
}
