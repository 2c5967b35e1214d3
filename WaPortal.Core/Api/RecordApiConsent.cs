using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Aliases;
using WaPortal.Core.OptIns.Erasure;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.OptIns.Wordings;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Api;

/// <summary>What a program tells of somebody's choice.</summary>
/// <param name="OptsIn">Yes, or no.</param>
/// <param name="Purposes">To what; none with a no means everything.</param>
/// <param name="At">When they chose.</param>
/// <param name="Source">Where: a form, a shop, a call.</param>
/// <param name="Proof">Its reference there; null for none.</param>
/// <param name="Wording">The code of the wording that they agreed to, or its words; null for none.</param>
/// <param name="List">The opt-in list that they go to; made when it is missing.</param>
public sealed record ApiConsent(
    string Phone, bool OptsIn, IReadOnlyList<ConsentPurpose> Purposes, DateTimeOffset At, string? Source, string? Proof, string? Wording, string? List, string? Name, string? Language)
{
    /// <summary>Without the number and the name.</summary>
    public override string ToString() => nameof(ApiConsent);
}

/// <summary>Somebody's choice about one kind of message.</summary>
public sealed record ApiConsentState(ConsentPurpose Purpose, ConsentChoice State, DateTimeOffset At);

/// <summary>Records what people chose elsewhere, with its proof, and tells what is on record. A no holds from the next claim on; a yes that a later no has overtaken opens nothing.</summary>
public sealed class RecordApiConsent(PortalDatabase database, ConsentLedger ledger, TenantKeys tenantKeys, AuditTrail audit, IPortalSignals signals, TimeProvider clock)
{
    private const string Kind = "consent";
    private const int MostWords = 1_000;

    // A clock that is a little ahead is no lie.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(5);

    /// <summary>Records it; the outcome's id is that of the person in the ledger.</summary>
    public async Task<ApiOutcome> RunAsync(Actor actor, ApiConsent told, string idempotencyKey, CancellationToken token)
    {
        actor.Demand(Right.ImportOptIns); // whoever may only close uses RecordOptOut
        var now = clock.GetUtcNow();
        if (Problem(told, now) is { } fault)
            return fault;
        var keys = await tenantKeys.GetAsync(actor.Tenant, token);
        var mac = ApiRequest.Mac(keys, told);
        var region = await RegionAsync(actor.Tenant, token);
        if (ListPhone.Read(told.Phone, region) is not { E164: { } phone, Region: var country })
            return new ApiOutcome.Refused("invalid_number", "This is no phone number.", "phone");
        var result = await database.WriteAsync<ApiOutcome>(actor.Tenant, async (db, t) =>
        {
            await db.DemandWorkAsync(t);
            await ConsentLedger.LockAsync(db, t); // after every opt-out that came before
            if (await ApiRequest.FindAsync(db, Kind, idempotencyKey, t) is { } known)
                return known.Replay(mac);
            var wording = told.Wording is { } words ? (await WordingBook.ReadAsync(db, now, t)).Find(words) : null;
            if (wording is not null && told.Purposes.Except(wording.Purposes).Any())
                return new ApiOutcome.Refused("wording_purpose", "The wording speaks of less than was agreed to.", "wording");
            var ids = await PersonAliases.ResolveAsync(db, [.. NumberSpelling.Of(phone).Select(keys.PhoneId)], t);
            if (told.OptsIn && (await Suppression.OfAsync(db, ids, t)).Count > 0)
                return new ApiOutcome.Refused("suppressed", "This person was erased and is kept out for good.", "phone");
            var events = Events(told, phone, ids, keys, wording, actor, idempotencyKey);
            var appended = await ledger.AppendAsync(db, events, t);
            var person = await db.Set<ConsentSubject>().AsNoTracking().Where(s => s.PhoneId == keys.PhoneId(phone)).Select(s => s.Id).FirstOrDefaultAsync(t);
            if (appended.Entries > 0)
                audit.Record(db, actor, told.OptsIn ? "opt-in.recorded" : "opt-out.recorded", FormattableString.Invariant($"ledger:{appended.Last}"), reason: "api");
            if (wording is not null && appended.Entries > 0)
                await db.Set<Wording>().Where(w => w.Id == wording.Id).ExecuteUpdateAsync(w => w.SetProperty(x => x.Entries, x => x.Entries + appended.Entries), t);
            if (told.OptsIn && appended.Overtaken < events.Count)
                await JoinAsync(db, keys, told, phone, country, wording, actor.Name, now, t);
            await ApiRequest.TakeAsync(db, Kind, idempotencyKey, mac, person, now, t);
            return new ApiOutcome.Done(person, false);
        }, token);
        if (result is ApiOutcome.Done { IsReplay: false })
            signals.Publish(actor.Tenant, "ledger");
        return result;
    }

