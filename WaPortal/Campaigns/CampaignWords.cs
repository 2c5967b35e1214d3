using System.Globalization;
using WaPortal.Components.Pieces;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Delivery;

namespace WaPortal.Campaigns;

/// <summary>How the states and reasons of campaigns and messages are said to people.</summary>
internal static class CampaignWords
{
    /// <summary>"Mon 23 Nov, 10:00 by each person's own clock".</summary>
    public static string ByOwnClock(DateTime reading) => reading.ToString("ddd d MMM, HH:mm", CultureInfo.GetCultureInfo("en-GB")) + " by each person's own clock";

    /// <summary>"Every 2 weeks", "Once".</summary>
    public static string Text(Repeat? repeat) => repeat switch
    {
        null => "Once",
        { Unit: RepeatUnit.Day } => Every(repeat.Every, "day"),
        { Unit: RepeatUnit.Week } => Every(repeat.Every, "week"),
        { Unit: RepeatUnit.Month } => Every(repeat.Every, "month"),
    };

    private static string Every(int count, string unit) => count == 1 ? $"Every {unit}" : $"Every {count} {unit}s";

    public static string Text(this CampaignState state) => state switch
    {
        CampaignState.Draft => "Draft",
        CampaignState.Scheduled => "Scheduled",
        CampaignState.Preparing => "Preparing",
        CampaignState.Running => "Sending",
        CampaignState.Paused => "Paused",
        CampaignState.Completed => "Completed",
        CampaignState.Cancelled => "Cancelled",
    };

    public static StatusTone Tone(this CampaignState state) => state switch
    {
        CampaignState.Draft or CampaignState.Scheduled or CampaignState.Cancelled => StatusTone.Idle,
        CampaignState.Preparing or CampaignState.Running => StatusTone.Live,
        CampaignState.Paused => StatusTone.Pause,
        CampaignState.Completed => StatusTone.Ok,
    };

    public static string Text(this MessageState state) => state switch
    {
        MessageState.Queued => "Waiting",
        MessageState.Claimed => "On the way",
        MessageState.InDoubt => "In doubt",
        MessageState.Accepted => "Handed over",
        MessageState.Sent => "Sent",
        MessageState.Delivered => "Delivered",
        MessageState.Read => "Read",
        MessageState.Failed => "Failed",
        MessageState.Skipped => "Skipped",
        MessageState.Cancelled => "Cancelled",
    };

    public static StatusTone Tone(this MessageState state) => state switch
    {
        MessageState.Queued or MessageState.Skipped or MessageState.Cancelled => StatusTone.Idle,
        MessageState.Claimed or MessageState.Accepted or MessageState.Sent => StatusTone.Live,
        MessageState.InDoubt => StatusTone.Wait,
        MessageState.Delivered or MessageState.Read => StatusTone.Ok,
        MessageState.Failed => StatusTone.Bad,
    };

    public static string Text(this SkipReason reason) => reason switch
    {
        SkipReason.NoConsent => "No consent on record",
        SkipReason.OptedOut => "Opted out",
        SkipReason.NoLanguage => "No language that fits",
        SkipReason.MissingValue => "A value is missing",
        SkipReason.Erased => "Person erased",
        SkipReason.Expired => "Time ran out",
        SkipReason.TemplateChanged => "Template changed",
        SkipReason.Capped => "Had enough offers lately",
        SkipReason.OtherCampaign => "In another campaign",
        SkipReason.ControlGroup => "Control group",
        SkipReason.BlockedMarket => "WhatsApp delivers no offers there",
        SkipReason.Duplicate => "In the audience twice",
    };

    /// <summary>What lies behind it, in a sentence.</summary>
    public static string Meaning(this SkipReason reason) => reason switch
    {
        SkipReason.NoConsent => "The ledger holds no consent to this kind of message.",
        SkipReason.OptedOut => "The person said no; the latest word counts.",
        SkipReason.NoLanguage => "No approved translation fits the person's language, and no fallback language was chosen.",
        SkipReason.Erased => "The person was erased at their wish before the message left.",
        SkipReason.Expired => "It could not leave in the time in which it made sense.",
        SkipReason.TemplateChanged => "The template was changed after this message was put together, and what it carries no longer fits.",
        SkipReason.Capped => "The person has had as many offers in these days as the settings allow.",
        SkipReason.OtherCampaign => "The person waits in another campaign or got a message of one in these days, and this campaign leaves such people out.",
        SkipReason.ControlGroup => "Left out on purpose, by lot, so that what the campaign did can be compared with what would have happened without it.",
        SkipReason.BlockedMarket => "WhatsApp delivers no marketing templates to numbers of the United States (since April 2025).",
        SkipReason.Duplicate => "The person is in the audience under another number or spelling too, and gets the message once.",
        SkipReason.MissingValue => "The list has no value for a variable, and no fallback was given.",
    };

    /// <summary>A stored reason; words of ours stay as they are when a newer program wrote them.</summary>
    public static string Reason(string reason) =>
        Enum.TryParse<SkipReason>(reason, out var skip) ? skip.Text()
        : reason == MessageMoves.InDoubtExpired ? "The answer was lost"
        : reason == MessageMoves.TreatedAsSent ? "Treated as sent by somebody"
        : reason;

    /// <summary>Title, meaning and advice of a group of messages that ended alike.</summary>
    public static (string Title, string Advice) Explain(this EndReason end)
    {
        if (end.Fact is { } fact)
            return (fact.Title, fact.Advice.Length > 0 ? fact.Advice : fact.Meaning);
        if (end.Reason == MessageMoves.InDoubtExpired)
            return ("The answer was lost", "It may have arrived. It is not sent again, so that nobody gets it twice.");
        if (end.Reason is { } reason && Enum.TryParse<SkipReason>(reason, out var skip))
            return (skip.Text(), skip.Meaning());
        return (end.Reason ?? "No reason was given", "");
    }
}
