using WaPortal.Core.OptIns.Import;

namespace WaPortal.Core.OptIns.Ledger;

/// <summary>
/// What is put behind a quick-reply button that is a way out. It comes back when the button is tapped, whatever its label and language. Nobody can type
/// a payload: it comes from a button that this portal, or another program on the same number, has sent.
/// </summary>
public static class StopPayload
{
    private const string Everything = "waportal:opt-out";

    /// <summary>The payload.</summary>
    /// <param name="purpose">What is declined; null for everything.</param>
    public static string Of(ConsentPurpose? purpose) => purpose is { } one ? $"{Everything}:{one.ToString().ToLowerInvariant()}" : Everything;

    /// <summary>Whether this is such a payload, and what it declines.</summary>
    public static bool TryRead(string? payload, out ConsentPurpose? purpose)
    {
        purpose = null;
        if (payload is null || !payload.StartsWith(Everything, StringComparison.Ordinal)) return false;
        if (payload.Length == Everything.Length) return true;
        // A purpose that a newer program knows: more is declined than was meant, never less.
        purpose = Enum.GetValues<ConsentPurpose>().Where(p => payload == Of(p)).Select(p => (ConsentPurpose?)p).FirstOrDefault();
        return true;
    }
}
