using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.WhatsApp;

/// <summary>Asks the platform about an account's (the subject's) numbers. A failure stands in the account's row and is tried again at the next turn.</summary>
internal sealed class RefreshNumbersJob(RefreshPhoneNumbers refresh) : IBackgroundJob
{
    public Task RunAsync(TenantId tenant, Guid subject, CancellationToken token) => refresh.RunAsync(tenant, new WhatsAppAccountId(subject), token);
}

/// <summary>Has each account's numbers looked at once an hour, so that a limit or quality whose webhook was missed arrives all the same.</summary>
internal sealed class UncheckedAccounts(PortalDatabase database, SystemScope scope, IBackgroundJobs jobs, TimeProvider clock) : IUnfinishedWork
{
    internal static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    public async Task ResumeAsync(CancellationToken token)
    {
        var before = clock.GetUtcNow() - Interval;
        await scope.ForEachAsync("numbers to look at", async (tenant, t) =>
        {
            var due = await database.ReadAsync(tenant.Id, (db, inner) => db.Set<WhatsAppAccount>()
                .Where(a => a.DisconnectedAt == null && (a.CheckedAt == null || a.CheckedAt <= before)).Select(a => a.Id).ToListAsync(inner), t);
            foreach (var account in due)
                await jobs.EnqueueAsync<RefreshNumbersJob>(tenant.Id, account.Value, t);
        }, token);
    }
}
