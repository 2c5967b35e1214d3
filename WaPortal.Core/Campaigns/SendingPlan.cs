using System.Text.Json;
using System.Text.Json.Serialization;
using WaPortal.Core.Delivery.Hours;
using WaPortal.Core.Delivery.Shares;

namespace WaPortal.Core.Campaigns;

/// <summary>What a campaign says about its time beyond the start: by whose clock, in which hours, over how long, before which others.</summary>
/// <param name="AtPersonsTime">The start is a reading of each person's own clock instead of one zone's.</param>
/// <param name="Hours">Hours of its own, by each person's clock; null for none.</param>
/// <param name="Repeat">How it comes again; null: once.</param>
/// <param name="SpreadMinutes">Over how many minutes the people of a place are spread evenly; null: as fast as the rest allows.</param>
public sealed record SendingPlan(bool AtPersonsTime = false, SendingHours? Hours = null, int? SpreadMinutes = null, Repeat? Repeat = null)
{
    /// <summary>Longest spread: a week.</summary>
    public const int MostSpreadMinutes = 7 * 24 * 60;

    /// <summary>How much of its number's pace and limit it gets beside others when it starts; null: as much as any. While it is under way <see cref="CampaignPriority"/> changes it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SendPriority? Priority { get; init; }

    /// <summary>Nothing beyond the start.</summary>
    public static readonly SendingPlan Plain = new();

    // Where a day begins first and last.
    private static readonly TimeSpan FirstOffset = TimeSpan.FromHours(14);
    private static readonly TimeSpan LastOffset = TimeSpan.FromHours(-12);

    /// <summary>
    /// When a campaign starts for a reading of the clock: by the clock of a zone then; by each person's own when that reading comes first anywhere, so that nobody's hour has passed
    /// when the people are chosen. Null without a zone that this machine knows.
    /// </summary>
    public DateTimeOffset? StartsAt(DateTime reading, string? zone) =>
        AtPersonsTime ? First(reading)
        : TimeZoneInfo.TryFindSystemTimeZoneById(zone ?? "", out var found) ? WallClock.ToInstant(reading, found)
        : null;

    /// <summary>When a reading of the clock comes first anywhere.</summary>
    public static DateTimeOffset First(DateTime reading) => new DateTimeOffset(DateTime.SpecifyKind(reading, DateTimeKind.Unspecified), FirstOffset).ToUniversalTime();

    /// <summary>When it comes last.</summary>
    public static DateTimeOffset Last(DateTime reading) => new DateTimeOffset(DateTime.SpecifyKind(reading, DateTimeKind.Unspecified), LastOffset).ToUniversalTime();

    /// <summary>What is wrong with it, in sentences.</summary>
    /// <param name="start">The reading of the clock at which it starts; null where it starts at once or nothing is chosen.</param>
    internal IEnumerable<string> Problems(DateTime? start)
    {
        if (Repeat?.Problem(start) is { } never)
            yield return never;
        if (Hours?.Problem is { } problem)
            yield return "Sending hours: " + problem;
        if (SpreadMinutes is < 1 or > MostSpreadMinutes)
            yield return "Spread the sending over a quarter of an hour to a week.";
    }

    internal string? Write() => this == Plain ? null : JsonSerializer.Serialize(this);

    internal static SendingPlan Read(string? json) => json is null ? Plain : JsonSerializer.Deserialize<SendingPlan>(json) ?? Plain;
}
