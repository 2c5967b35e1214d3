using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Ledger.Checkpoints;

namespace WaPortal.Core.OptIns.Ledger.Evidence;

/// <summary>An entry with everything that somebody needs to verify it without this portal (docs/ledger.md).</summary>
/// <param name="Seq">Its number.</param>
/// <param name="RecordedAt">When it was written.</param>
/// <param name="Kind">See <see cref="ConsentKinds"/>.</param>
/// <param name="Actor">Who recorded it.</param>
/// <param name="Commit">Binds it to the number.</param>
/// <param name="SealedEvidence">As it stands in the ledger.</param>
/// <param name="Evidence">The same, opened; null when it was tampered with.</param>
/// <param name="PrevChain">The chain's hash before it.</param>
/// <param name="EntryHash">Its own hash.</param>
/// <param name="ChainHash">The chain's hash with it.</param>
/// <param name="Path">From its hash to the checkpoint's root (RFC 6962, section 2.1.1), nearest neighbour first.</param>
public sealed record ProvedEntry(
    long Seq, DateTimeOffset RecordedAt, string Kind, string Actor, byte[] Commit, byte[] SealedEvidence, ConsentEvidence? Evidence, byte[] PrevChain, byte[] EntryHash, byte[] ChainHash,
    IReadOnlyList<byte[]> Path);

/// <summary>What a person's consent to one kind of message is.</summary>
/// <param name="Seq">The entry that made it so.</param>
public sealed record PurposeState(ConsentPurpose Purpose, ConsentChoice Choice, DateTimeOffset ChangedAt, long Seq);

/// <summary>All that the ledger knows about a person, provable to others.</summary>
/// <param name="Person">The ledger's random id of the person.</param>
/// <param name="Phone">In E.164 form; null when no entry names it.</param>
/// <param name="Key">The person's own key, which opens the evidence and proves the number.</param>
/// <param name="Checkpoint">A seal over all entries that there were.</param>
/// <param name="PublicKey">What the seal was signed with, in PEM.</param>
public sealed record PersonEvidence(
    Guid Person, string? Phone, byte[] Key, IReadOnlyList<PurposeState> States, IReadOnlyList<ProvedEntry> Entries, CheckpointNote Checkpoint, string PublicKey);
