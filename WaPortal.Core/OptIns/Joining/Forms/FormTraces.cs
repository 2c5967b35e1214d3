using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Erasure;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Joining.Forms;

/// <summary>What forms told about the person: gone at once, and no button confirms it any more.</summary>
internal sealed class FormTraces(TenantKeys tenantKeys, TimeProvider clock) : IPersonTraces
{
    public string Name => "forms";

    public async Task<int> StopAsync(PortalDbContext db, PersonMarks person, CancellationToken token)
    {
        var (ids, now) = (person.Ids.ToList(), clock.GetUtcNow());
        return await db.Set<FormSubmission>().Where(s => s.PhoneId != null && ids.Contains(s.PhoneId)).ExecuteUpdateAsync(
            s => s.SetProperty(x => x.State, SubmissionState.Erased).SetProperty(x => x.PhoneId, (byte[]?)null).SetProperty(x => x.Details, (byte[]?)null)
                .SetProperty(x => x.BodyMac, RandomNumberGenerator.GetBytes(32)).SetProperty(x => x.EndedAt, now), token);
    }

    // Whoever filled in a form between two parts of the erasure was kept out by the suppression.
    public Task<TraceStep> EraseAsync(PortalDbContext db, PersonMarks person, string? position, object? found, CancellationToken token) => Task.FromResult(TraceStep.Nothing);

    public async Task<JsonNode?> TellAsync(PortalDbContext db, PersonMarks person, CancellationToken token)
    {
        var ids = person.Ids.ToList();
        var keys = await tenantKeys.GetAsync(db.TenantId, token);
        var rows = await (
            from submission in db.Set<FormSubmission>()
            join form in db.Set<WebForm>() on submission.FormId equals form.Id
            where submission.PhoneId != null && ids.Contains(submission.PhoneId)
            orderby submission.Id
            select new { submission, form.Name }).ToListAsync(token);
        return rows.Count == 0 ? null : new JsonArray([.. rows.Select(r => (JsonNode)Tell(keys, r.submission, r.Name))]);
    }

    private static JsonObject Tell(TenantKeyRing keys, FormSubmission row, string form)
    {
        var told = new JsonObject { ["form"] = form, ["received"] = row.ReceivedAt, ["state"] = row.State.ToString(), ["wording"] = row.WordingCode };
        if (row.Details is not { } box)
            return told;
        var details = SubmissionDetails.Open(keys, row.Id, box);
        told["name"] = details.Name;
        told["language"] = details.Language;
        told["attributes"] = new JsonObject(details.Attributes.Select(a => KeyValuePair.Create(a.Key, (JsonNode?)a.Value)));
        told["submitted"] = details.SubmittedAt;
        told["page"] = details.Page;
        told["ip"] = details.Ip;
        told["user_agent"] = details.UserAgent;
        return told;
    }
}
