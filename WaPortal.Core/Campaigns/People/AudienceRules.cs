using System.Text.Json;

namespace WaPortal.Core.Campaigns;

/// <summary>Whom of an audience a campaign leaves out beside those who may not be written to.</summary>
/// <param name="WithoutOthers">Those who wait in another campaign, or got a message of one lately.</param>
/// <param name="OtherDays">How many days count as lately, as times 24 hours; 0: only those who still wait.</param>
/// <param name="ControlPercent">So many of a hundred get nothing, to compare with; 0: no control group.</param>
/// <param name="WithoutBlockedMarkets">Those whose market WhatsApp delivers no offers to (<see cref="BlockedMarkets"/>).</param>
public sealed record AudienceRules(bool WithoutOthers, int OtherDays, int ControlPercent, bool WithoutBlockedMarkets)
{
    /// <summary>The longest time that counts as lately, in days.</summary>
    public const int MostDays = 90;

    /// <summary>The largest control group, of a hundred.</summary>
    public const int MostControl = 50;

    /// <summary>What holds where nobody has chosen.</summary>
    public static readonly AudienceRules Standard = new(false, 7, 0, true);

    /// <summary>What is wrong with it, in a sentence; null: nothing.</summary>
    public string? Problem => OtherDays is < 0 or > MostDays ? FormattableString.Invariant($"The number of days goes from 0 to {MostDays}.")
        : ControlPercent is < 0 or > MostControl ? FormattableString.Invariant($"The control group goes from 1 to {MostControl} of a hundred.")
        : null;

    internal string? ToJson() => this == Standard ? null : JsonSerializer.Serialize(this);

    internal static AudienceRules FromJson(string? json) => json is null ? Standard : JsonSerializer.Deserialize<AudienceRules>(json) ?? Standard;
}
