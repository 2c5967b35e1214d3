using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Data.Restores;

namespace WaPortal.Core.Templates;

/// <summary>
/// After the database was set back: a text that was being handed over may be at the platform since, or a newer one; a person submits it again. What the platform holds is
/// compared at once.
/// </summary>
internal sealed class RestoredTemplates(TimeProvider clock) : IRestoreCaution
{
    public async Task<IReadOnlyList<string>> HoldAsync(PortalDbContext db, SetBack setBack, CancellationToken token)
    {
        var now = clock.GetUtcNow();
        var under = await db.Set<TemplateTranslation>().AsTracking().Where(t => t.Status == TranslationStatus.Submitting).OrderBy(t => t.Id).ToListAsync(token);
        foreach (var row in under)
        {
            row.TryRefuse($"{setBack.Words} It may have been submitted since.", "Compare with WhatsApp (Templates, From WhatsApp), then submit again if it is not there.", now);
            db.Add(TemplateEvent.Create(row, "not submitted", "WaPortal", setBack.Words, now));
        }

        await db.Set<TemplateComparison>().ExecuteUpdateAsync(s => s.SetProperty(c => c.NextAt, now), token);
        return under.Count == 0 ? [] : [FormattableString.Invariant($"{under.Count:N0} {(under.Count == 1 ? "template text that was" : "template texts that were")} being submitted can be submitted again.")];
    }
}
