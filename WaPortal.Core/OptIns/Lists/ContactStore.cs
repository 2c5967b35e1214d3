using System.Text.Json;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Lists;

/// <summary>Brings contacts and list members into their tables, a batch at a time. Tables: contacts, opt_in_list_members.</summary>
internal static class ContactStore
{
    private const string Upsert =
        """
        ON CONFLICT (tenant_id, phone_id) DO UPDATE SET
            name = COALESCE(excluded.name, contacts.name), language = COALESCE(excluded.language, contacts.language),
            attributes = CASE WHEN excluded.attributes = '{}' THEN contacts.attributes ELSE excluded.attributes END,
            updated_at = excluded.updated_at
        """;

    /// <summary>Adds the people of these entries, each number once, to the contacts and to the list.</summary>
    public static async Task AddAsync(
        PortalDbContext db, TenantKeyRing keys, OptInListId list, Guid import, IReadOnlyList<(byte[] PhoneId, ImportEntry Entry)> people, DateTimeOffset now, CancellationToken token)
    {
        if (people.Count == 0)
            return;
        var ids = people.Select(p => p.PhoneId).ToList();
        var known = await db.QuerySqlAsync(
            $"SELECT phone_id, id FROM contacts WHERE tenant_id = @tenant AND {IdSets.IsOneOf(db, "phone_id")}",
            r => (PhoneId: r.GetFieldValue<byte[]>(0), Id: new ContactId(r.GetGuid(1))), token, ("@tenant", db.TenantId), ("@ids", IdSets.Value(db, ids)));
        var contacts = known.ToDictionary(c => Convert.ToHexString(c.PhoneId), c => c.Id);
        var rows = new List<object?[]>(people.Count);
        var members = new List<object?[]>(people.Count);
        foreach (var (phoneId, entry) in people)
        {
            var hex = Convert.ToHexString(phoneId);
            if (!contacts.TryGetValue(hex, out var id))
                contacts[hex] = id = ContactId.New();
            rows.Add([
                db.TenantId, id, phoneId, ContactPhone.Encrypt(keys, entry.E164, id), Short(entry.Name, Contact.NameLength),
                Short(entry.Language, Contact.LanguageLength), entry.Region, JsonSerializer.Serialize(entry.Attributes), now, now,
            ]);
            members.Add([db.TenantId, list, id, import, now]);
        }

        await db.InsertAsync("contacts (tenant_id, id, phone_id, phone, name, language, region, attributes, created_at, updated_at)", Upsert, rows, token);
        await db.InsertAsync(
            "opt_in_list_members (tenant_id, list_id, contact_id, import_id, added_at)", "ON CONFLICT (tenant_id, list_id, contact_id) DO NOTHING", members, token);
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
