using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Phone;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Ledger;

/// <summary>Somebody who agreed long ago.</summary>
/// <param name="Phone">Masked; null when no entry names it.</param>
/// <param name="Seq">The entry that the consent rests on.</param>
public sealed record OldConsent(Guid Person, string? Phone, DateTimeOffset AgreedAt, long Seq);

/// <summary>Reads consents by their age.</summary>
public sealed class OldConsentsQuery(PortalDatabase database, TenantKeys tenantKeys)
{
    /// <summary>Those before a moment, the oldest first, from another moment on.</summary>
    public async Task<IReadOnlyList<OldConsent>> RunAsync(Actor actor, ConsentPurpose purpose, DateTimeOffset before, DateTimeOffset? from, int count, CancellationToken token)
    {
        actor.Demand(Right.ViewLedger);
        var keys = await tenantKeys.GetAsync(actor.Tenant, token);
        var rows = await database.ReadAsync(actor.Tenant, (db, t) => (
            from state in db.Set<ConsentState>()
            join subject in db.Set<ConsentSubject>() on state.PhoneId equals subject.PhoneId
            join entry in db.Set<ConsentLedgerEntry>() on state.EntrySeq equals entry.Seq
            where state.Purpose == purpose && state.State == ConsentChoice.OptedIn && state.ChangedAt < before && (@from == null || state.ChangedAt >= @from)
            orderby state.ChangedAt, state.EntrySeq
            select new { subject.Id, subject.WrappedKey, state.ChangedAt, entry.Seq, entry.Evidence }).Take(count).ToListAsync(t), token);
        return [.. rows.Select(r => new OldConsent(
            r.Id, PhoneNumber.TryCreate(SubjectKeys.Open(actor.Tenant, SubjectKeys.Unwrap(keys, r.WrappedKey, r.Id), r.Seq, r.Evidence)?.Phone)?.Masked(), r.ChangedAt, r.Seq))];
    }
}
