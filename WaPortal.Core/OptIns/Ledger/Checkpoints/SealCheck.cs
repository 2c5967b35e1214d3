using WaPortal.Core.Data.Chains;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Ledger.Checkpoints;

/// <summary>
/// Holds a ledger against its checkpoints while it is walked. A chain that was written anew from some entry on is whole in itself; the
/// signed checkpoints of before tell that it is another one.
/// </summary>
internal sealed class SealCheck
{
    private readonly List<ChainBreak> _breaks = [];
    private readonly SortedDictionary<long, List<CheckpointNote>> _bySize = [];
    private readonly MerkleTree _tree = new();
    private long _held;
    private bool _isBroken;

    public SealCheck(TenantId tenant, LedgerSigningKey signing, IEnumerable<string> stored, IEnumerable<CheckpointNote> outside)
    {
        var origin = CheckpointNote.OriginOf(tenant);
        foreach (var text in stored)
        {
            if (CheckpointNote.Read(text) is { } note)
                Take(note, origin, signing);
            else
                _breaks.Add(new ChainBreak(0, "wrong signature"));
        }

        foreach (var note in outside)
            Take(note, origin, signing);
    }

    public void Step(long seq, byte[] entry, byte[] chain)
    {
        // Gaps are told of by the walk; behind one, no root can be right.
        if (_isBroken || seq != _tree.Size + 1)
        {
            _isBroken = true;
            return;
        }

        _tree.Add(entry);
        if (!_bySize.TryGetValue(seq, out var notes))
            return;
        var root = _tree.Root();
        if (notes.TrueForAll(n => n.Root.AsSpan().SequenceEqual(root) && n.Head.AsSpan().SequenceEqual(chain)))
            _held = seq;
        else
            (_isBroken, _) = (true, Note(_held + 1, "forked"));
    }

    /// <summary>What the checkpoints tell beyond what the walk found.</summary>
    public IEnumerable<ChainBreak> Finish(IReadOnlyList<ChainBreak> walked)
    {
        // Where the walk saw the place itself, a root that is wrong because of it is no second finding.
        if (walked.Count > 0)
            _breaks.RemoveAll(b => b.Kind == "forked");
        var sealedTo = _bySize.Count == 0 ? 0 : _bySize.Keys.Max();
        if (!_isBroken && sealedTo > _tree.Size && !walked.Any(b => b.Kind == "cut off"))
            Note(_tree.Size + 1, "cut off");
        return _breaks;
    }

    private void Take(CheckpointNote note, string origin, LedgerSigningKey signing)
    {
        using var key = signing.Find(note.Key);
        if (note.Origin != origin || key is null || !note.IsSignedBy(key))
        {
            Note(note.Size, "wrong signature");
            return;
        }

        if (!_bySize.TryGetValue(note.Size, out var same))
            _bySize[note.Size] = same = [];
        same.Add(note);
    }

    private bool Note(long seq, string kind)
    {
        if (!_breaks.Exists(b => b.Seq == seq && b.Kind == kind))
            _breaks.Add(new ChainBreak(seq, kind));
        return true;
    }
}
