using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.WhatsApp;

/// <summary>What became of webhooks that were brought.</summary>
/// <param name="Reasons">Of those in quarantine: why, and how many.</param>
public sealed record BroughtWebhooks(int Done, int Quarantined, int Waiting, IReadOnlyDictionary<string, int> Reasons);

/// <summary>
/// Takes in recorded webhooks from somebody at the server, by the way that signed ones take: stored first, then screened and processed. No signature is asked for, since whoever
/// has the server has the secret too.
/// </summary>
public sealed class BringWebhooks(PortalDatabase database, WhatsAppAccounts accounts, WebhookInbox inbox, WebhookProcessor processor, AuditTrail audit)
{
    /// <summary>The door of a connected account, by the platform's id of it or, where there is only one, without; null where that names none. Also gives all ids to choose from.</summary>
    public async Task<(WebhookDoor? Door, IReadOnlyList<string> Connected)> FindDoorAsync(Actor actor, string? wabaId, CancellationToken token)
    {
        actor.Demand(Right.ManageWhatsApp);
        var all = await database.ReadAsync(
            actor.Tenant, (db, t) => db.Set<WhatsAppAccount>().Where(a => a.DisconnectedAt == null).OrderBy(a => a.WabaId).Select(a => new { a.Id, a.WabaId }).ToListAsync(t), token);
        var meant = wabaId is null ? all : all.FindAll(a => a.WabaId == wabaId);
        return (meant is [var one] ? await accounts.GetDoorAsync(one.Id, token) : null, [.. all.Select(a => a.WabaId)]);
    }

    /// <summary>Stores bodies; null for each that could not be stored. The inbox's writer must run.</summary>
    public async Task<IReadOnlyList<WebhookDeliveryId?>> StoreAsync(Actor actor, WebhookDoor door, IReadOnlyList<byte[]> bodies)
    {
        actor.Demand(Right.ManageWhatsApp);
        return await Task.WhenAll(bodies.Select(body => inbox.StoreAsync(door, body)));
    }

    /// <summary>Writes down that recorded webhooks were brought.</summary>
    public Task NoteAsync(Actor actor, WebhookDoor door, int files, int webhooks, CancellationToken token)
    {
        actor.Demand(Right.ManageWhatsApp);
        return audit.RecordAsync(actor, "webhook.files-read", door.Account.Value.ToString(), "ok", FormattableString.Invariant($"{webhooks} webhooks of {files} files"), token);
    }

    /// <summary>Processes all that is due.</summary>
    public async Task ProcessAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ManageWhatsApp);
        while (await processor.RunAsync(actor.Tenant, token) > 0)
            token.ThrowIfCancellationRequested();
    }

    /// <summary>What became of these.</summary>
    public async Task<BroughtWebhooks> OutcomeAsync(Actor actor, IReadOnlyCollection<WebhookDeliveryId> ids, CancellationToken token)
    {
        actor.Demand(Right.ManageWhatsApp);
        var (done, waiting, reasons) = (0, 0, new SortedDictionary<string, int>(StringComparer.Ordinal));
        foreach (var chunk in ids.Chunk(500))
        {
            var found = await database.ReadAsync(
                actor.Tenant, (db, t) => db.Set<WebhookDelivery>().Where(w => chunk.Contains(w.Id)).GroupBy(w => new { w.State, w.Reason }).Select(g => new { g.Key.State, g.Key.Reason, Count = g.Count() }).ToListAsync(t), token);
            done += found.Where(g => g.State == WebhookState.Processed).Sum(g => g.Count);
            waiting += found.Where(g => g.State == WebhookState.Waiting).Sum(g => g.Count);
            foreach (var group in found.Where(g => g.State == WebhookState.Quarantined))
                reasons[group.Reason ?? ""] = reasons.GetValueOrDefault(group.Reason ?? "") + group.Count;
        }

        return new BroughtWebhooks(done, reasons.Values.Sum(), waiting, reasons);
    }
}
