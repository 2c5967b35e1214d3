using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.OptIns.Erasure;

/// <summary>Webhooks as they came: a body that names the person goes, whole, once it has been processed.</summary>
internal sealed class InboxTraces(TenantKeys tenantKeys) : IPersonTraces
{
    private const int AtOnce = 500;

    public string Name => "webhooks";

    public Task<int> StopAsync(PortalDbContext db, PersonMarks person, CancellationToken token) => Task.FromResult(0);

    public async Task<TraceStep> EraseAsync(PortalDbContext db, PersonMarks person, string? position, object? found, CancellationToken token)
    {
        var ids = (await db.QuerySqlAsync(
            "SELECT id FROM webhook_inbox WHERE tenant_id = @tenant AND id > @after ORDER BY id LIMIT @most", r => new WebhookDeliveryId(r.GetGuid(0)), token,
            ("@tenant", db.TenantId), ("@after", position is null ? Guid.Empty : Guid.Parse(position)), ("@most", AtOnce))).ToList();
        var page = await db.Set<WebhookDelivery>().AsNoTracking().Where(w => ids.Contains(w.Id)).ToListAsync(token);
        var keys = await tenantKeys.GetAsync(db.TenantId, token);
        var held = page.Where(w => Holds(w.Open(keys), person)).ToList();
        // It may be a word that still has to be heard.
        if (held.Any(w => w.State == WebhookState.Waiting))
            return new TraceStep(0, position, ErasePersonJob.Pause);
        var gone = held.Select(w => w.Id).ToList();
        var deleted = gone.Count == 0 ? 0 : await db.Set<WebhookDelivery>().Where(w => gone.Contains(w.Id)).ExecuteDeleteAsync(token);
        return new TraceStep(deleted, ids.Count < AtOnce ? null : ids[^1].Value.ToString());
    }

    public async Task<JsonNode?> TellAsync(PortalDbContext db, PersonMarks person, CancellationToken token)
    {
        var keys = await tenantKeys.GetAsync(db.TenantId, token);
        var texts = new JsonArray();
        var others = 0;
        await foreach (var delivery in db.Set<WebhookDelivery>().AsNoTracking().OrderBy(w => w.ReceivedAt).AsAsyncEnumerable().WithCancellation(token))
        {
            var body = delivery.Open(keys);
            if (!Holds(body, person))
                continue;
            foreach (var told in WebhookParser.Parse(body, delivery.ReceivedAt))
            {
                if (told is InboundMessageEvent { From: { } from } message && person.IsIn(from))
                    texts.Add((JsonNode)new JsonObject { ["at"] = message.Timestamp, ["kind"] = message.Type, ["text"] = message.Text, ["name"] = message.ProfileName });
                else
                    others++;
            }
        }

        return texts.Count == 0 && others == 0 ? null : new JsonObject { ["received"] = texts, ["other_notices"] = others };
    }

    private static bool Holds(byte[] body, PersonMarks person) => person.Numbers.Any(n => body.AsSpan().IndexOf(Encoding.ASCII.GetBytes(n[1..])) >= 0);
}
