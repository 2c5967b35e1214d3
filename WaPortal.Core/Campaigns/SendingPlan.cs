using System.Text.Json;
using WaPortal.Core.Delivery.Hours;

namespace WaPortal.Core.Campaigns;

/// <summary>What a campaign says about its time beyond the start: by whose clock, in which hours, over how long.</summary>
/// <param name="AtPersonsTime">The start is a reading of each person's own clock instead of one zone's.</param>
/// <param name="Hours">Hours of its own, by each person's clock; null for none.</param>
/// <param name="SpreadMinutes">Over how many minutes the people of a place are spread evenly; null: as fast as the rest allows.</param>
public sealed record SendingPlan(bool AtPersonsTime = false, SendingHours? Hours = null, int? SpreadMinutes = null)
{
    /// <summary>Longest spread: a week.</summary>
    public const int MostSpreadMinutes = 7 * 24 * 60;

    /// <summary>Nothing beyond the start.</summary>
    public static readonly SendingPlan Plain = new();

    /// <summary>What is wrong with it, in sentences.</summary>
    internal IEnumerable<string> Problems()
    {
        if (Hours?.Problem is { } problem)
            yield return "Sending hours: " + problem;
        if (SpreadMinutes is < 1 or > MostSpreadMinutes)
            yield return "Spread the sending over a quarter of an hour to a week.";
    }

    internal string? Write() => this == Plain ? null : JsonSerializer.Serialize(this);

    internal static SendingPlan Read(string? json) => json is null ? Plain : JsonSerializer.Deserialize<SendingPlan>(json) ?? Plain;
}
