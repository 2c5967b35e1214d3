using WaPortal.Components.Pieces;

namespace WaPortal.Campaigns;

/// <summary>Spans of time in the one unit that matters.</summary>
internal static class Durations
{
    /// <summary>"less than a minute", "about 5 minutes".</summary>
    public static string About(TimeSpan span) => span.TotalMinutes < 1 ? Words(span) : "about " + Words(span);

    public static string Words(TimeSpan span) => span switch
    {
        { TotalMinutes: < 1 } => "less than a minute",
        { TotalHours: < 2 } => Figures.Count((long)Math.Round(span.TotalMinutes), "minute", "minutes"),
        { TotalDays: < 2 } => Figures.Count((long)Math.Round(span.TotalHours), "hour", "hours"),
        _ => Figures.Count((long)Math.Round(span.TotalDays), "day", "days"),
    };
}
