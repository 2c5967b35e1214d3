using System.Globalization;
using WaPortal.Core.Delivery;

namespace WaPortal.Campaigns;

/// <summary>Which recipients a page or a file shows. Lives in the address.</summary>
/// <param name="States">None: all.</param>
/// <param name="Code">The platform's error code.</param>
/// <param name="Reason">A reason of ours.</param>
/// <param name="Clicked">Only those who opened a tracked link.</param>
public sealed record PeopleFilter(IReadOnlyList<MessageState> States, int? Code = null, string? Reason = null, bool Clicked = false)
{
    public static readonly PeopleFilter All = new([]);

    public static PeopleFilter Of(params MessageState[] states) => new(states);

    /// <summary>Reads what an address says; words that are no state are left out.</summary>
    public static PeopleFilter Parse(string? states, int? code, string? reason, bool clicked = false)
    {
        var known = (states ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(word => !char.IsAsciiDigit(word[0]))
            .Select(word => Enum.TryParse<MessageState>(word, ignoreCase: true, out var state) ? state : (MessageState?)null)
            .OfType<MessageState>().Distinct().Order();
        return new PeopleFilter([.. known], code, string.IsNullOrWhiteSpace(reason) ? null : reason, clicked);
    }

    /// <summary>Whether both show the same people.</summary>
    public bool IsSame(PeopleFilter other) => Query(null) == other.Query(null);

    internal string Query(MessageId? after)
    {
        var parts = new List<string>(5);
        if (States.Count > 0)
            parts.Add("state=" + string.Join(',', States.Select(state => state.ToString().ToLowerInvariant())));
        if (Code is { } code)
            parts.Add("code=" + code.ToString(CultureInfo.InvariantCulture));
        if (Reason is { } reason)
            parts.Add("reason=" + Uri.EscapeDataString(reason));
        if (Clicked)
            parts.Add("clicked=true");
        if (after is { } last)
            parts.Add("after=" + last.Value);
        return parts.Count == 0 ? "" : "?" + string.Join('&', parts);
    }
}
