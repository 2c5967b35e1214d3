using WaPortal.Access;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.OptIns.Joining.Forms;
using WaPortal.Core.Tenancy;

namespace WaPortal.OptIns.Forms;

/// <summary>Writes down that submissions without a right signature came: one line a minute for a form, with their number.</summary>
public sealed class FormRefusals(AuditTrail audit, TimeProvider clock)
{
    private readonly LineAMinute<WebFormId> _lines = new(clock);

    public async Task NoteAsync(TenantId tenant, WebFormId form)
    {
        if (_lines.Note(form) is not { } refused)
            return;
        await audit.RecordAsync(
            Actor.Job(tenant, "web form"), "form.signature-failed", form.Value.ToString(), "refused", FormattableString.Invariant($"{refused} since the last line"), CancellationToken.None);
    }
}
