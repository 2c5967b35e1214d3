using System.Globalization;
using WaPortal.Components.Pieces;
using WaPortal.Core.Audit;

namespace WaPortal.Audit;

/// <summary>How events read on the page.</summary>
internal static class ActivityWords
{
    private const int ShortId = 8;

    // Where the page of a target is, by the first word of the event. A place without a page gives no link.
    private static readonly Dictionary<string, string> Places = new(StringComparer.Ordinal)
    {
        ["campaign"] = "/campaigns",
        ["template"] = "/templates",
        ["import"] = "/opt-in-lists/imports",
    };

    public static string Of(EventKind kind) => kind switch
    {
        EventKind.SignIn => "Signing in",
        EventKind.Users => "Users and roles",
        EventKind.Networks => "Networks",
        EventKind.Templates => "Templates",
        EventKind.Consent => "Lists and consent",
        EventKind.Campaigns => "Campaigns",
        EventKind.Secrets => "Keys and secrets",
        EventKind.Platform => "The portal itself",
    };

    public static (StatusTone Tone, string Word, string? Icon) Result(string result) => result switch
    {
        "ok" => (StatusTone.Ok, "Done", null),
        "refused" => (StatusTone.Bad, "Refused", "block"),
        "failed" => (StatusTone.Bad, "Failed", "error"),
        _ => (StatusTone.Idle, result, null),
    };

    /// <summary>Whoever did it; a stranger at the door has no name.</summary>
    public static string Who(ActivityLine line) => line.Actor.Length > 0 ? line.Actor : "Nobody known";

    /// <summary>The target as it fits into a cell: an id by its last characters, since ids of one minute begin alike.</summary>
    public static string Target(string target) => Guid.TryParse(target, out _) ? target[^ShortId..] : target;

    /// <summary>The page of the target; null where there is none.</summary>
    public static string? Href(ActivityLine line, bool mayOpenLedger)
    {
        if (mayOpenLedger && line.Target.StartsWith("ledger:", StringComparison.Ordinal) && long.TryParse(line.Target.AsSpan("ledger:".Length), CultureInfo.InvariantCulture, out var entry))
            return FormattableString.Invariant($"/compliance/ledger?entry={entry}");
        return Guid.TryParse(line.Target, out var id) && !line.Event.EndsWith(".deleted", StringComparison.Ordinal)
            && Places.TryGetValue(line.Event.Split('.')[0], out var place)
            ? $"{place}/{id}"
            : null;
    }
}
