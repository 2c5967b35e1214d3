using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Access.Mail;

/// <summary>Tells a user by mail that a recovery code opened their account. The subject is the user; one use is told of once.</summary>
internal sealed class RecoveryMailJob(PortalDatabase database, TenantDirectory tenants, IMailSender mail, Letters letters) : IBackgroundJob
{
    public async Task RunAsync(TenantId tenant, Guid subject, CancellationToken token)
    {
        var id = new UserId(subject);
        var (user, left) = await database.ReadAsync(tenant, async (db, t) => (
            await db.Set<PortalUser>().FirstOrDefaultAsync(u => u.Id == id, t), await db.Set<RecoveryCode>().CountAsync(c => c.UserId == id, t)), token);
        if (user?.RecoveryUsedAt is not { } used || user.RecoveryMailedFor == used)
            return;
        var zone = TimeZoneInfo.FindSystemTimeZoneById((await tenants.GetAsync(tenant, token)).TimeZone);
        var when = $"{TimeZoneInfo.ConvertTime(used, zone):yyyy-MM-dd HH:mm} ({zone.Id})";
        switch (await mail.SendAsync(letters.RecoveryCodeUsed(user.Email, when, left), token))
        {
            case MailOutcome.Failed:
                throw new InvalidOperationException("The mail server did not take the mail."); // tried again, with back-off
            case MailOutcome.Sent:
                await database.WriteAsync(tenant, (db, t) => db.Set<PortalUser>().Where(u => u.Id == id)
                    .ExecuteUpdateAsync(s => s.SetProperty(u => u.RecoveryMailedFor, used), t), token);
                break;
        }
    }
}

/// <summary>Finds uses of recovery codes that no mail has told of.</summary>
internal sealed class UntoldRecoveries(PortalDatabase database, SystemScope scope, IMailSender mail, IBackgroundJobs jobs) : IUnfinishedWork
{
    public Task ResumeAsync(CancellationToken token) => mail.IsConfigured
        ? scope.ForEachAsync("mails about recovery codes", (tenant, t) => ResumeAsync(tenant.Id, t), token)
        : Task.CompletedTask;

    private async Task ResumeAsync(TenantId tenant, CancellationToken token)
    {
        var untold = await database.ReadAsync(tenant, (db, t) => db.Set<PortalUser>()
            .Where(u => u.RecoveryUsedAt != null && (u.RecoveryMailedFor == null || u.RecoveryMailedFor < u.RecoveryUsedAt)).Select(u => u.Id).ToListAsync(t), token);
        foreach (var user in untold)
            await jobs.EnqueueAsync<RecoveryMailJob>(tenant, user.Value, token);
    }
}
