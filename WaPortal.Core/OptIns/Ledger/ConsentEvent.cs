using System.Text.Json.Serialization;
using WaPortal.Core.OptIns.Import;

namespace WaPortal.Core.OptIns.Ledger;

/// <summary>What a person did.</summary>
public enum ConsentAction
{
    OptIn,

    /// <summary>An earlier yes that a later no has overtaken already: evidence only, it opens nothing.</summary>
    OptInNoted,

    /// <summary>A yes that was recorded by mistake and is taken back: what it opened is as if it had never been. Its evidence names the entry.</summary>
    OptInUndone,
    OptOut,

    /// <summary>Somebody named this number in a form and asked to join: it permits the one message that asks the person, and opens nothing.</summary>
    Asked,
}

/// <summary>The proof that is kept, readable only while the person's key exists.</summary>
/// <param name="Phone">E.164, when it is known.</param>
/// <param name="At">When the choice was made.</param>
/// <param name="How">import, joined, first-message, form, api, inbound, button, link, preference, error, person, alias, number-change.</param>
/// <param name="Source">Form, shop, keyword.</param>
/// <param name="Proof">Reference.</param>
/// <param name="Wording">What was agreed to, or the words of the stop.</param>
/// <param name="Reference">wamid, or import and line.</param>
/// <param name="WordingCode">The code of the wording that was agreed to, where it is one of the enterprise's own.</param>
/// <param name="WordingHash">SHA-256 of that wording's exact words, lower-case hex.</param>
/// <param name="Form">What a web form told; null where there was none.</param>
public sealed record ConsentEvidence(
    string? Phone, DateTimeOffset At, string How, string? Source, string? Proof, string? Wording, string? Reference, string? WordingCode = null, string? WordingHash = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] FormEvidence? Form = null);

/// <summary>What a form of a site of the enterprise's own told.</summary>
/// <param name="Page">Its address, without query.</param>
/// <param name="SubmittedAt">When it was filled in, as the site says.</param>
/// <param name="Ip">Of whoever filled it in, as the site says; null before somebody confirmed it, and where the site does not say.</param>
/// <param name="UserAgent">Of their browser, likewise.</param>
/// <param name="AskedBy">The entry that permitted the message by which they confirmed; null where the site had verified the number.</param>
public sealed record FormEvidence(string Page, DateTimeOffset SubmittedAt, string? Ip, string? UserAgent, long? AskedBy);

/// <summary>An event to append.</summary>
/// <param name="PhoneId">Who.</param>
/// <param name="Purposes">For what; none with an opt-out means everything.</param>
/// <param name="Actor">Who recorded it, as the ledger shows it.</param>
/// <param name="SourceKey">Makes the event happen once; null where the caller takes care.</param>
public sealed record ConsentEvent(
    byte[] PhoneId, ConsentAction Action, IReadOnlyList<ConsentPurpose> Purposes, ConsentEvidence Evidence, string Actor, string? SourceKey = null);

/// <summary>The words of the ledger's kind column: <c>opt-in:marketing</c>, <c>opt-in-noted:utility</c>, <c>opt-in-undone:utility</c>, <c>opt-out</c>, <c>opt-out:marketing</c>, <c>asked</c>.</summary>
public static class ConsentKinds
{
    /// <summary>A person was erased; it touches no consent.</summary>
    public const string Erasure = "erasure";

    /// <summary>The ledger was set back to a backup; entries that came after it are missing here. It touches no consent.</summary>
    public const string Restored = "restored";

    public static string Of(ConsentAction action, ConsentPurpose? purpose)
    {
        var word = action switch
        {
            ConsentAction.OptIn => "opt-in",
            ConsentAction.OptInNoted => "opt-in-noted",
            ConsentAction.OptInUndone => "opt-in-undone",
            ConsentAction.OptOut => "opt-out",
            ConsentAction.Asked => "asked",
        };
        return purpose is { } p ? $"{word}:{p.ToString().ToLowerInvariant()}" : word;
    }

    /// <summary>What a kind says; null for kinds that do not touch consent.</summary>
    public static (ConsentAction Action, ConsentPurpose? Purpose)? Read(string kind)
    {
        var colon = kind.IndexOf(':', StringComparison.Ordinal);
        ConsentAction? action = (colon < 0 ? kind : kind[..colon]) switch
        {
            "opt-in" => ConsentAction.OptIn,
            "opt-in-noted" => ConsentAction.OptInNoted,
            "opt-in-undone" => ConsentAction.OptInUndone,
            "opt-out" => ConsentAction.OptOut,
            "asked" => ConsentAction.Asked,
            _ => null,
        };
        return action is null ? null : (action.Value, colon < 0 ? null : Enum.Parse<ConsentPurpose>(kind.AsSpan(colon + 1), ignoreCase: true));
    }
}
