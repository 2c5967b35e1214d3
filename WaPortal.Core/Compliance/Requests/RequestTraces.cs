using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Erasure;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Compliance.Requests;

/// <summary>What people asked about themselves: that they asked stays, who they are goes.</summary>
internal sealed class RequestTraces(TenantKeys tenantKeys, IPortalSignals signals, TimeProvider clock) : IPersonTraces
{
    public string Name => "requests";

    public Task<int> StopAsync(PortalDbContext db, PersonMarks person, CancellationToken token) => Task.FromResult(0);

    public Task<TraceStep> EraseAsync(PortalDbContext db, PersonMarks person, string? position, object? found, CancellationToken token) => Task.FromResult(TraceStep.Nothing);

    // Last, since one of them may be open and is about this person.
    public async Task EndAsync(PortalDbContext db, PersonMarks person, CancellationToken token)
    {
        var ids = person.Ids.ToList();
        foreach (var request in await db.Set<PersonRequest>().Where(r => r.ErasureId == person.Erasure || (r.PhoneId != null && ids.Contains(r.PhoneId))).ToListAsync(token))
        {
            request.Forget();
            if (!request.IsOpen)
                continue;
            var isThis = request.ErasureId == person.Erasure;
            request.End(isThis ? RequestState.Done : RequestState.Withdrawn, isThis ? "The person was erased." : "The person was erased meanwhile.", "WaPortal", clock.GetUtcNow());
            db.Add(PersonRequestEvent.Create(request, "WaPortal", isThis ? "Erased" : "Ended: the person was erased", null, clock.GetUtcNow()));
        }

        signals.Publish(db.TenantId, HandleRequests.Topic);
    }

    public async Task<JsonNode?> TellAsync(PortalDbContext db, PersonMarks person, CancellationToken token)
    {
        var ids = person.Ids.ToList();
        var keys = await tenantKeys.GetAsync(db.TenantId, token);
        var rows = await db.Set<PersonRequest>().Where(r => r.PhoneId != null && ids.Contains(r.PhoneId)).OrderBy(r => r.Number).ToListAsync(token);
        return rows.Count == 0 ? null : new JsonArray([.. rows.Select(r => (JsonNode)new JsonObject
        {
            ["number"] = r.Number,
            ["kind"] = r.Kind.ToString(),
            ["way"] = r.Way.ToString(),
            ["received"] = r.ReceivedAt,
            ["state"] = r.State.ToString(),
            ["asked_by"] = r.Details is { } box ? RequestDetails.Decrypt(keys, r.Id, box).Requester : null,
            ["words"] = r.Details is { } words ? RequestDetails.Decrypt(keys, r.Id, words).Words : null,
        })]);
    }
}
