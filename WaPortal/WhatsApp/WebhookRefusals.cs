using WaPortal.Access;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

namespace WaPortal.WhatsApp;

/// <summary>Writes down that bodies without a right signature came: one line a minute for an account, with their number. Nothing else is kept of them.</summary>
public sealed class WebhookRefusals(AuditTrail audit, TimeProvider clock)
{
    private readonly LineAMinute<WhatsAppAccountId> _lines = new(clock);

    public async Task NoteAsync(WebhookDoor door)
    {
        if (_lines.Note(door.Account) is not { } refused)
            return;
        await audit.RecordAsync(
            Actor.Job(door.Tenant, "webhook"), "webhook.signature-failed", door.Account.Value.ToString(), "refused",
            FormattableString.Invariant($"{refused} since the last line"), CancellationToken.None);
    }
}
