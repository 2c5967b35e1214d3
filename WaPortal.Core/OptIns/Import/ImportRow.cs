using WaPortal.Core.OptIns.Wordings;

namespace WaPortal.Core.OptIns.Import;

/// <summary>What a list says about one person, read and checked.</summary>
/// <param name="TimeZone">IANA name.</param>
/// <param name="Tags">Names of tags, those for the whole list among them.</param>
public sealed record ImportEntry(
    string E164,
    string? Region,
    string? Name,
    string? Language,
    IReadOnlyDictionary<string, string> Attributes,
    bool OptedIn,
    DateTimeOffset At,
    string? Source,
    string? Proof,
    string? Wording,
    WordingReference? Agreed = null,
    string? TimeZone = null,
    IReadOnlyList<string>? Tags = null)
{
    /// <summary>What the person agreed to of the kinds that were asked for: no wording opens more than it speaks of.</summary>
    public IReadOnlyList<ConsentPurpose> Covered(IReadOnlyList<ConsentPurpose> purposes) => Agreed is null ? purposes : [.. purposes.Intersect(Agreed.Purposes)];
}

/// <summary>What became of one record of a list.</summary>
public abstract record ImportRow(int Line)
{
    /// <summary>Taken. <paramref name="Remarks"/> are codes of what a person may want to know.</summary>
    public sealed record Accepted(int Line, ImportEntry Entry, IReadOnlyList<string> Remarks) : ImportRow(Line);

    /// <summary>Not taken.</summary>
    /// <param name="Line">The physical line.</param>
    /// <param name="Column">The header of the column at fault; null when the whole record is.</param>
    /// <param name="Code">Stable.</param>
    /// <param name="Words">For people.</param>
    /// <param name="Fields">The record as read, for the list of rejects; empty when it could not be read.</param>
    public sealed record Rejected(int Line, string? Column, string Code, string Words, IReadOnlyList<string> Fields) : ImportRow(Line)
    {
        /// <summary>Number and choice can be read; only when or how the person agreed cannot. A proof given later makes it whole.</summary>
        public bool LacksProof => Code is "consent.no_proof" or "consent.no_time" or "consent.not_a_time" or "consent.no_such_day" or "consent.no_such_time"
            or "consent.dst_gap" or "consent.date_order" or "consent.too_old" or "consent.future";
    }

    /// <summary>A number that an earlier row had already; that row stands.</summary>
    /// <param name="Line">The physical line.</param>
    /// <param name="FirstLine">Of the accepted row about this number.</param>
    /// <param name="Entry">What this row says.</param>
    /// <param name="Differs">Its choice differs from the earlier one, so the person ends opted out and this evidence is kept too.</param>
    public sealed record Duplicate(int Line, int FirstLine, ImportEntry Entry, bool Differs) : ImportRow(Line);
}
