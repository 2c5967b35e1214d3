using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Import;

namespace WaPortal.Core.OptIns.Ledger;

/// <summary>
/// The rules by which ledger entries become consent states. A no always closes and is remembered at its latest time; a yes opens
/// only when it was given after the last no.
/// </summary>
internal sealed class ConsentStates(IEnumerable<KnownConsent> known)
{
    public ConsentStates(IEnumerable<ConsentState> known)
        : this(known.Select(s => new KnownConsent(s.PhoneId, s.Purpose, s.State, s.EntrySeq, s.ChangedAt)))
    {
    }

    public ConsentStates()
        : this(Array.Empty<KnownConsent>())
    {
    }

    private readonly Dictionary<(string Phone, ConsentPurpose Purpose), Now> _states =
        known.ToDictionary(s => (Convert.ToHexString(s.PhoneId), s.Purpose), s => new Now(s.State, s.EntrySeq, s.ChangedAt, false));

    public bool IsOvertaken(byte[] phoneId, ConsentPurpose purpose, DateTimeOffset at) =>
        _states.TryGetValue((Convert.ToHexString(phoneId), purpose), out var now) && now.State == ConsentChoice.OptedOut && now.ChangedAt >= at;

    public void Apply(byte[] phoneId, ConsentAction action, IEnumerable<ConsentPurpose> purposes, DateTimeOffset at, long seq)
    {
        if (action is ConsentAction.OptInNoted or ConsentAction.OptInUndone or ConsentAction.Asked)
            return;
        foreach (var purpose in purposes)
        {
            var key = (Convert.ToHexString(phoneId), purpose);
            var changedAt = _states.TryGetValue(key, out var now) && now.ChangedAt > at ? now.ChangedAt : at;
            _states[key] = new Now(action == ConsentAction.OptIn ? ConsentChoice.OptedIn : ConsentChoice.OptedOut, seq, changedAt, true);
        }
    }

    public Task<int> SaveAsync(PortalDbContext db, CancellationToken token) => db.InsertAsync(
        "consent_states (tenant_id, phone_id, purpose, state, entry_seq, changed_at)",
        "ON CONFLICT (tenant_id, phone_id, purpose) DO UPDATE SET state = excluded.state, entry_seq = excluded.entry_seq, changed_at = excluded.changed_at",
        [.. _states.Where(s => s.Value.IsChanged).Select(s => new object?[]
        {
            db.TenantId, Convert.FromHexString(s.Key.Phone), s.Key.Purpose, s.Value.State, s.Value.Seq, s.Value.ChangedAt,
        })], token);

    private readonly record struct Now(ConsentChoice State, long Seq, DateTimeOffset ChangedAt, bool IsChanged);
}

/// <summary>A stored state, read without the weight of an entity.</summary>
internal sealed record KnownConsent(byte[] PhoneId, ConsentPurpose Purpose, ConsentChoice State, long EntrySeq, DateTimeOffset ChangedAt);
