using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Erasure;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Contacts;

/// <summary>What a person may write about a contact.</summary>
/// <param name="TimeZone">IANA name; null: what follows from the region.</param>
/// <param name="Fields">Texts by key; an empty one takes the value away, a key that is not named stays as it is.</param>
/// <param name="Version">Of the contact that was read.</param>
public sealed record ContactEdit(string? Name, string? Language, string? TimeZone, IReadOnlyDictionary<string, string> Fields, int Version);

/// <summary>What came of a change of a contact.</summary>
public abstract record ContactResult
{
    private ContactResult()
    {
    }

    public sealed record Done(ContactId Id) : ContactResult;

    /// <summary>There is no such contact.</summary>
    public sealed record NotFound : ContactResult;

    /// <summary>An import or somebody else changed the contact since it was read.</summary>
    public sealed record Stale : ContactResult;

    /// <summary>The number is known already, as this contact.</summary>
    public sealed record Known(ContactId Id) : ContactResult;

    /// <summary>Nothing was changed.</summary>
    /// <param name="Problems">In words, by the field's name (<c>name</c>, <c>number</c>, <c>language</c>, <c>zone</c>, or an attribute's key).</param>
    public sealed record Refused(IReadOnlyDictionary<string, string> Problems) : ContactResult;
}

/// <summary>
/// Changes what is known about one contact; never their consent, which only the ledger changes. It takes <see cref="Right.ImportOptIns"/>:
/// whoever may bring a thousand people in by a list may put one of them right.
/// </summary>
public sealed class EditContact(PortalDatabase database, TenantKeys tenantKeys, AuditTrail audit, IPortalSignals signals, TimeProvider clock)
{
    /// <summary>Letters that the value of one attribute holds at most.</summary>
    public const int ValueLength = 4000;

    /// <summary>Writes what a person saw and changed.</summary>
    public async Task<ContactResult> RunAsync(Actor actor, ContactId id, ContactEdit edit, CancellationToken token)
    {
        actor.Demand(Right.ImportOptIns);
        var result = await database.WriteAsync<ContactResult>(actor.Tenant, async (db, t) =>
        {
            await ConsentLedger.LockAsync(db, t);
            var book = await AttributeBook.LoadAsync(db, t);
            if (await db.Set<Contact>().FirstOrDefaultAsync(c => c.Id == id, t) is not { } contact)
                return new ContactResult.NotFound();
            if (contact.Version != edit.Version)
                return new ContactResult.Stale();
            if (Problems(edit, book) is { Count: > 0 } problems)
                return new ContactResult.Refused(problems);
            var values = AttributeBook.Read(contact.Attributes);
            foreach (var (key, text) in book.Fit(edit.Fields))
            {
                if (string.IsNullOrWhiteSpace(text))
                    values.Remove(key);
                else
                    values[key] = text;
            }

            contact.Write(Text(edit.Name), Text(edit.Language), Text(edit.TimeZone), AttributeBook.Write(values), clock.GetUtcNow());
            await ContactIndex.WriteAsync(db, book, [new IndexedContact(id, contact.Name, values, IsNew: false)], t);
            audit.Record(db, actor, "contact.changed", id.Value.ToString());
            return new ContactResult.Done(id);
        }, token);
        if (result is ContactResult.Done)
            signals.Publish(actor.Tenant, ContactTopics.All);
        return result;
    }

