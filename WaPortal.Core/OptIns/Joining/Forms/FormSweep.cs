using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Joining.Forms;

/// <summary>Lets the number go of submissions that nobody confirmed in time, and forgets all of them after a month.</summary>
internal sealed class FormSweep(PortalDatabase database, SystemScope scope, TimeProvider clock) : IUnfinishedWork
{
    public Task ResumeAsync(CancellationToken token) => scope.ForEachAsync("submissions of forms", (tenant, t) => RunAsync(tenant.Id, t), token, TenantReach.Held);

    internal async Task RunAsync(TenantId tenant, CancellationToken token)
    {
        var now = clock.GetUtcNow();
        var (late, gone) = (now - FormSubmission.Life, now - FormSubmission.Memory);
        if (!await database.ReadAsync(tenant, (db, t) => db.Set<FormSubmission>().AnyAsync(s => (s.State == SubmissionState.Waiting && s.ReceivedAt <= late) || s.ReceivedAt <= gone, t), token))
            return;
        await database.WriteAsync(tenant, async (db, t) =>
        {
            var expired = await db.QuerySqlAsync(
                "UPDATE form_submissions SET state = 'Expired', details = NULL, ended_at = @now WHERE tenant_id = @tenant AND state = 'Waiting' AND received_at <= @late RETURNING form_id",
                row => new WebFormId(row.GetGuid(0)), t, ("@tenant", tenant), ("@now", now), ("@late", late));
            foreach (var form in expired.CountBy(id => id).OrderBy(c => c.Key.Value))
                await db.Set<WebForm>().Where(f => f.Id == form.Key).ExecuteUpdateAsync(f => f.SetProperty(x => x.Expired, x => x.Expired + form.Value), t);
            await db.Set<FormSubmission>().Where(s => s.ReceivedAt <= gone).ExecuteDeleteAsync(t);
        }, token);
    }
}
