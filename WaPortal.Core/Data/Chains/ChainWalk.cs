namespace WaPortal.Core.Data.Chains;

/// <summary>One place where a chain does not hold.</summary>
/// <param name="Seq">The entry.</param>
/// <param name="Kind">missing, changed, evidence changed, reordered, inserted, forked (its predecessor is another, or a checkpoint saw another), cut off, head changed, wrong signature (of a checkpoint over this many entries).</param>
public sealed record ChainBreak(long Seq, string Kind);

/// <summary>The answer of a verification.</summary>
/// <param name="Entries">Entries read.</param>
/// <param name="Head">The chain's head in lower-case hex.</param>
/// <param name="Breaks">None when the chain holds.</param>
public sealed record ChainVerification(long Entries, string Head, IReadOnlyList<ChainBreak> Breaks);

/// <summary>An entry as it stands in its table.</summary>
/// <param name="HashAt">The entry's hash computed anew from its content, as if it had this number.</param>
/// <param name="Fault">What else is wrong with its content; null for nothing.</param>
internal sealed record ChainLink(long Seq, byte[] Prev, byte[] Entry, byte[] Chain, Func<long, byte[]> HashAt, string? Fault = null);

/// <summary>Walks a chain in order and notes each place where it does not hold.</summary>
/// <param name="after">Number of the entry before the first: 0, or where older entries were cut off by the rules.</param>
/// <param name="hash">The chain's hash there.</param>
internal sealed class ChainWalk(long after, byte[] hash)
{
    private const int MostBreaks = 1000;
    private const int Neighbourhood = 50;

    private readonly List<ChainBreak> _breaks = [];
    private byte[] _hash = hash;
    private bool _afterReordered;

    /// <summary>Number of the last entry walked over.</summary>
    public long Seq { get; private set; } = after;

    public long Entries { get; private set; }

    public void Step(ChainLink link)
    {
        Entries++;
        for (var missing = Seq + 1; missing < link.Seq && _breaks.Count < MostBreaks; missing++)
            Note(missing, "missing");
        var follows = link.Seq == Seq + 1 && !_afterReordered;
        var fault = link.Seq <= Seq ? "inserted"
            : !Same(link.Entry, link.HashAt(link.Seq)) ? (BelongsElsewhere(link) ? "reordered" : "changed")
            : link.Fault
            ?? (follows && !Same(link.Prev, _hash) ? "forked"
            : !Same(link.Chain, ChainHash.Link(link.Prev, link.Entry)) ? "changed"
            : null);
        if (fault is not null)
            Note(link.Seq, fault);
        _afterReordered = fault == "reordered";
        (Seq, _hash) = (Math.Max(Seq, link.Seq), link.Chain);
    }

    /// <summary>The result, once all entries up to the head were walked over.</summary>
    /// <param name="end">The head's number and hash; null when there is none.</param>
    /// <param name="beyond">An entry that no head covers; null for none.</param>
    public ChainVerification Finish((long Seq, byte[] Hash)? end, long? beyond)
    {
        if (end is { } head && Seq < head.Seq)
            Note(Seq + 1, "cut off");
        else if (end is { } last && !_afterReordered && !Same(last.Hash, _hash))
            Note(last.Seq, "head changed");
        if (beyond is { } extra)
            Note(extra, "inserted");
        return new ChainVerification(Entries, Convert.ToHexStringLower(_hash), _breaks);
    }

    private static bool BelongsElsewhere(ChainLink link)
    {
        for (var seq = Math.Max(1, link.Seq - Neighbourhood); seq <= link.Seq + Neighbourhood; seq++)
        {
            if (Same(link.Entry, link.HashAt(seq)))
                return true;
        }

        return false;
    }

    private void Note(long seq, string kind)
    {
        if (_breaks.Count < MostBreaks)
            _breaks.Add(new ChainBreak(seq, kind));
    }

    private static bool Same(byte[] a, byte[] b) => a.AsSpan().SequenceEqual(b);
}
