using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Lists;

namespace WaPortal.Core.OptIns.Contacts;

/// <summary>What of a contact is found by.</summary>
/// <param name="Id">Whose.</param>
/// <param name="Name">Null for no name.</param>
/// <param name="Attributes">In canonical form (<see cref="AttributeBook.Fit"/>).</param>
/// <param name="IsNew">Nothing of it is stored yet, so nothing has to go first.</param>
internal sealed record IndexedContact(ContactId Id, string? Name, IReadOnlyDictionary<string, string> Attributes, bool IsNew);

/// <summary>
/// Keeps words and values of contacts as their rows say. Whoever writes contacts calls it in the same transaction, behind
/// <see cref="Ledger.ConsentLedger.LockAsync"/>: the writers of a tenant's contacts stand in one queue. Tables: contact_words, contact_values.
/// </summary>
internal static class ContactIndex
{
    /// <summary>Raise it when words or values are made in another way: every contact is then read anew.</summary>
    public const int Version = 1;

    public static async Task WriteAsync(PortalDbContext db, AttributeBook book, IReadOnlyCollection<IndexedContact> contacts, CancellationToken token)
    {
        var known = contacts.Where(c => !c.IsNew).Select(c => c.Id.Value).ToList();
        if (known.Count > 0)
        {
            foreach (var table in new[] { "contact_words", "contact_values" })
            {
                await db.ExecuteSqlAsync(
                    $"DELETE FROM {table} WHERE tenant_id = @tenant AND {IdSets.IsOneOfIds(db, "contact_id")}", token, ("@tenant", db.TenantId), ("@ids", IdSets.Value(db, known)));
            }
        }

        var words = contacts.SelectMany(c => NameWords.Of(c.Name).Select(w => new object?[] { db.TenantId, c.Id, w })).ToList();
        await db.InsertAsync("contact_words (tenant_id, contact_id, word)", "", words, token);
        if (book.IsEmpty)
            return;
        var values = contacts.SelectMany(c => book.Values(c.Attributes).Select(v => new object?[] { db.TenantId, c.Id, v.Id, v.SortKey })).ToList();
        await db.InsertAsync("contact_values (tenant_id, contact_id, attribute_id, sort_key)", "", values, token);
    }
}
