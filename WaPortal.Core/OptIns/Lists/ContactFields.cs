using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Phone;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Lists;

/// <summary>A person whose values may stand in a preview.</summary>
/// <param name="Phone">Masked.</param>
/// <param name="Fields">What lists said beyond name and language, by column.</param>
public sealed record PreviewPerson(ContactId Id, string Phone, string? Name, string? Language, IReadOnlyDictionary<string, string> Fields);

/// <summary>What is known about contacts, for those who write texts with variables. Table: contacts.</summary>
public sealed class ContactFieldsQuery(PortalDatabase database, TenantKeys tenantKeys)
{
    // The newest people tell what lists hold nowadays; looking at all of a million would tell no more.
    private const int LookedAt = 500;
    private const int Searched = 20_000;
    private const int MostPeople = 20;

    /// <summary>Columns that lists brought along, the most common first.</summary>
    public async Task<IReadOnlyList<string>> ColumnsAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ViewOptIns);
        var attributes = await database.ReadAsync(
            actor.Tenant, (db, t) => db.Set<Contact>().AsNoTracking().OrderByDescending(c => c.Id).Take(LookedAt).Select(c => c.Attributes).ToListAsync(t), token);
        return [.. attributes.SelectMany(a => Read(a).Keys).CountBy(k => k, StringComparer.OrdinalIgnoreCase).OrderByDescending(k => k.Value).ThenBy(k => k.Key, StringComparer.Ordinal).Select(k => k.Key)];
    }

    /// <summary>People whose name holds these words, newest first, among the last that lists brought; all of them without words.</summary>
    public async Task<IReadOnlyList<PreviewPerson>> PeopleAsync(Actor actor, string? words, CancellationToken token)
    {
        actor.Demand(Right.ViewOptIns);
        var keys = await tenantKeys.GetAsync(actor.Tenant, token);
        var rows = await database.ReadAsync(actor.Tenant, (db, t) => FindAsync(db, words?.Trim().ToLowerInvariant() ?? "", t), token);
        return [.. rows.Select(c => new PreviewPerson(c.Id, PhoneNumber.Create(ContactPhone.Decrypt(keys, c.Phone, c.Id)).Masked(), c.Name, c.Language, Read(c.Attributes)))];
    }

    private static Task<List<Contact>> FindAsync(PortalDbContext db, string words, CancellationToken token)
    {
        var recent = db.Set<Contact>().AsNoTracking().OrderByDescending(c => c.Id);
        if (words.Length == 0) return recent.Take(MostPeople).ToListAsync(token);
#pragma warning disable CA1304, CA1311, CA1862, MA0011 // Translated to the database's lower().
        return recent.Take(Searched).Where(c => c.Name != null && c.Name.ToLower().Contains(words)).OrderByDescending(c => c.Id).Take(MostPeople).ToListAsync(token);
#pragma warning restore CA1304, CA1311, CA1862, MA0011
    }

    private static Dictionary<string, string> Read(string attributes) => JsonSerializer.Deserialize<Dictionary<string, string>>(attributes) ?? [];
}
