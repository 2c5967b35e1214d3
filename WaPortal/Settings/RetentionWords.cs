using WaPortal.Core.Retention;

namespace WaPortal.Settings;

/// <summary>The classes of what is kept, in words.</summary>
internal static class RetentionWords
{
    public static string Name(DataClass of) => of switch
    {
        DataClass.WebhookBodies => "Webhooks as they came",
        DataClass.Uploads => "Uploaded lists and rejected rows",
        DataClass.Messages => "Messages",
        DataClass.Summaries => "Campaigns that are over",
        DataClass.Activity => "Activity in the portal",
        _ => of.ToString(),
    };

    public static string Holds(DataClass of) => of switch
    {
        DataClass.WebhookBodies => "what WhatsApp sent, encrypted, after it was dealt with",
        DataClass.Uploads => "files that nobody started; rows that were not taken",
        DataClass.Messages => "who got what and when, answers, costs of each",
        DataClass.Summaries => "figures, timeline, approvals",
        DataClass.Activity => "who did what in the portal",
        _ => "",
    };

    public static string Effect(DataClass of) => of switch
    {
        DataClass.WebhookBodies => "They are needed to deal with a webhook once more. What followed from them stays: states of messages, opt-outs, answers.",
        DataClass.Uploads => "Rejected rows can be downloaded and put right for so long. Who was taken from a list is not touched.",
        DataClass.Messages => "A campaign keeps its figures when its messages go. What a person was sent can be told, answered and followed up for so long.",
        DataClass.Summaries => "A campaign goes with its figures, its timeline and its approvals. It is kept at least as long as its messages.",
        DataClass.Activity => "The oldest events go; what is left still proves that nothing in between is missing.",
        _ => "",
    };
}
