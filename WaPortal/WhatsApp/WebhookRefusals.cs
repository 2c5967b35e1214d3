using System.Collections.Concurrent;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

namespace WaPortal.WhatsApp;

/// <summary>Writes down that bodies without a right signature came: one line a minute for an account, with their number. Nothing else is kept of them.</summary>
public sealed class WebhookRefusals(AuditTrail audit, TimeProvider clock)
{
    private static readonly TimeSpan OneLineEvery = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<WhatsAppAccountId, Count> _counts = new();

    public async Task NoteAsync(WebhookDoor door)
    {
        if (_counts.GetOrAdd(door.Account, _ => new Count()).Note(clock.GetUtcNow()) is not { } refused)
            return;
        await audit.RecordAsync(
            Actor.Job(door.Tenant, "webhook"), "webhook.signature-failed", door.Account.Value.ToString(), "refused",
            FormattableString.Invariant($"{refused} since the last line"), CancellationToken.None);
    }

    private sealed class Count
    {
        private readonly Lock _lock = new();
        private DateTimeOffset? _written;
        private long _since;

        /// <summary>The number to write; null while the minute lasts.</summary>
        public long? Note(DateTimeOffset now)
        {
            lock (_lock)
            {
                _since++;
                if (_written is { } last && now - last < OneLineEvery)
                    return null;
                var count = _since;
                (_written, _since) = (now, 0);
                return count;
            }
        }
    }
}
