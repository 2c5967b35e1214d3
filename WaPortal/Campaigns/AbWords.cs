using WaPortal.Core.Campaigns;

namespace WaPortal.Campaigns;

/// <summary>A test of two versions in words.</summary>
internal static class AbWords
{
    /// <summary>What people did, as in "more people …".</summary>
    public static string Did(AbMeasure measure) => measure switch
    {
        AbMeasure.Clicked => "opened a link of",
        AbMeasure.Answered => "answered, or tapped a button of",
        AbMeasure.Read => "read",
    };

    /// <summary>The heading over their number.</summary>
    public static string Head(AbMeasure measure) => measure switch
    {
        AbMeasure.Clicked => "Opened a link",
        AbMeasure.Answered => "Answered",
        AbMeasure.Read => "Read",
    };

    /// <summary>What happens without a clear winner.</summary>
    public static string Rule(AbUnclear rule) => rule switch
    {
        AbUnclear.KeepA => "version A goes to the rest",
        AbUnclear.TakeLeader => "the one ahead goes to the rest",
        AbUnclear.Ask => "wait until somebody chooses",
    };

    /// <summary>The whole rule as a sentence.</summary>
    public static string Sentence(AbTest test) =>
        $"{Durations.Words(TimeSpan.FromMinutes(test.WaitMinutes))} after both versions have left, the one that more people {Did(test.Measure).Replace(" of", "", StringComparison.Ordinal)} goes to the rest; if the difference may be chance, {Rule(test.Unclear)}.";
}
