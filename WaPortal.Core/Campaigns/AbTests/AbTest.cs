using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;

namespace WaPortal.Core.Campaigns;

/// <summary>One of the two versions of a test.</summary>
public enum AbVariant
{
    /// <summary>What the campaign sends anyway.</summary>
    A,

    /// <summary>The other one.</summary>
    B,
}

/// <summary>What a test compares, each as a share of the people on whose phone the message came.</summary>
public enum AbMeasure
{
    /// <summary>Who opened a tracked link.</summary>
    Clicked,

    /// <summary>Who wrote back or tapped a button.</summary>
    Answered,

    /// <summary>Who read it and lets that be known.</summary>
    Read,
}

/// <summary>What goes to the rest where chance alone could have made the difference.</summary>
public enum AbUnclear
{
    /// <summary>The first version.</summary>
    KeepA,

    /// <summary>Whichever is ahead.</summary>
    TakeLeader,

    /// <summary>Nothing, until a person chooses.</summary>
    Ask,
}

/// <summary>What a version sends.</summary>
/// <param name="TemplateId">The template's id; null until one is chosen.</param>
/// <param name="Mapping">What fills its variables.</param>
public sealed record CampaignMessage(Guid? TemplateId, CampaignMapping Mapping);

/// <summary>The second version of a campaign, and the rule by which one of the two goes to the rest of its people.</summary>
/// <param name="TemplateId">The second version's template; null until one is chosen.</param>
/// <param name="Mapping">What fills its variables.</param>
/// <param name="SharePercent">Both versions' people, in hundredths of the audience; half of them for each.</param>
/// <param name="Measure">What is compared.</param>
/// <param name="WaitMinutes">How long people have time for it, from when both versions have left.</param>
/// <param name="Unclear">What happens where the difference may be chance.</param>
public sealed record AbTest(Guid? TemplateId, CampaignMapping Mapping, int SharePercent, AbMeasure Measure, int WaitMinutes, AbUnclear Unclear)
{
    /// <summary>The least that is tested, in hundredths.</summary>
    public const int LeastPercent = 2;

    /// <summary>The most: somebody has to be left to get the winner.</summary>
    public const int MostPercent = 90;

    /// <summary>The shortest wait.</summary>
    public const int LeastWaitMinutes = 15;

    /// <summary>The longest wait: a week.</summary>
    public const int MostWaitMinutes = 7 * 24 * 60;

    private const int Parts = 10_000;

    /// <summary>A fifth of the people, four hours.</summary>
    public static readonly AbTest Standard = new(null, CampaignMapping.Empty, 20, AbMeasure.Read, 4 * 60, AbUnclear.KeepA);

    /// <summary>How many of so many people get each version.</summary>
    public int OfEach(int people) => (int)OfEach((long)people);

    /// <summary>The part of an amount that each version gets.</summary>
    public long OfEach(long amount) => amount * SharePercent / 200;

    /// <summary>How many are left for the winner.</summary>
    public int OfRest(int people) => people - (2 * OfEach(people));

    /// <summary>
    /// Which version somebody gets in the test; null for those who get the winner. The same answer each time it is asked, whichever part of the campaign asks.
    /// </summary>
    internal AbVariant? PartOf(CampaignId campaign, byte[] phoneId)
    {
        // Another text than that of the control group: its people are to be spread over all parts.
        Span<byte> text = stackalloc byte[18 + phoneId.Length];
        "ab"u8.CopyTo(text);
        campaign.Value.TryWriteBytes(text[2..], bigEndian: true, out _);
        phoneId.CopyTo(text[18..]);
        var lot = (int)(BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(text)) % Parts);
        var each = SharePercent * (Parts / 200);
        return lot < each ? AbVariant.A : lot < 2 * each ? AbVariant.B : null;
    }

    /// <summary>What is wrong with it, in sentences; the versions' templates and values apart.</summary>
    /// <param name="first">The first version.</param>
    /// <param name="plan">What the campaign says about its time.</param>
    internal IEnumerable<string> Problems(CampaignMessage first, SendingPlan plan)
    {
        if (SharePercent is < LeastPercent or > MostPercent)
            yield return $"Test with {LeastPercent} to {MostPercent} % of the people.";
        if (WaitMinutes is < LeastWaitMinutes or > MostWaitMinutes)
            yield return "Give people a quarter of an hour to a week before the winner is chosen.";
        if (TemplateId is { } second && second == first.TemplateId && JsonSerializer.Serialize(Mapping) == JsonSerializer.Serialize(first.Mapping))
            yield return "Both versions are the same. Choose another template for version B, or other values.";
        if (plan.Repeat is not null)
            yield return "A campaign that comes again cannot test two versions. Test them in a campaign that goes out once.";
        if (plan.AtPersonsTime)
            yield return "Two versions are compared over the same hours, so this start cannot follow each person's own clock. Choose a time in one zone; sending hours by each person's clock still hold.";
        if (Measure == AbMeasure.Clicked && !(CountsClicks(first.Mapping) && CountsClicks(Mapping)))
            yield return "To compare clicks, both versions need a link that counts them.";
    }

    internal string Write() => JsonSerializer.Serialize(this);

    internal static AbTest? Read(string? json) => json is null ? null : JsonSerializer.Deserialize<AbTest>(json);

    private static bool CountsClicks(CampaignMapping mapping) => mapping.Variables.Any(v => v.Source == ValueSource.TrackedLink);
}
