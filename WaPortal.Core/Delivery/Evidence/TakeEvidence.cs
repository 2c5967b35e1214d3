using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Ledger.Evidence;
using WaPortal.Core.OptIns.Wordings;

namespace WaPortal.Core.Delivery.Evidence;

/// <summary>Hands out the evidence about one person, with their whole number, and writes down who took it and why.</summary>
public sealed class TakeEvidence(PersonEvidenceQuery evidence, MessagesOfPersonQuery messages, PortalDatabase database, AuditTrail audit, TimeProvider clock)
{
    /// <summary>Letters that a reason holds at most.</summary>
    public const int ReasonLength = 200;

    private const int MostMessages = 10_000;

    /// <summary>The pack; null when the ledger does not know the person, or they were erased.</summary>
    /// <param name="actor">Who takes it; needs <see cref="Right.ViewLedger"/> and <see cref="Right.UnmaskNumbers"/>.</param>
    /// <param name="person">The ledger's id of the person.</param>
    /// <param name="reason">Why, for the activity; not empty.</param>
    /// <param name="token">Cancels.</param>
    public async Task<EvidencePack?> RunAsync(Actor actor, Guid person, string reason, CancellationToken token)
    {
        actor.Demand(Right.ViewLedger);
        actor.Demand(Right.UnmaskNumbers);
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        var why = reason.Trim();
        if (await evidence.RunAsync(actor.Tenant, person, token) is not { } proved)
            return null;
        var sent = await messages.RunAsync(actor, person, MostMessages, token);
        var codes = proved.Entries.Select(e => e.Evidence?.WordingCode).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var wordings = codes.Count == 0 ? [] : await database.ReadAsync(actor.Tenant, (db, t) => db.Set<Wording>().Where(w => codes.Contains(w.Code)).OrderBy(w => w.Code).ToListAsync(t), token);
        // Before it leaves: nothing is handed out without its line in the trail.
        await audit.RecordAsync(actor, "evidence.taken", person.ToString(), "ok", why.Length > ReasonLength ? why[..ReasonLength] : why, token);
        return new EvidencePack(clock.GetUtcNow(), actor.Name, why, proved, sent, wordings);
    }
}
