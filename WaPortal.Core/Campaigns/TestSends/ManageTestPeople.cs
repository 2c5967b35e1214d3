using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.OptIns.Phone;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Campaigns;

/// <summary>A test number as pages show it.</summary>
/// <param name="Id">The contact.</param>
/// <param name="Phone">Masked.</param>
/// <param name="Name">As in the list; null for unknown.</param>
/// <param name="Language">As in the list; null for unknown.</param>
/// <param name="OptedIn">The purposes that the person has agreed to.</param>
public sealed record TestPersonView(ContactId Id, string Phone, string? Name, string? Language, IReadOnlySet<ConsentPurpose> OptedIn);

/// <summary>The few numbers of an enterprise to which tests of campaigns may be sent.</summary>
public sealed class ManageTestPeople(PortalDatabase database, TenantKeys tenantKeys, AuditTrail audit, TimeProvider clock)
{
    /// <summary>The most numbers.</summary>
    public const int Most = 20;

    /// <summary>All of them, in the order in which they were added.</summary>
    public async Task<IReadOnlyList<TestPersonView>> ListAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ViewCampaigns);
        var keys = await tenantKeys.GetAsync(actor.Tenant, token);
        return await database.ReadAsync<IReadOnlyList<TestPersonView>>(actor.Tenant, async (db, t) =>
        {
            var rows = await (
                from person in db.Set<TestPerson>()
                join contact in db.Set<Contact>() on person.ContactId equals contact.Id
                orderby person.AddedAt
                select contact).ToListAsync(t);
            var ids = rows.ConvertAll(c => c.PhoneId);
            var agreed = (await db.Set<ConsentState>().Where(s => ids.Contains(s.PhoneId) && s.State == ConsentChoice.OptedIn).ToListAsync(t)).ToLookup(s => Convert.ToHexString(s.PhoneId), s => s.Purpose);
            return [.. rows.Select(c => new TestPersonView(
                c.Id, PhoneNumber.Create(ContactPhone.Decrypt(keys, c.Phone, c.Id)).Masked(), c.Name, c.Language, agreed[Convert.ToHexString(c.PhoneId)].ToHashSet()))];
        }, token);
    }

    /// <summary>Adds somebody who is in a list already; gives what is wrong, in a sentence.</summary>
    /// <param name="actor">Who adds.</param>
    /// <param name="number">As typed, in any form.</param>
    /// <param name="token">Cancels.</param>
    public async Task<string?> AddAsync(Actor actor, string number, CancellationToken token)
    {
        actor.Demand(Right.ManageSettings);
        var region = await database.ReadAsync(actor.Tenant, (db, t) => db.Set<Tenant>().Where(x => x.Id == actor.Tenant).Select(x => x.DefaultRegion).FirstOrDefaultAsync(t), token);
        if (ListPhone.Read(number, region).E164 is not { } e164)
            return "This is not a phone number. Write it with its country code, such as +44 7700 900123.";
        var keys = await tenantKeys.GetAsync(actor.Tenant, token);
        var phoneId = keys.PhoneId(e164);
        return await database.WriteAsync(actor.Tenant, async (db, t) =>
        {
            await db.DemandWorkAsync(t);
            if (await db.Set<Contact>().AsNoTracking().FirstOrDefaultAsync(c => c.PhoneId == phoneId, t) is not { } contact)
                return "Nobody in your lists has this number. Import it with its opt-in first: a test is a message like any other, and needs consent.";
            if (await db.Set<TestPerson>().AnyAsync(p => p.ContactId == contact.Id, t))
                return "This number is a test number already.";
            if (await db.Set<TestPerson>().CountAsync(t) >= Most)
                return FormattableString.Invariant($"There are {Most} test numbers, which is the most. Remove one first.");
            db.Add(TestPerson.Create(actor.Tenant, contact.Id, actor.Name, clock.GetUtcNow()));
            audit.Record(db, actor, "test-person.added", contact.Id.Value.ToString());
            return null;
        }, token);
    }

    /// <summary>Takes one off; the contact stays.</summary>
    public Task RemoveAsync(Actor actor, ContactId id, CancellationToken token)
    {
        actor.Demand(Right.ManageSettings);
        return database.WriteAsync(actor.Tenant, async (db, t) =>
        {
            if (await db.Set<TestPerson>().FirstOrDefaultAsync(p => p.ContactId == id, t) is not { } person)
                return;
            db.Remove(person);
            audit.Record(db, actor, "test-person.removed", id.Value.ToString());
        }, token);
    }
}
