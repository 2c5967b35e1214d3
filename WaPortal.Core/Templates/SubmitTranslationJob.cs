using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.Templates;

/// <summary>
/// Hands one translation over to the platform. The attempt is committed before the request leaves; where an earlier attempt may
/// have arrived, the platform is asked first, so nothing is submitted twice. An answer counts only for the submission it belongs to,
/// and a refusal only while no later attempt has begun: what was refused to the late one may be what the earlier one brought there.
/// </summary>
internal sealed class SubmitTranslationJob(
    PortalDatabase database, TemplateAccounts accounts, SampleMediaStore samples, IWhatsAppClient client, IBackgroundJobs jobs, IPortalSignals signals, TimeProvider clock) : IBackgroundJob
{
    private const int ExistsAlready = 2388024;
    private const int NotEditable = 2388039;
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
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
                await SettleAsync(tenant, work, work.Translation.Attempts, uploaded, null, neverLeft: true, token);
                return;
            }

            handles[media] = ok.Value;
        }

        var wire = new WireRecord();
        if (work.Translation.PlatformId is { } existing)
        {
            var edit = content.ToEditPayload(work.Template.ParameterFormat, handles);
            if (work.Translation.HeldFormat is not null) edit["parameter_format"] = work.Template.ParameterFormat.ToString().ToUpperInvariant();
            if (await BeginAsync(tenant, work, $"POST /{existing}", edit, token) is not { } attempt) return;
            var edited = await client.EditTemplateAsync(work.Connection, existing, edit, token, wire);
            await SettleAsync(tenant, work, attempt, edited.Then<TemplateCreated>(_ => new ApiResult<TemplateCreated>.Ok(new TemplateCreated(existing, "PENDING", ""))), wire, neverLeft: false, token);
        }
        else
        {
            var payload = content.ToCreatePayload(work.Template.Name, work.Translation.Language, work.Template.Category, work.Template.ParameterFormat, handles);
            if (await BeginAsync(tenant, work, $"POST /{work.Connection.WabaId}/message_templates", payload, token) is not { } attempt) return;
            await SettleAsync(tenant, work, attempt, await client.CreateTemplateAsync(work.Connection, payload, token, wire), wire, neverLeft: false, token);
        }
    }

    /// <summary>Whether the platform holds what an earlier attempt sent, or cannot say; then there is nothing more to do now.</summary>
    private async Task<bool> LookUpAsync(TenantId tenant, TranslationAtWork work, CancellationToken token)
    {
        switch (await FindAsync(work, token))
        {
            case ApiResult<TemplateInfo?>.Ok { Value: var found }:
                if (found is null || !IsArrived(work, found)) return false;
                await RecordAsync(tenant, work, null, row => row.TryAccept(found.Id, found.Status, found.Category, clock.GetUtcNow()), "taken by WhatsApp", null, null, token);
                return true;
            case ApiResult<TemplateInfo?>.Unreachable lost:
                await PostponeAsync(tenant, work, work.Translation.Attempts, lost.Reason, mayHaveArrived: true, null, token);
                return true;
            case ApiResult<TemplateInfo?>.Refused refused:
                await PostponeAsync(tenant, work, work.Translation.Attempts, refused.Error.Words, mayHaveArrived: true, null, token);
                return true;
            default:
                throw new InvalidOperationException("The hierarchy is closed.");
        }
    }

    private async Task<ApiResult<TemplateInfo?>> FindAsync(TranslationAtWork work, CancellationToken token)
    {
        if (work.Translation.PlatformId is { } id) return await client.GetTemplateAsync(work.Connection, id, token);
        var list = await client.ListTemplatesAsync(work.Connection, work.Template.Name, token);
        return list.Then<TemplateInfo?>(all => new ApiResult<TemplateInfo?>.Ok(all.FirstOrDefault(t => t.Name == work.Template.Name && t.Language == work.Translation.Language)));
    }

    // A creation that is found has arrived. An edit has when the review began, or, should that be over, when the platform shows the new text,
    // or, should only samples be new, which it does not give back, when it changed something since; a minute for clocks that differ.
    private static bool IsArrived(TranslationAtWork work, TemplateInfo found)
    {
        if (work.Translation.PriorStatus is null || found.Status == "PENDING") return true;
        var format = work.Template.ParameterFormat;
        var wanted = TemplateContent.FromJson(work.Translation.SubmittedJson!).ToComponents(format);
        var held = work.Translation.HeldJson is { } json ? TemplateContent.FromJson(json).ToComponents(format) : null;
        if (held is not null && HeldComponents.Show(held, wanted)) return found.UpdatedAt >= work.Translation.AttemptedAt - TimeSpan.FromMinutes(1);
        return HeldComponents.Show(found.Components, wanted);
    }

    private async Task<ApiResult<string>> UploadAsync(TenantId tenant, TranslationAtWork work, Guid media, CancellationToken token)
    {
        if (await samples.OpenAsync(tenant, new SampleMediaId(media), token) is not { } open)
            return new ApiResult<string>.Refused(new WhatsAppError(0, null, 0, "A sample file is missing. Choose it again.", null, null, null, null));
        await using var file = open.Content;
        return await client.UploadTemplateSampleAsync(work.Connection, new MediaFile(open.Media.FileName, open.Media.MimeType, file, open.Media.Length), token);
    }

    // The number of the attempt; null when somebody else has settled or begun anew in the meantime.
    private Task<int?> BeginAsync(TenantId tenant, TranslationAtWork work, string call, JsonObject request, CancellationToken token) => database.WriteAsync<int?>(tenant, async (db, t) =>
    {
        var row = await db.Set<TemplateTranslation>().FirstOrDefaultAsync(x => x.Id == work.Translation.Id, t);
        if (row is null || row.SubmittedVersion != work.Translation.SubmittedVersion || row.Attempts != work.Translation.Attempts) return null;
        if (!row.TryBeginAttempt(clock.GetUtcNow(), Pause(row.Attempts))) return null;
        (await Submissions.LatestAsync(db, row, t))?.Ask(call, request.ToJsonString(Readable), clock.GetUtcNow());
        return row.Attempts;
    }, token);

    private async Task SettleAsync<T>(TenantId tenant, TranslationAtWork work, int attempt, ApiResult<T> result, WireRecord? wire, bool neverLeft, CancellationToken token)
    {
        switch (result)
        {
            case ApiResult<T>.Ok { Value: TemplateCreated created }:
                var category = created.Category.Length > 0 ? created.Category : null;
                await RecordAsync(tenant, work, null, row => row.TryAccept(created.Id, created.Status, category, clock.GetUtcNow()), "taken by WhatsApp", null, wire, token);
                break;
            case ApiResult<T>.Refused { Error: var error } when error.Fact.Retry == RetryRule.Backoff:
                await PostponeAsync(tenant, work, attempt, error.Words, mayHaveArrived: false, wire, token);
                break;
            case ApiResult<T>.Refused { Error: var error }:
                await RefusedAsync(tenant, work, attempt, error, wire, token);
                break;
            case ApiResult<T>.Unreachable lost:
                await PostponeAsync(tenant, work, attempt, lost.Reason, lost.MayHaveArrived && !neverLeft, wire, token);
                break;
        }
    }

    private async Task RefusedAsync(TenantId tenant, TranslationAtWork work, int attempt, WhatsAppError error, WireRecord? wire, CancellationToken token)
    {
        var late = attempt > 1 && error.Subcode is ExistsAlready or NotEditable;
        // An earlier attempt whose answer was lost may be just what stands in the way now.
        if (late && await LookUpAsync(tenant, work, token)) return;
        var usedUp = error.Subcode == NotEditable && await client.GetTemplateAsync(work.Connection, work.Translation.PlatformId ?? "", token) is ApiResult<TemplateInfo?>.Ok { Value.Status: "APPROVED" };
        var advice = error switch
        {
            { Code: 0 } => "Choose the file again and submit.",
            { Subcode: NotEditable } when usedUp => "An approved template may be changed once in 24 hours and ten times in 30 days, and somebody has done that outside the portal. Submit again tomorrow.",
            { Subcode: NotEditable } => "It is in review already, because of a change that was made outside the portal. Wait for the answer, then submit again.",
            { Subcode: ExistsAlready } => "A template of this name and language was made outside the portal. Adopt it (Templates, From WhatsApp), or choose another name.",
            _ => error.Fact.Advice,
        };
        await RecordAsync(
            tenant, work, attempt,
            row =>
            {
                if (!row.TryRefuse(error.Words, advice, clock.GetUtcNow())) return false;
                if (usedUp) row.NoteUnknownEdit(clock.GetUtcNow());
                return true;
            },
            "refused at submission", error.Words, wire, token);
    }

    private async Task PostponeAsync(TenantId tenant, TranslationAtWork work, int attempt, string reason, bool mayHaveArrived, WireRecord? wire, CancellationToken token)
    {
        var next = clock.GetUtcNow() + Pause(work.Translation.Attempts);
        // What is recorded here decides whether a second request is looked up first, so a shutdown must not lose it.
        await database.WriteAsync(tenant, async (db, t) =>
        {
            var row = await db.Set<TemplateTranslation>().FirstOrDefaultAsync(x => x.Id == work.Translation.Id, t);
            if (row is null || row.SubmittedVersion != work.Translation.SubmittedVersion || row.Attempts != attempt) return;
            row.TryPostpone(reason, mayHaveArrived, next);
            await HearAsync(db, row, wire, t);
        }, CancellationToken.None);
        Publish(tenant, work.Template.Id);
        await jobs.ScheduleAsync<SubmitTranslationJob>(tenant, work.Translation.Id.Value, next, CancellationToken.None);
        token.ThrowIfCancellationRequested();
    }

    // Only for the submission that the answer belongs to, and where an attempt is named, only while it is the last.
    private async Task RecordAsync(
        TenantId tenant, TranslationAtWork work, int? attempt, Func<TemplateTranslation, bool> move, string what, string? why, WireRecord? wire, CancellationToken token)
    {
        await database.WriteAsync(tenant, async (db, t) =>
        {
            var row = await db.Set<TemplateTranslation>().FirstOrDefaultAsync(x => x.Id == work.Translation.Id, t);
            if (row is null || row.SubmittedVersion != work.Translation.SubmittedVersion || (attempt is not null && row.Attempts != attempt)) return;
            await HearAsync(db, row, wire, t);
            if (!TemplateNews.TakeCategory(db, row, () => move(row), clock.GetUtcNow())) return;
            if (attempt is null) await Submissions.ReachAsync(db, row, clock.GetUtcNow(), t);
            db.Add(TemplateEvent.Create(row, what, "WhatsApp", why, clock.GetUtcNow()));
        }, CancellationToken.None);
        Publish(tenant, work.Template.Id);
        token.ThrowIfCancellationRequested();
    }

    private async Task HearAsync(PortalDbContext db, TemplateTranslation row, WireRecord? wire, CancellationToken token)
    {
        if (wire is not null && await Submissions.LatestAsync(db, row, token) is { } submission) submission.Hear(wire.Status, wire.Answer, clock.GetUtcNow());
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
