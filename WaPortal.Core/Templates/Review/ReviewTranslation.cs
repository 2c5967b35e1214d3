using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Templates.Linting;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Templates;

/// <summary>The review by a second person: asked for, approved, sent back, taken back.</summary>
public sealed class ReviewTranslation(PortalDatabase database, AuditTrail audit, IPortalSignals signals, TimeProvider clock)
{
    /// <summary>Hands the draft as it stands at row version <paramref name="version"/> to whoever may approve.</summary>
    public Task<TemplateResult> AskAsync(Actor actor, TemplateId id, string language, int version, string? note, CancellationToken token)
    {
        actor.Demand(Right.EditTemplates);
        return RunAsync(actor, id, language, async (db, template, row, t) =>
        {
            if (row.DraftVersion != version) return new TemplateResult.Stale(row.DraftVersion, row.Content());
            if (!row.CanSubmit) return new TemplateResult.NotNow("There is nothing to review: it is with WhatsApp already, or nothing was changed since.");
            var findings = row.Content().Lint(template.Name, language, template.Category, template.ParameterFormat);
            if (findings.Any(f => f.Severity == FindingSeverity.Error)) return new TemplateResult.HasProblems(findings);
            var now = clock.GetUtcNow();
            if (await Reviews.NewestAsync(db, row.Id, t) is { IsOpen: true } open)
            {
                if (open.State != ReviewState.SentBack && open.ContentHash == TranslationReview.HashOf(template, row))
                    return new TemplateResult.NotNow(open.IsAgreed ? "This text is approved already." : "This text waits for review already.");
                open.TryOvertake();
            }

            // Seen by another: it stays as it is, whatever is written next.
            (await DraftHistory.CurrentAsync(db, row, now, t)).Fix();
            db.Add(TranslationReview.Ask(template, row, actor, Trim(note), now));
            db.Add(TemplateEvent.Create(row, "review asked for", actor.Name, Trim(note), now));
            audit.Record(db, actor, "template.review-asked", id.Value.ToString(), reason: language);
            return new TemplateResult.Done(id, row.DraftVersion);
        }, token);
    }

    /// <summary>Agrees to the text that was asked about. It must still be what the draft says.</summary>
    public Task<TemplateResult> ApproveAsync(Actor actor, TemplateId id, string language, TranslationReviewId review, string? words, CancellationToken token) =>
        DecideAsync(actor, id, language, review, approve: true, Trim(words), token);

    /// <summary>Sends it back to the writer, with words.</summary>
    public Task<TemplateResult> SendBackAsync(Actor actor, TemplateId id, string language, TranslationReviewId review, string words, CancellationToken token)
    {
        if (Trim(words) is { } said) return DecideAsync(actor, id, language, review, approve: false, said, token);
        actor.Demand(Right.ApproveTemplates);
        return Task.FromResult<TemplateResult>(TemplateResult.Wrong("Words", "Say what should be changed."));
    }

    /// <summary>The writer takes the request back before anybody decided.</summary>
    public Task<TemplateResult> TakeBackAsync(Actor actor, TemplateId id, string language, CancellationToken token)
    {
        actor.Demand(Right.EditTemplates);
        return RunAsync(actor, id, language, async (db, _, row, t) =>
        {
            if (await Reviews.NewestAsync(db, row.Id, t) is not { State: ReviewState.Waiting } waiting) return new TemplateResult.NotNow("It does not wait for review any more.");
            waiting.TryOvertake();
            db.Add(TemplateEvent.Create(row, "review taken back", actor.Name, null, clock.GetUtcNow()));
            audit.Record(db, actor, "template.review-taken-back", id.Value.ToString(), reason: language);
            return new TemplateResult.Done(id, row.DraftVersion);
        }, token);
    }

    private Task<TemplateResult> DecideAsync(Actor actor, TemplateId id, string language, TranslationReviewId review, bool approve, string? words, CancellationToken token)
    {
        actor.Demand(Right.ApproveTemplates);
        return RunAsync(actor, id, language, async (db, template, row, t) =>
        {
            if (await db.Set<TranslationReview>().FirstOrDefaultAsync(r => r.Id == review && r.TranslationId == row.Id, t) is not { } asked) return new TemplateResult.NotFound();
            if (Reviews.Hindrance(actor, asked, await DraftHistory.WritersAsync(db, row.Id, t)) is { } hindrance)
            {
                audit.Record(db, actor, "template.review-refused", id.Value.ToString(), "refused", "not a second person");
                return new TemplateResult.NotNow(hindrance);
            }

            if (asked.ContentHash != TranslationReview.HashOf(template, row)) asked.TryOvertake();
            if (asked.State == ReviewState.Overtaken) return new TemplateResult.NotNow("The text was changed or taken back since. It has to be asked about again.");
            var now = clock.GetUtcNow();
            if (!asked.TryDecide(approve, actor, words, now)) return new TemplateResult.NotNow($"{asked.DecidedBy} has decided already.");
            db.Add(TemplateEvent.Create(row, approve ? "review approved" : "sent back", actor.Name, words, now));
            audit.Record(db, actor, approve ? "template.review-approved" : "template.review-sent-back", id.Value.ToString(), reason: language);
            return new TemplateResult.Done(id, row.DraftVersion);
        }, token);
    }

    private async Task<TemplateResult> RunAsync(
        Actor actor, TemplateId id, string language, Func<PortalDbContext, Template, TemplateTranslation, CancellationToken, Task<TemplateResult>> work, CancellationToken token)
    {
        TemplateResult result;
        try
        {
            result = await database.WriteAsync(actor.Tenant, async (db, t) =>
            {
                await db.DemandWorkAsync(t);
                var template = await db.Set<Template>().FirstOrDefaultAsync(x => x.Id == id, t);
                var row = await db.Set<TemplateTranslation>().FirstOrDefaultAsync(x => x.TemplateId == id && x.Language == language, t);
                return template is null || row is null ? new TemplateResult.NotFound() : await work(db, template, row, t);
            }, token);
        }
        catch (DbUpdateConcurrencyException)
        {
            return new TemplateResult.NotNow("Somebody else was faster: it was changed, decided or submitted at the same moment. Look again.");
        }

        signals.Publish(actor.Tenant, TemplateTopics.Of(id));
        signals.Publish(actor.Tenant, TemplateTopics.All);
        return result;
    }

    private static string? Trim(string? words) => string.IsNullOrWhiteSpace(words) ? null : words.Trim();
}
