using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Templates;

/// <summary>What became of adopting one name.</summary>
public abstract record AdoptionResult
{
    private AdoptionResult()
    {
    }

    /// <summary>It is in the portal.</summary>
    /// <param name="Template">The template.</param>
    /// <param name="Languages">Those that were added.</param>
    /// <param name="Left">What was not, by language, with the reason.</param>
    public sealed record Adopted(TemplateId Template, IReadOnlyList<string> Languages, IReadOnlyList<string> Left) : AdoptionResult;

    /// <summary>Nothing was changed.</summary>
    /// <param name="Reason">For people, with the choice that is left.</param>
    public sealed record Refused(string Reason) : AdoptionResult;

    /// <summary>Nothing of this name waits any more.</summary>
    public sealed record NotFound : AdoptionResult;
}

/// <summary>Takes over templates that an account holds and the portal does not have. At the platform nothing changes.</summary>
public sealed class AdoptTemplates(PortalDatabase database, AuditTrail audit, IBackgroundJobs jobs, IPortalSignals signals, TimeProvider clock)
{
    private const string Origin = "from WhatsApp";

    /// <summary>Adopts all languages of one name that can be.</summary>
    public async Task<AdoptionResult> RunAsync(Actor actor, WhatsAppAccountId account, string name, CancellationToken token)
    {
        actor.Demand(Right.EditTemplates);
        var result = await AdoptAsync(actor, account, name, token);
        if (result is AdoptionResult.Adopted) await TellAsync(actor, [account], token);
        return result;
    }

    /// <summary>Adopts all that can be.</summary>
    /// <returns>How many names, and what was refused, by name.</returns>
    public async Task<(int Adopted, IReadOnlyDictionary<string, string> Refused)> RunAllAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.EditTemplates);
        var names = await database.ReadAsync(actor.Tenant, (db, t) => ElsewhereQuery.Waiting(db).Select(e => new { e.AccountId, e.Name }).Distinct().OrderBy(e => e.Name).ToListAsync(t), token);
        var refused = new Dictionary<string, string>(StringComparer.Ordinal);
        var accounts = new HashSet<WhatsAppAccountId>();
        var adopted = 0;
        foreach (var one in names)
        {
            switch (await AdoptAsync(actor, one.AccountId, one.Name, token))
            {
                case AdoptionResult.Adopted:
                    adopted++;
                    accounts.Add(one.AccountId);
                    break;
                case AdoptionResult.Refused no:
                    refused[one.Name] = no.Reason;
                    break;
            }
        }

        await TellAsync(actor, accounts, token);
        return (adopted, refused);
    }

    private Task<AdoptionResult> AdoptAsync(Actor actor, WhatsAppAccountId account, string name, CancellationToken token) => database.WriteAsync<AdoptionResult>(actor.Tenant, async (db, t) =>
    {
        await db.DemandWorkAsync(t);
        if (!await db.Set<WhatsAppAccount>().AnyAsync(a => a.Id == account && a.DisconnectedAt == null, t)) return new AdoptionResult.NotFound();
        // From here on no webhook and no list decides where these belong, until this is committed.
        await AccountTurn.TakeAsync(db, account, t);
        var rows = await db.Set<TemplateElsewhere>().Where(e => e.AccountId == account && e.Name == name).ToListAsync(t);
        if (!rows.Exists(r => r.IsThere)) return new AdoptionResult.NotFound();
        var template = await db.Set<Template>().FirstOrDefaultAsync(x => x.AccountId == account && x.Name == name, t);
        var translations = template is null ? [] : await db.Set<TemplateTranslation>().Where(x => x.TemplateId == template.Id).ToListAsync(t);
        var plan = AdoptionPlan.Of(rows, template, translations);
        var ready = plan.Ready.ToList();
        if (ready.Count == 0) return new AdoptionResult.Refused(plan.Hindrance ?? string.Join(' ', plan.Parts.Select(p => $"{p.Row.Language}: {p.Hindrance}")));
        var now = clock.GetUtcNow();
        if (template is null) db.Add(template = Template.Create(actor, account, name, plan.Category, plan.Format, now));
        else if (AdoptionPlan.IsOnlyDrafts([.. translations.Where(x => x.Status != TranslationStatus.Deleted)])) template.Rename(name, plan.Category, plan.Format, now);
        template.Touch(now);
        foreach (var part in ready)
        {
            await AdoptAsync(db, actor, template, part, now, t);
            db.Remove(part.Row);
        }

        var languages = ready.ConvertAll(p => p.Row.Language);
        db.Add(TemplateEvent.Create(actor.Tenant, template.Id, null, "adopted", actor.Name, $"made outside the portal: {string.Join(", ", languages)}", now));
        audit.Record(db, actor, "template.adopted", template.Id.Value.ToString(), reason: string.Join(", ", languages));
        return new AdoptionResult.Adopted(template.Id, languages, [.. plan.Parts.Where(p => p.Hindrance is not null).Select(p => $"{p.Row.Language}: {p.Hindrance}")]);
    }, token);

    private static async Task AdoptAsync(PortalDbContext db, Actor actor, Template template, AdoptionPlan.Part part, DateTimeOffset now, CancellationToken token)
    {
        var (from, content) = (part.Row, part.Import!.Content);
        var row = part.Known;
        if (row is null) db.Add(row = TemplateTranslation.Create(actor.Tenant, template.Id, from.Language, content, now));
        row.Adopt(
            new AdoptedTranslation(
                from.PlatformId, content, from.Status, from.StatusAt, from.Category, Known(from.CategoryAt), from.RejectedReason, from.RejectionText, from.Quality, Known(from.QualityAt)), now);
        if (row.Quality is { } quality) db.Add(QualityChange.Create(row, quality, Known(from.QualityAt) ?? now));
        await DraftHistory.KeepHeldAsync(db, row, actor, Origin, now, token);
    }

    private static DateTimeOffset? Known(DateTimeOffset at) => at == default ? null : at;

    // What was adopted is asked for at once: the list that told of it may be hours old.
    private async Task TellAsync(Actor actor, IReadOnlyCollection<WhatsAppAccountId> accounts, CancellationToken token)
    {
        foreach (var account in accounts) await jobs.EnqueueAsync<SyncTemplatesJob>(actor.Tenant, account.Value, token);
        signals.Publish(actor.Tenant, TemplateTopics.All);
    }
}
