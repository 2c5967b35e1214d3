using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Lists;

namespace WaPortal.Core.OptIns.Erasure;

/// <summary>The person as lists know them: gone at once, and with the row everything that hangs on it.</summary>
internal sealed class ContactTraces : IPersonTraces
{
    public string Name => "contacts";

    public async Task<int> StopAsync(PortalDbContext db, PersonMarks person, CancellationToken token)
    {
        var ids = person.Ids.ToList();
        var contacts = await db.Set<Contact>().Where(c => ids.Contains(c.PhoneId)).Select(c => c.Id).ToListAsync(token);
        await db.Set<OptInListMember>().Where(m => contacts.Contains(m.ContactId)).ExecuteDeleteAsync(token);
        return await db.Set<Contact>().Where(c => contacts.Contains(c.Id)).ExecuteDeleteAsync(token);
    }

    // Whoever wrote between two parts of the erasure was kept out by the suppression.
    public Task<TraceStep> EraseAsync(PortalDbContext db, PersonMarks person, string? position, object? found, CancellationToken token) => Task.FromResult(TraceStep.Nothing);

    public async Task<JsonNode?> TellAsync(PortalDbContext db, PersonMarks person, CancellationToken token)
    {
        var ids = person.Ids.ToList();
        var contacts = await db.Set<Contact>().Where(c => ids.Contains(c.PhoneId)).ToListAsync(token);
        if (contacts.Count == 0)
            return null;
        var known = contacts.Select(c => c.Id).ToList();
        var lists = await (
            from m in db.Set<OptInListMember>()
            join l in db.Set<OptInList>() on m.ListId equals l.Id
            where known.Contains(m.ContactId)
            orderby m.AddedAt
            select new { l.Name, m.AddedAt, m.ImportId }).ToListAsync(token);
        var imports = lists.Select(l => Imports.ListImportId.Create(l.ImportId)).Distinct().ToList();
        var files = await db.Set<Imports.ListImport>().Where(i => imports.Contains(i.Id)).ToDictionaryAsync(i => i.Id.Value, i => i.FileName, token);
        return new JsonObject
        {
            ["people"] = new JsonArray([.. contacts.Select(c => (JsonNode)new JsonObject
            {
                ["name"] = c.Name,
                ["language"] = c.Language,
                ["country"] = c.Region,
                ["attributes"] = JsonNode.Parse(c.Attributes),
                ["since"] = c.CreatedAt,
                ["changed"] = c.UpdatedAt,
            })]),
            ["lists"] = new JsonArray([.. lists.Select(l => (JsonNode)new JsonObject { ["list"] = l.Name, ["since"] = l.AddedAt, ["file"] = files.GetValueOrDefault(l.ImportId) })]),
        };
    }
}
