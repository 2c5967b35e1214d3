using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Ledger.Checkpoints;

/// <summary>
/// Seals ledgers whose new entries have waited long enough, and copies out what has not arrived yet. Done within the sweep, without a job:
/// ledgers of suspended and closed enterprises are sealed as well, since opt-outs still reach them.
/// </summary>
internal sealed class DueCheckpoints(
    PortalDatabase database, SystemScope scope, SealLedger sealing, CheckpointCopies copies, IOptions<LedgerOptions> options, TimeProvider clock) : IUnfinishedWork
{
    public Task ResumeAsync(CancellationToken token) => scope.ForEachAsync("ledger checkpoints", ResumeAsync, token, TenantReach.Held);

    private async Task ResumeAsync(Tenant tenant, CancellationToken token)
    {
        var due = clock.GetUtcNow() - options.Value.CheckpointEvery;
        var isDue = await database.ReadAsync(tenant.Id, async (db, t) =>
        {
            var size = await db.Set<LedgerCheckpoint>().OrderByDescending(c => c.Size).Select(c => (long?)c.Size).FirstOrDefaultAsync(t) ?? 0;
            return await db.Set<ConsentLedgerEntry>().AnyAsync(e => e.Seq == size + 1 && e.RecordedAt <= due, t);
        }, token);
        if (isDue)
            await sealing.RunAsync(tenant.Id, token);
        await copies.RunAsync(tenant.Id, token);
    }
}
