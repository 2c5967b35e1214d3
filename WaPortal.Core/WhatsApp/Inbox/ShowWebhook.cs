using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.WhatsApp;

/// <summary>What became of the wish to see a webhook as it came.</summary>
/// <param name="Text">Its first characters; null where it is gone, or does not open.</param>
/// <param name="Characters">How many characters it has in all.</param>
/// <param name="IsTooOften">The person has seen as many as one hour allows.</param>
public readonly record struct ShownWebhook(string? Text, int Characters = 0, bool IsTooOften = false);

/// <summary>Shows a webhook with the numbers, names and texts in it to somebody who may see whole numbers, and writes down that they did.</summary>
public sealed class ShowWebhook(PortalDatabase database, TenantKeys tenantKeys, AuditTrail audit, TimeProvider clock)
{
    /// <summary>Webhooks that one person may see in an hour: enough to find a fault, too few to read along with conversations.</summary>
    public const int MostInAnHour = 100;

    /// <summary>Characters of one that are shown.</summary>
    public const int MostCharacters = 200_000;

    private const string Event = "webhook.shown";

    /// <summary>The body as text; bytes that are no text as replacement characters.</summary>
    public async Task<ShownWebhook> RunAsync(Actor actor, WebhookDeliveryId id, CancellationToken token)
    {
        actor.Demand(Right.ManageWhatsApp);
        actor.Demand(Right.UnmaskNumbers);
        var keys = await tenantKeys.GetAsync(actor.Tenant, token);

        // One transaction: nothing of it leaves without its line in the audit trail.
        return await database.WriteAsync(actor.Tenant, async (db, inner) =>
        {
            var hourAgo = clock.GetUtcNow() - TimeSpan.FromHours(1);
            if (await db.Set<AuditEvent>().CountAsync(e => e.UserId == actor.UserId && e.Event == Event && e.At > hourAgo, inner) >= MostInAnHour)
                return new ShownWebhook(null, IsTooOften: true);
            if (await db.Set<WebhookDelivery>().AsNoTracking().FirstOrDefaultAsync(w => w.Id == id, inner) is not { } row)
                return default;
            string text;
            try
            {
                text = Encoding.UTF8.GetString(row.Open(keys));
            }
            catch (CryptographicException)
            {
                return default;
            }

            audit.Record(db, actor, Event, id.Value.ToString());
            return new ShownWebhook(text.Length > MostCharacters ? text[..MostCharacters] : text, text.Length);
        }, token);
    }
}
