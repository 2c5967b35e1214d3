using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.Templates;

/// <summary>
/// Hands one translation over to the platform. The attempt is committed before the request leaves; where an earlier attempt may
/// have arrived, the platform is asked for name and language first, so nothing is created twice.
/// </summary>
internal sealed class SubmitTranslationJob(
    PortalDatabase database, TemplateAccounts accounts, SampleMediaStore samples, IWhatsAppClient client, IBackgroundJobs jobs, IPortalSignals signals, TimeProvider clock) : IBackgroundJob
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(30);

    public async Task RunAsync(TenantId tenant, Guid subject, CancellationToken token)
    {
        var id = new TranslationId(subject);
        if (await accounts.LoadAsync(tenant, id, token) is not { Translation.Status: TranslationStatus.Submitting } work) return;
        if (work.Translation.NextAttemptAt is { } next && next > clock.GetUtcNow() && work.Translation.AttemptedAt is null && work.Translation.Attempts > 0)
        {
            await jobs.ScheduleAsync<SubmitTranslationJob>(tenant, subject, next, token);
            return;
        }

        if (work.Translation.AttemptedAt is not null)
        {
            if (await LookUpAsync(tenant, work, token)) return;
        }

        var content = TemplateContent.FromJson(work.Translation.SubmittedJson!);
        var handles = new Dictionary<Guid, string>();
        foreach (var media in content.Media)
        {
            var uploaded = await UploadAsync(tenant, work, media, token);
            if (uploaded is not ApiResult<string>.Ok ok)
            {
                await SettleAsync(tenant, work, uploaded, neverLeft: true, token);
                return;
            }

            handles[media] = ok.Value;
        }

        if (!await BeginAsync(tenant, work, token)) return;
        if (work.Translation.PlatformId is { } existing)
        {
            var edit = content.ToEditPayload(work.Template.ParameterFormat, handles);
            var edited = await client.EditTemplateAsync(work.Connection, existing, edit, token);
            await SettleAsync(tenant, work, edited.Then<TemplateCreated>(_ => new ApiResult<TemplateCreated>.Ok(new TemplateCreated(existing, "PENDING", ""))), neverLeft: false, token);
            return;
        }

        var payload = content.ToCreatePayload(work.Template.Name, work.Translation.Language, work.Template.Category, work.Template.ParameterFormat, handles);
        await SettleAsync(tenant, work, await client.CreateTemplateAsync(work.Connection, payload, token), neverLeft: false, token);
    }

    /// <summary>Whether the platform holds what an earlier attempt sent, or cannot say; then there is nothing more to do now.</summary>
    private async Task<bool> LookUpAsync(TenantId tenant, TranslationAtWork work, CancellationToken token)
    {
        switch (await client.ListTemplatesAsync(work.Connection, work.Template.Name, token))
        {
            case ApiResult<IReadOnlyList<TemplateInfo>>.Ok list:
                var found = list.Value.FirstOrDefault(t => t.Name == work.Template.Name && t.Language == work.Translation.Language);
                // An edit that did not arrive leaves the template as it was; only a review shows that it did.
                if (found is null || (work.Translation.PlatformId is not null && found.Status != "PENDING")) return false;
                await RecordAsync(tenant, work, row => row.TryAccept(found.Id, found.Status, found.Category, clock.GetUtcNow()), "taken by WhatsApp", null, token);
                return true;
            case ApiResult<IReadOnlyList<TemplateInfo>>.Unreachable lost:
                await PostponeAsync(tenant, work, lost.Reason, mayHaveArrived: true, token);
                return true;
            case ApiResult<IReadOnlyList<TemplateInfo>>.Refused refused:
                await PostponeAsync(tenant, work, refused.Error.Words, mayHaveArrived: true, token);
                return true;
            default:
                throw new InvalidOperationException("The hierarchy is closed.");
        }
    }

    private async Task<ApiResult<string>> UploadAsync(TenantId tenant, TranslationAtWork work, Guid media, CancellationToken token)
    {
        if (await samples.OpenAsync(tenant, new SampleMediaId(media), token) is not { } open)
            return new ApiResult<string>.Refused(new WhatsAppError(0, null, 0, "A sample file is missing. Choose it again.", null, null, null, null));
        await using var file = open.Content;
        return await client.UploadTemplateSampleAsync(work.Connection, new MediaFile(open.Media.FileName, open.Media.MimeType, file, open.Media.Length), token);
    }

    private Task<bool> BeginAsync(TenantId tenant, TranslationAtWork work, CancellationToken token) => database.WriteAsync(tenant, async (db, t) =>
        await db.Set<TemplateTranslation>().FirstOrDefaultAsync(x => x.Id == work.Translation.Id, t) is { } row
            && row.SubmittedVersion == work.Translation.SubmittedVersion && row.TryBeginAttempt(clock.GetUtcNow(), Pause(row.Attempts)), token);

    private async Task SettleAsync<T>(TenantId tenant, TranslationAtWork work, ApiResult<T> result, bool neverLeft, CancellationToken token)
    {
        switch (result)
        {
            case ApiResult<T>.Ok { Value: TemplateCreated created }:
                var category = created.Category.Length > 0 ? created.Category : null;
                await RecordAsync(tenant, work, row => row.TryAccept(created.Id, created.Status, category, clock.GetUtcNow()), "taken by WhatsApp", null, token);
                break;
            case ApiResult<T>.Refused { Error: var error } when error.Fact.Retry == RetryRule.Backoff:
                await PostponeAsync(tenant, work, error.Words, mayHaveArrived: false, token);
                break;
            case ApiResult<T>.Refused { Error: var error }:
                var advice = error.Code == 0 ? "Choose the file again and submit." : error.Fact.Advice;
                await RecordAsync(tenant, work, row => row.TryRefuse(error.Words, advice, clock.GetUtcNow()), "refused at submission", error.Words, token);
                break;
            case ApiResult<T>.Unreachable lost:
                await PostponeAsync(tenant, work, lost.Reason, lost.MayHaveArrived && !neverLeft, token);
                break;
        }
    }

    private async Task PostponeAsync(TenantId tenant, TranslationAtWork work, string reason, bool mayHaveArrived, CancellationToken token)
    {
        var next = clock.GetUtcNow() + Pause(work.Translation.Attempts);
        // What is recorded here decides whether a second request is looked up first, so a shutdown must not lose it.
        await database.WriteAsync(tenant, async (db, t) =>
        {
            var row = await db.Set<TemplateTranslation>().FirstOrDefaultAsync(x => x.Id == work.Translation.Id, t);
            row?.TryPostpone(reason, mayHaveArrived, next);
        }, CancellationToken.None);
        Publish(tenant, work.Template.Id);
        await jobs.ScheduleAsync<SubmitTranslationJob>(tenant, work.Translation.Id.Value, next, CancellationToken.None);
        token.ThrowIfCancellationRequested();
    }

    private async Task RecordAsync(TenantId tenant, TranslationAtWork work, Func<TemplateTranslation, bool> move, string what, string? why, CancellationToken token)
    {
        await database.WriteAsync(tenant, async (db, t) =>
        {
            var row = await db.Set<TemplateTranslation>().FirstOrDefaultAsync(x => x.Id == work.Translation.Id, t);
            if (row is not null && move(row)) db.Add(TemplateEvent.Create(row, what, "WhatsApp", why, clock.GetUtcNow()));
        }, CancellationToken.None);
        Publish(tenant, work.Template.Id);
        token.ThrowIfCancellationRequested();
    }

    private void Publish(TenantId tenant, TemplateId id)
    {
        signals.Publish(tenant, TemplateTopics.Of(id));
        signals.Publish(tenant, TemplateTopics.All);
    }

    private static TimeSpan Pause(int attempts)
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(attempts, 10));
        return pause < LongestPause ? pause : LongestPause;
    }
}
