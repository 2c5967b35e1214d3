namespace WaPortal.Core.Retention;

/// <summary>What is kept for the same time. Stored by name: a name never changes.</summary>
public enum DataClass
{
    /// <summary>Webhooks as they came, encrypted, once they are settled.</summary>
    WebhookBodies,

    /// <summary>Uploaded lists that nobody started, and rejected rows of those that were imported.</summary>
    Uploads,

    /// <summary>Messages of campaigns and single ones, with number, values, states and answers.</summary>
    Messages,

    /// <summary>Campaigns that are over, with their figures and their timeline.</summary>
    Summaries,

    /// <summary>The record of what people did in the portal.</summary>
    Activity,
}

/// <summary>The rules that hold where an enterprise has chosen nothing, and the bounds of what it may choose.</summary>
public static class RetentionDefaults
{
    /// <summary>Shortest time, in days. A day is 24 hours after the event, whatever the time zone.</summary>
    public const int LeastDays = 1;

    /// <summary>Longest time, in days.</summary>
    public const int MostDays = 3_650;

    /// <summary>How long somebody can still stop a shorter time before it holds.</summary>
    public static readonly TimeSpan Notice = TimeSpan.FromHours(1);

    /// <summary>How often what is too old is deleted.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>The time of a class in days, where nobody chose another.</summary>
    public static int Days(DataClass of) => of switch
    {
        DataClass.WebhookBodies or DataClass.Uploads => 7,
        DataClass.Messages => 180,
        DataClass.Summaries => 365,
        DataClass.Activity => 400,
        _ => throw new ArgumentOutOfRangeException(nameof(of)),
    };
}
