using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Ledger;

/// <summary>What became of an opt-out that a person entered.</summary>
public abstract record OptOutResult
{
    private OptOutResult()
    {
    }

    /// <summary>It holds from now on: no message that is claimed later leaves.</summary>
    /// <param name="Person">The ledger's id of the person.</param>
    public sealed record Recorded(Guid Person) : OptOutResult;

    /// <summary>The text is no phone number.</summary>
    public sealed record NoNumber : OptOutResult;

    /// <summary>The ledger does not know the person, or they were erased.</summary>
    public sealed record NotFound : OptOutResult;

    /// <summary>The person was erased and is kept out for good; nothing more is written about them.</summary>
    public sealed record Erased : OptOutResult;
}

/// <summary>
/// Records an opt-out that came by another way than WhatsApp: on the telephone, in a letter, at the till. There is no such way to opt
/// somebody in: that takes a proof, which comes with an import.
/// </summary>
public sealed class RecordOptOut(PortalDatabase database, ConsentLedger ledger, TenantKeys tenantKeys, AuditTrail audit, IPortalSignals signals, TimeProvider clock)
{
    /// <summary>Letters that "how they said it" holds at most.</summary>
    public const int WordsLength = 200;

    /// <summary>By number, in any form that the enterprise's country reads; also of somebody unknown, so that a later import does not write to them.</summary>
    /// <param name="actor">Who enters it; needs <see cref="Right.RecordOptOuts"/>.</param>
    /// <param name="number">The number.</param>
    /// <param name="purpose">The kind of message they want no more of; null for all.</param>
    /// <param name="words">How they said it, such as "Called on 3 May". Kept as evidence, not in the activity.</param>
    /// <param name="token">Cancels.</param>
    public async Task<OptOutResult> RunAsync(Actor actor, string number, ConsentPurpose? purpose, string words, CancellationToken token)
    {
        actor.Demand(Right.RecordOptOuts);
        var region = await database.ReadAsync(actor.Tenant, (db, t) => db.Set<Tenant>().Where(x => x.Id == db.TenantId).Select(x => x.DefaultRegion).FirstAsync(t), token);
        if (ListPhone.Read(number, region).E164 is not { } e164)
            return new OptOutResult.NoNumber();
        var keys = await tenantKeys.GetAsync(actor.Tenant, token);
        return await RecordAsync(actor, (_, _) => Task.FromResult<(byte[], string?)?>((keys.PhoneId(e164), e164)), purpose, words, token);
    }

    /// <summary>Of a person that the ledger knows.</summary>
    /// <param name="actor">Who enters it; needs <see cref="Right.RecordOptOuts"/>.</param>
    /// <param name="person">The ledger's id of the person.</param>
    /// <param name="purpose">The kind of message they want no more of; null for all.</param>
    /// <param name="words">How they said it.</param>
    /// <param name="token">Cancels.</param>
    public async Task<OptOutResult> RunAsync(Actor actor, Guid person, ConsentPurpose? purpose, string words, CancellationToken token)
    {
        actor.Demand(Right.RecordOptOuts);
        var keys = await tenantKeys.GetAsync(actor.Tenant, token);
        return await RecordAsync(actor, async (db, t) =>
        {
            if (await db.Set<ConsentSubject>().AsNoTracking().FirstOrDefaultAsync(s => s.Id == person, t) is not { } subject)
                return null;
            // The number comes from what is known already, so that the new entry can prove it too.
            var last = await db.Set<ConsentLedgerEntry>().AsNoTracking().Where(e => e.SubjectId == person).OrderByDescending(e => e.Seq).FirstOrDefaultAsync(t);
            var phone = last is null ? null : SubjectKeys.Open(actor.Tenant, SubjectKeys.Unwrap(keys, subject.WrappedKey, subject.Id), last.Seq, last.Evidence)?.Phone;
            return (subject.PhoneId, phone);
        }, purpose, words, token);
    }

    private async Task<OptOutResult> RecordAsync(
        Actor actor, Func<PortalDbContext, CancellationToken, Task<(byte[] PhoneId, string? Phone)?>> find, ConsentPurpose? purpose, string words, CancellationToken token)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(words);
        var said = words.Trim();
        if (said.Length > WordsLength)
            said = said[..WordsLength];
        var result = await database.WriteAsync<OptOutResult>(actor.Tenant, async (db, t) =>
        {
            if (await find(db, t) is not var (phoneId, phone))
                return new OptOutResult.NotFound();
            var evidence = new ConsentEvidence(phone, clock.GetUtcNow(), "person", said, null, null, null);
            var appended = await ledger.AppendAsync(db, [new ConsentEvent(phoneId, ConsentAction.OptOut, purpose is { } one ? [one] : [], evidence, actor.Name)], t);
            if (appended.Entries > 0)
                audit.Record(db, actor, "opt-out.recorded", FormattableString.Invariant($"ledger:{appended.Last}"), reason: "person");
            var person = await db.Set<ConsentSubject>().AsNoTracking().Where(s => s.PhoneId == phoneId).Select(s => s.Id).FirstOrDefaultAsync(t);
            if (person == Guid.Empty)
                return new OptOutResult.Erased();
            return new OptOutResult.Recorded(person);
        }, token);
        if (result is OptOutResult.Recorded)
            signals.Publish(actor.Tenant, "ledger");
        return result;
    }
}
