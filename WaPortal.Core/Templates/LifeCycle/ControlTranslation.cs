using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.Templates;

/// <summary>
/// What people do to a translation at the platform beside writing: end a pause, archive, take out of the archive. All three may be repeated
/// without harm. That it was asked for is committed first, so an answer that is lost is made up for by asking the platform.
/// </summary>
public sealed class ControlTranslation
{
    private readonly PortalDatabase _database;
    private readonly TemplateAccounts _accounts;
    private readonly IWhatsAppClient _client;
    private readonly AuditTrail _audit;
    private readonly IPortalSignals _signals;
    private readonly TimeProvider _clock;

    internal ControlTranslation(PortalDatabase database, TemplateAccounts accounts, IWhatsAppClient client, AuditTrail audit, IPortalSignals signals, TimeProvider clock) =>
        (_database, _accounts, _client, _audit, _signals, _clock) = (database, accounts, client, audit, signals, clock);

    /// <summary>Ends a pause of the platform's pacing. Pauses for low quality end by themselves.</summary>
    public Task<TemplateResult> UnpauseAsync(Actor actor, TemplateId id, string language, CancellationToken token) => RunAsync(
        actor, id, language, new Act("template.unpaused", "pause ended", "APPROVED", TranslationStatus.Approved, row => row.CanUnpause, "This pause cannot be ended by hand."),
        (work, t) => _client.UnpauseTemplateAsync(work.Connection, work.Translation.PlatformId!, t), token);

    /// <summary>Puts an approved or rejected translation away. It cannot be sent then, and the platform deletes it after 28 days.</summary>
    public Task<TemplateResult> ArchiveAsync(Actor actor, TemplateId id, string language, CancellationToken token) => RunAsync(
        actor, id, language, new Act("template.archived", "archived by hand", "ARCHIVED", TranslationStatus.Archived, row => row.CanArchive, "Only approved and rejected translations can be archived."),
        (work, t) => _client.ArchiveTemplatesAsync(work.Connection, [work.Translation.PlatformId!], t), token);

    /// <summary>Takes it out of the archive; it stands where it stood before.</summary>
    public Task<TemplateResult> UnarchiveAsync(Actor actor, TemplateId id, string language, CancellationToken token) => RunAsync(
        actor, id, language, new Act("template.unarchived", "taken out of the archive", "", null, row => row.CanUnarchive, "It is not in the archive."),
        (work, t) => _client.UnarchiveTemplatesAsync(work.Connection, [work.Translation.PlatformId!], t), token);

    /// <summary>Takes note of a category that the platform changed.</summary>
    public async Task<TemplateResult> SeeCategoryAsync(Actor actor, TemplateId id, string language, CancellationToken token)
    {
        actor.Demand(Right.EditTemplates);
        var result = await _database.WriteAsync<TemplateResult>(actor.Tenant, async (db, t) =>
        {
            if (await FindAsync(db, id, language, t) is not { } row) return new TemplateResult.NotFound();
            if (!row.TrySeeCategory()) return new TemplateResult.Done(id, row.DraftVersion);
            db.Add(TemplateEvent.Create(row, "new category noted", actor.Name, null, _clock.GetUtcNow()));
            _audit.Record(db, actor, "template.category-seen", id.Value.ToString(), reason: language);
            return new TemplateResult.Done(id, row.DraftVersion);
        }, token);
        Publish(actor, id);
        return result;
    }

    private async Task<TemplateResult> RunAsync(
        Actor actor, TemplateId id, string language, Act act, Func<TranslationAtWork, CancellationToken, Task<ApiResult<bool>>> call, CancellationToken token)
    {
        actor.Demand(Right.SubmitTemplates);
        var (begun, version, translation) = await _database.WriteAsync<(TemplateResult?, int, TranslationId)>(actor.Tenant, async (db, t) =>
        {
            await db.DemandWorkAsync(t);
            if (await FindAsync(db, id, language, t) is not { } row) return (new TemplateResult.NotFound(), 0, default);
            if (!act.Fits(row)) return (new TemplateResult.NotNow(act.Hindrance), 0, default);
            row.AskSoon(_clock.GetUtcNow());
            db.Add(TemplateEvent.Create(row, act.What, actor.Name, null, _clock.GetUtcNow()));
            _audit.Record(db, actor, act.Event, id.Value.ToString(), reason: language);
            return (null, row.DraftVersion, row.Id);
        }, token);
        if (begun is not null) return begun;
        // The platform's webhook about it may carry the second before: the answer must not outrank it.
        var asked = _clock.GetUtcNow() - TimeSpan.FromSeconds(2);
        var result = await _accounts.LoadAsync(actor.Tenant, translation, token) is { } work ? await call(work, token) : null;
        if (result is ApiResult<bool>.Ok && act.Becomes is { } status) await EnterAsync(actor, translation, new PlatformNews(status, act.Word, asked, null, null, null, null, null));
        Publish(actor, id);
        return result switch
        {
            ApiResult<bool>.Ok => new TemplateResult.Done(id, version),
            ApiResult<bool>.Refused refused => new TemplateResult.NotNow($"WhatsApp refused it: {refused.Error.Words}"),
            ApiResult<bool>.Unreachable lost => new TemplateResult.NotNow($"WhatsApp could not be reached ({lost.Reason}). What it did is asked in a minute."),
            _ => new TemplateResult.NotFound(),
        };
    }

    // Shows at once what the webhook will say.
    private Task EnterAsync(Actor actor, TranslationId id, PlatformNews news) => _database.WriteAsync(actor.Tenant, async (db, t) =>
    {
        if (await db.Set<TemplateTranslation>().FirstOrDefaultAsync(x => x.Id == id, t) is not { } row) return;
        row.TryApplyStatus(news, _clock.GetUtcNow());
        row.AskSoon(_clock.GetUtcNow());
    }, CancellationToken.None);

    private static Task<TemplateTranslation?> FindAsync(PortalDbContext db, TemplateId id, string language, CancellationToken token) =>
        db.Set<TemplateTranslation>().FirstOrDefaultAsync(x => x.TemplateId == id && x.Language == language, token);

    private void Publish(Actor actor, TemplateId id)
    {
        _signals.Publish(actor.Tenant, TemplateTopics.Of(id));
        _signals.Publish(actor.Tenant, TemplateTopics.All);
    }

    private sealed record Act(string Event, string What, string Word, TranslationStatus? Becomes, Func<TemplateTranslation, bool> Fits, string Hindrance);
}
