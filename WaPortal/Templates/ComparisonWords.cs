using WaPortal.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Templates;

namespace WaPortal.Templates;

/// <summary>How the comparisons with WhatsApp are told.</summary>
internal static class ComparisonWords
{
    /// <summary>One account's, in a sentence.</summary>
    /// <param name="one">The account with what is on record.</param>
    /// <param name="clock">Times of the enterprise.</param>
    /// <param name="named">Whether there are several accounts to tell apart.</param>
    public static string Of(AccountComparison one, TenantClock clock, bool named)
    {
        var which = named ? $"{one.Account}: " : "";
        return one.Last switch
        {
            null or { ComparedAt: null, Fault: null } => $"{which}{(named ? "comparing" : "Comparing")} with WhatsApp …",
            { RequestedAt: not null } => $"{which}{(named ? "comparing" : "Comparing")} with WhatsApp …",
            { Fault: { } fault } last => $"{which}{(named ? "could" : "Could")} not compare with WhatsApp {(last.FailedAt is { } at ? clock.Within(at) : "")}: {fault.TrimEnd('.')}. Tried again {clock.Within(last.NextAt)}.",
            { ComparedAt: { } at } last => $"{which}{(named ? "compared" : "Last compared")} with WhatsApp {clock.Within(at)}: {Figures.Count(last.Templates, "template", "templates")}{Counts(last)}.",
        };
    }

    /// <summary>Whether somebody has asked for one that is still to come.</summary>
    public static bool IsUnderWay(IReadOnlyList<AccountComparison> all) => all.Any(c => c.Last?.RequestedAt is not null);

    private static string Counts(TemplateComparison last)
    {
        var parts = new List<string>();
        if (last.Changed > 0) parts.Add($"{Figures.Whole(last.Changed)} changed");
        if (last.Found > 0) parts.Add($"{Figures.Whole(last.Found)} new");
        if (last.Gone > 0) parts.Add($"{Figures.Whole(last.Gone)} gone");
        return parts.Count == 0 ? ", nothing new" : ", " + string.Join(", ", parts);
    }
}