    /// <summary>
    /// Enters one person by their number. That proves nothing: they have agreed to nothing until an import brings a proof, and who opted out stays out.
    /// </summary>
    public async Task<ContactResult> AddAsync(Actor actor, string number, ContactEdit edit, CancellationToken token)
    {
        actor.Demand(Right.ImportOptIns);
        var keys = await tenantKeys.GetAsync(actor.Tenant, token);
        var result = await database.WriteAsync<ContactResult>(actor.Tenant, async (db, t) =>
        {
            await db.DemandWorkAsync(t);
            await ConsentLedger.LockAsync(db, t);
            var home = await db.Set<Tenant>().Where(x => x.Id == db.TenantId).Select(x => x.DefaultRegion).FirstAsync(t);
            var (e164, region, fault) = ListPhone.Read(number, home);
            var book = await AttributeBook.LoadAsync(db, t);
            var problems = Problems(edit, book);
            if (e164 is null)
                problems["number"] = fault!.Words;
            if (problems.Count > 0)
                return new ContactResult.Refused(problems);
            var phoneId = keys.PhoneId(e164!);
            if ((await Suppression.OfAsync(db, [phoneId], t)).Count > 0)
                return new ContactResult.Refused(new Dictionary<string, string>(StringComparer.Ordinal) { ["number"] = "This person was erased at their wish and is kept out." });
            if (await db.Set<Contact>().Where(c => c.PhoneId == phoneId).Select(c => (ContactId?)c.Id).FirstOrDefaultAsync(t) is { } known)
                return new ContactResult.Known(known);
            var id = ContactId.New();
            var contact = Contact.Create(actor.Tenant, id, phoneId, ContactPhone.Encrypt(keys, e164!, id), region, clock.GetUtcNow());
            var values = book.Fit(edit.Fields).Where(f => !string.IsNullOrWhiteSpace(f.Value)).ToDictionary(StringComparer.Ordinal);
            contact.Write(Text(edit.Name), Text(edit.Language), Text(edit.TimeZone), AttributeBook.Write(values), clock.GetUtcNow());
            db.Add(contact);
            await db.SaveChangesAsync(t);
            await ContactIndex.WriteAsync(db, book, [new IndexedContact(id, contact.Name, values, IsNew: true)], t);
            audit.Record(db, actor, "contact.added", id.Value.ToString());
            return new ContactResult.Done(id);
        }, token);
        if (result is ContactResult.Done)
            signals.Publish(actor.Tenant, ContactTopics.All);
        return result;
    }

    /// <summary>Takes a contact off a list. What they agreed to stays as it is.</summary>
    /// <returns>False when the contact is not on it.</returns>
    public async Task<bool> LeaveListAsync(Actor actor, ContactId id, OptInListId list, CancellationToken token)
    {
        actor.Demand(Right.ImportOptIns);
        var left = await database.WriteAsync(actor.Tenant, async (db, t) =>
        {
            await ConsentLedger.LockAsync(db, t);
            if (await db.Set<OptInListMember>().Where(m => m.ListId == list && m.ContactId == id).ExecuteDeleteAsync(t) == 0)
                return false;
            audit.Record(db, actor, "contact.left-list", id.Value.ToString(), reason: "list " + list.Value);
            return true;
        }, token);
        if (left)
            signals.Publish(actor.Tenant, ContactTopics.All);
        return left;
    }

    private static Dictionary<string, string> Problems(ContactEdit edit, AttributeBook book)
    {
        var problems = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Text(edit.Name)?.Length > Contact.NameLength)
            problems["name"] = FormattableString.Invariant($"A name has at most {Contact.NameLength} characters.");
        if (Text(edit.Language)?.Length > Contact.LanguageLength)
            problems["language"] = "Write the language as a code, such as en_GB.";
        if (Text(edit.TimeZone) is { } zone && (zone.Length > Contact.TimeZoneLength || !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _)))
            problems["zone"] = "This time zone is not known. Choose one of the list.";
        foreach (var (key, text) in edit.Fields)
        {
            if (key.Trim().Length is 0 or > AttributeDefinition.KeyLength)
                problems[key] = FormattableString.Invariant($"A field's name has 1 to {AttributeDefinition.KeyLength} characters.");
            else if (text.Length > ValueLength)
                problems[key] = FormattableString.Invariant($"At most {ValueLength} characters.");
            else if (book.Problem(key, text) is { } problem)
                problems[key] = problem;
        }

        return problems;
    }

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim().Replace("\0", "", StringComparison.Ordinal);
}
