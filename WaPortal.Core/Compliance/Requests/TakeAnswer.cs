using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery.Evidence;
using WaPortal.Core.OptIns.Erasure;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Compliance.Requests;

/// <summary>The answer to a request for access: the evidence about the person, and whatever else is stored about them.</summary>
/// <param name="Evidence">Null when the ledger does not know the person.</param>
/// <param name="Stored">By place: contacts, messages, imports, webhooks, requests.</param>
public sealed record AnswerPack(int Number, DateTimeOffset At, string By, string Phone, EvidencePack? Evidence, JsonObject Stored)
{
    /// <summary>Without what it holds.</summary>
    public override string ToString() => nameof(AnswerPack);
}

/// <summary>Gathers the answer to a request for access, and writes down that it was taken.</summary>
public sealed class TakeAnswer(PortalDatabase database, TenantKeys tenantKeys, TakeEvidence evidence, IEnumerable<IPersonTraces> traces, AuditTrail audit, TimeProvider clock)
{
    /// <summary>Null when there is no such open request for access, or its identity check is not noted yet.</summary>
    /// <param name="actor">Needs <see cref="Right.HandleRequests"/> and <see cref="Right.UnmaskNumbers"/>.</param>
    /// <param name="id">The request.</param>
    /// <param name="token">Cancels.</param>
    public async Task<AnswerPack?> RunAsync(Actor actor, PersonRequestId id, CancellationToken token)
    {
        actor.Demand(Right.HandleRequests);
        actor.Demand(Right.UnmaskNumbers);
        var keys = await tenantKeys.GetAsync(actor.Tenant, token);
        var (request, person) = await database.ReadAsync(actor.Tenant, async (db, t) =>
        {
            var found = await db.Set<PersonRequest>().FirstOrDefaultAsync(r => r.Id == id && r.Kind == RequestKind.Access && r.Details != null && r.IdentityCheckedAt != null, t);
            return (found, found is null ? null : await db.Set<ConsentSubject>().Where(s => s.PhoneId == found.PhoneId).Select(s => (Guid?)s.Id).FirstOrDefaultAsync(t));
        }, token);
        if (request is null)
            return null;
        var phone = RequestDetails.Decrypt(keys, id, request.Details!).Phone;
        var pack = person is { } subject ? await evidence.RunAsync(actor, subject, FormattableString.Invariant($"Request {request.Number} of the person"), token) : null;
        var stored = await database.ReadAsync(actor.Tenant, async (db, t) =>
        {
            var marks = await ErasePerson.MarksAsync(db, keys, phone, Guid.Empty, clock.GetUtcNow(), t);
            var all = new JsonObject();
            foreach (var trace in traces)
            {
                if (await trace.TellAsync(db, marks, t) is { } told)
                    all[trace.Name] = told;
            }

            return all;
        }, token);
        await database.WriteAsync(actor.Tenant, async (db, t) =>
        {
            var row = await db.Set<PersonRequest>().FirstAsync(r => r.Id == id, t);
            row.TookAnswer(clock.GetUtcNow());
            db.Add(PersonRequestEvent.Create(row, actor.Name, "What is stored was taken for the answer", null, clock.GetUtcNow()));
            audit.Record(db, actor, "request.answer-taken", id.Value.ToString(), reason: FormattableString.Invariant($"request {row.Number}"));
        }, token);
        return new AnswerPack(request.Number, clock.GetUtcNow(), actor.Name, phone, pack, stored);
    }
}
