using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Templates;

/// <summary>A translation that may be sent, with the content that was approved.</summary>
/// <param name="Language">The platform's code.</param>
/// <param name="Content">What the platform sends.</param>
/// <param name="Quality">The platform's judgement.</param>
/// <param name="Format">How its variables are written, where the platform has it otherwise than the template; null: like the template.</param>
/// <param name="FitsFrom">What was planned or composed at this moment or before was meant for another text; null: it was always this one.</param>
public sealed record SendableTranslation(TranslationId Id, string Language, TemplateContent Content, string? Quality, ParameterFormat? Format = null, DateTimeOffset? FitsFrom = null);

/// <summary>A template with at least one translation that may be sent.</summary>
/// <param name="Category">As the platform charges it, where it differs from what was asked for.</param>
public sealed record SendableTemplate(
    TemplateId Id, WhatsAppAccountId AccountId, string Name, TemplateCategory Category, ParameterFormat ParameterFormat, IReadOnlyList<SendableTranslation> Translations);

/// <summary>What campaigns may send.</summary>
public sealed class SendableTemplates(PortalDatabase database)
{
    /// <summary>All that a campaign may send, by name. Authentication templates are not among them: codes are sent one at a time.</summary>
    public async Task<IReadOnlyList<SendableTemplate>> ListAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ViewTemplates);
        return [.. (await ReadAsync(actor.Tenant, null, token)).Where(t => t.Category != TemplateCategory.Authentication)];
    }

    /// <summary>One, for a job or a wizard; null when none of its translations may be sent.</summary>
    public async Task<SendableTemplate?> GetAsync(TenantId tenant, TemplateId id, CancellationToken token) => (await ReadAsync(tenant, id, token)).SingleOrDefault();

    private Task<IReadOnlyList<SendableTemplate>> ReadAsync(TenantId tenant, TemplateId? id, CancellationToken token) => database.ReadAsync<IReadOnlyList<SendableTemplate>>(tenant, async (db, t) =>
    {
        var templates = await db.Set<Template>().Where(x => id == null || x.Id == id).OrderBy(x => x.Name).ToListAsync(t);
        var approved = await db.Set<TemplateTranslation>()
            .Where(x => (id == null || x.TemplateId == id) && x.Status == TranslationStatus.Approved && x.ApprovedJson != null).ToListAsync(t);
        var byTemplate = approved.ToLookup(x => x.TemplateId);
        return
        [
            .. templates.Where(x => byTemplate[x.Id].Any()).Select(x => new SendableTemplate(
                x.Id, x.AccountId, x.Name, Charged(x, byTemplate[x.Id]), x.ParameterFormat,
                [.. byTemplate[x.Id].OrderBy(row => row.Id.Value).Select(row => new SendableTranslation(row.Id, row.Language, TemplateContent.FromJson(row.ApprovedJson!), row.Quality, row.HeldFormat, row.FitsFrom))])),
        ];
    }, token);

    // Consent and price go by what the platform made of it: one translation moved to marketing makes the template marketing.
    private static TemplateCategory Charged(Template template, IEnumerable<TemplateTranslation> rows) =>
        rows.Any(row => row.PlatformCategory == "MARKETING") ? TemplateCategory.Marketing : template.Category;
}