    /// <summary>What is on record of a number, under any of its spellings; null where it is no number, none where nothing is.</summary>
    public async Task<IReadOnlyList<ApiConsentState>?> FindAsync(Actor actor, string number, CancellationToken token)
    {
        actor.Demand(Right.ViewLedger);
        if (ListPhone.Read(number, await RegionAsync(actor.Tenant, token)).E164 is not { } phone)
            return null;
        var keys = await tenantKeys.GetAsync(actor.Tenant, token);
        return await database.ReadAsync<IReadOnlyList<ApiConsentState>>(actor.Tenant, async (db, t) =>
        {
            var ids = (await PersonAliases.ResolveAsync(db, [.. NumberSpelling.Of(phone).Select(keys.PhoneId)], t)).ToList();
            var states = await db.Set<ConsentState>().AsNoTracking().Where(s => ids.Contains(s.PhoneId)).ToListAsync(t);
            // A no under any id closes all.
            return [.. states.GroupBy(s => s.Purpose).OrderBy(g => g.Key).Select(g => g.OrderByDescending(s => s.State == ConsentChoice.OptedOut).ThenByDescending(s => s.ChangedAt).First())
                .Select(s => new ApiConsentState(s.Purpose, s.State, s.ChangedAt))];
        }, token);
    }

    private static ApiOutcome.Refused? Problem(ApiConsent told, DateTimeOffset now)
    {
        if (told.At > now + Slack)
            return new ApiOutcome.Refused("future", "Nobody has chosen in the future.", "at");
        if (told.OptsIn && told.Purposes.Count == 0)
            return new ApiOutcome.Refused("no_purpose", "Say what they agreed to.", "purposes");
        if (told.OptsIn && string.IsNullOrWhiteSpace(told.Source))
            return new ApiOutcome.Refused("no_proof", "An opt-in needs its proof: at least where it was given.", "source");
        return null;
    }

    // A no closes under every id by which the person may be known; a yes opens under the number that was given, one entry for each kind, since a later no may have overtaken some of them.
    private static List<ConsentEvent> Events(ApiConsent told, string phone, IReadOnlyList<byte[]> ids, TenantKeyRing keys, WordingReference? wording, Actor actor, string key)
    {
        var numbers = NumberSpelling.Of(phone).ToDictionary(n => Convert.ToHexString(keys.PhoneId(n)), StringComparer.Ordinal);
        var words = told.Wording is { } said && wording is null ? TextLength.Cut(said, MostWords) : null;
        ConsentEvidence Of(string? number) => new(number, told.At, "api", told.Source, told.Proof, words, "request:" + key, wording?.Code, wording?.Hash);
        return told.OptsIn
            ? [.. told.Purposes.Distinct().Select(p => new ConsentEvent(keys.PhoneId(phone), ConsentAction.OptIn, [p], Of(phone), actor.Name))]
            : [.. ids.Select(id => new ConsentEvent(id, ConsentAction.OptOut, told.Purposes, Of(numbers.GetValueOrDefault(Convert.ToHexString(id))), actor.Name))];
    }

    private static async Task JoinAsync(PortalDbContext db, TenantKeyRing keys, ApiConsent told, string phone, string? country, WordingReference? wording, string by, DateTimeOffset now, CancellationToken token)
    {
        var id = keys.PhoneId(phone);
        var known = await db.Set<Contact>().AsNoTracking().FirstOrDefaultAsync(c => c.PhoneId == id, token);
        var entry = new ImportEntry(
            phone, country, told.Name ?? known?.Name, told.Language ?? known?.Language, new Dictionary<string, string>(), true, told.At, told.Source, told.Proof, told.Wording, wording);
        await ContactStore.AddAsync(db, keys, await OptInList.FindOrAddAsync(db, told.List ?? "API", by, now, token), Guid.Empty, [(id, entry)], now, token);
    }

    private Task<string?> RegionAsync(TenantId tenant, CancellationToken token) =>
        database.ReadAsync(tenant, (db, t) => db.Set<Tenant>().Where(x => x.Id == db.TenantId).Select(x => (string?)x.DefaultRegion).FirstAsync(t), token);
}
