using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.Templates;

/// <summary>Deletes one translation at the platform. Deleting again what is gone is harmless, so it is simply repeated.</summary>
internal sealed class DeleteTranslationJob(
    PortalDatabase database, TemplateAccounts accounts, IWhatsAppClient client, IBackgroundJobs jobs, IPortalSignals signals, TimeProvider clock) : IBackgroundJob
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(2);

    public async Task RunAsync(TenantId tenant, Guid subject, CancellationToken token)
    {
        if (await accounts.LoadAsync(tenant, new TranslationId(subject), token) is not { Translation.Status: TranslationStatus.PendingDeletion } work) return;
        string? trouble = null;
        var id = work.Translation.PlatformId;
        // Without an id only the whole name could be deleted, with all other languages: ask for the id first.
        if (id is null)
        {
            var list = await client.ListTemplatesAsync(work.Connection, work.Template.Name, token);
            id = list is ApiResult<IReadOnlyList<TemplateInfo>>.Ok ok ? ok.Value.FirstOrDefault(t => t.Name == work.Template.Name && t.Language == work.Translation.Language)?.Id : null;
            if (list is not ApiResult<IReadOnlyList<TemplateInfo>>.Ok) trouble = Words(list);
        }

        if (id is not null && trouble is null)
        {
            var deleted = await client.DeleteTemplateAsync(work.Connection, work.Template.Name, id, token);
            if (deleted is not ApiResult<bool>.Ok && await client.GetTemplateAsync(work.Connection, id, token) is not ApiResult<TemplateInfo?>.Ok { Value: null or { Status: "DELETED" or "PENDING_DELETION" } })
                trouble = Words(deleted);
        }

        await database.WriteAsync(tenant, async (db, t) =>
        {
            if (await db.Set<TemplateTranslation>().FirstOrDefaultAsync(x => x.Id == work.Translation.Id, t) is not { Status: TranslationStatus.PendingDeletion } row) return;
            if (trouble is null)
            {
                row.Delete(clock.GetUtcNow());
                db.Add(TemplateEvent.Create(row, "deleted", "WhatsApp", null, clock.GetUtcNow()));
            }
            else
            {
                row.TryPostpone(trouble, mayHaveArrived: true, clock.GetUtcNow() + Pause);
            }
        }, token);
        if (trouble is not null) await jobs.ScheduleAsync<DeleteTranslationJob>(tenant, subject, clock.GetUtcNow() + Pause, token);
        signals.Publish(tenant, TemplateTopics.Of(work.Template.Id));
        signals.Publish(tenant, TemplateTopics.All);
    }

    private static string Words<T>(ApiResult<T> result) => result switch
    {
        ApiResult<T>.Refused refused => refused.Error.Words,
        ApiResult<T>.Unreachable lost => lost.Reason,
        _ => "",
    };
}
