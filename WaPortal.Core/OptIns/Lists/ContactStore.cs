using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Contacts;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Lists;

/// <summary>Brings contacts and list members into their tables, a batch at a time. Tables: contacts, opt_in_list_members, and what contacts are found by.</summary>
internal static class ContactStore
{
    private const string Upsert =
        """
        ON CONFLICT (tenant_id, phone_id) DO UPDATE SET
            name = COALESCE(excluded.name, contacts.name), language = COALESCE(excluded.language, contacts.language),
            time_zone = COALESCE(excluded.time_zone, contacts.time_zone), attributes = excluded.attributes,
            version = contacts.version + 1, updated_at = excluded.updated_at
        """;

    /// <summary>
    /// Adds the people of these entries, each number once, to the contacts and to the list. What is known about them already stays where the
    /// list says nothing. The caller holds <see cref="Ledger.ConsentLedger.LockAsync"/>.
    /// </summary>
    public static async Task AddAsync(
        PortalDbContext db, TenantKeyRing keys, OptInListId list, Guid import, IReadOnlyList<(byte[] PhoneId, ImportEntry Entry)> people, DateTimeOffset now, CancellationToken token)
    {
        if (people.Count == 0)
            return;
        var ids = people.Select(p => p.PhoneId).ToList();
        var book = await AttributeBook.LoadAsync(db, token);
        var known = (await db.QuerySqlAsync(
            $"SELECT phone_id, id, name, attributes FROM contacts WHERE tenant_id = @tenant AND {IdSets.IsOneOf(db, "phone_id")}",
            r => (PhoneId: r.GetFieldValue<byte[]>(0), Id: new ContactId(r.GetGuid(1)), Name: r.IsDBNull(2) ? null : r.GetString(2), Attributes: r.GetString(3)),
            token, ("@tenant", db.TenantId), ("@ids", IdSets.Value(db, ids)))).ToDictionary(c => Convert.ToHexString(c.PhoneId), StringComparer.Ordinal);
        var rows = new List<object?[]>(people.Count);
        var members = new List<object?[]>(people.Count);
        var indexed = new Dictionary<ContactId, IndexedContact>(people.Count);
        var tagged = new List<(ContactId Contact, string Tag)>();
        foreach (var (phoneId, entry) in people)
        {
            var hex = Convert.ToHexString(phoneId);
            var isNew = !known.TryGetValue(hex, out var before);
            var id = isNew ? ContactId.New() : before.Id;
            var name = Short(entry.Name, Contact.NameLength) ?? before.Name;
            var attributes = isNew || before.Attributes == "{}" ? [] : AttributeBook.Read(before.Attributes);
            foreach (var (key, value) in book.Fit(entry.Attributes))
                attributes[key] = value;
            var json = AttributeBook.Write(attributes);
            known[hex] = (phoneId, id, name, json);
            rows.Add([
                db.TenantId, id, phoneId, ContactPhone.Encrypt(keys, entry.E164, id), Short(entry.Name, Contact.NameLength),
                Short(entry.Language, Contact.LanguageLength), entry.Region, entry.TimeZone, json, 1, now, now,
            ]);
            members.Add([db.TenantId, list, id, import, now]);
            if (isNew || before.Name != name || before.Attributes != json)
                indexed[id] = new IndexedContact(id, name, attributes, isNew && !indexed.ContainsKey(id));
            tagged.AddRange((entry.Tags ?? []).Select(tag => (id, tag)));
        }

        await db.InsertAsync("contacts (tenant_id, id, phone_id, phone, name, language, region, time_zone, attributes, version, created_at, updated_at)", Upsert, rows, token);
        await db.InsertAsync(
            "opt_in_list_members (tenant_id, list_id, contact_id, import_id, added_at)", "ON CONFLICT (tenant_id, list_id, contact_id) DO NOTHING", members, token);
        await ContactIndex.WriteAsync(db, book, indexed.Values, token);
        await TagStore.AddAsync(db, tagged, now, token);
    }

    private static string? Short(string? text, int length) => text is null ? null : TextLength.Cut(text, length);
}

/// <summary>The encrypted number of a contact.</summary>
public static class ContactPhone
{
    internal static byte[] Encrypt(TenantKeyRing keys, string e164, ContactId contact) =>
        keys.EncryptText(KeyPurpose.PersonalData, e164, "contacts", "phone", contact.Value.ToString());

    /// <summary>The number in E.164 form.</summary>
    public static string Decrypt(TenantKeyRing keys, byte[] cipher, ContactId contact) =>
        keys.DecryptText(KeyPurpose.PersonalData, cipher, "contacts", "phone", contact.Value.ToString());
}
