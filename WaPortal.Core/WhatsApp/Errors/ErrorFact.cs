namespace WaPortal.Core.WhatsApp;

/// <summary>What a sender does about an error code. Derived code by code from the platform's error pages.</summary>
public enum RetryRule
{
    /// <summary>Final for this message: the same request would fail the same way.</summary>
    Never,

    /// <summary>Repeat after a growing pause with jitter, or after what <c>Retry-After</c> or <see cref="ErrorFact.Wait"/> asks for.</summary>
    Backoff,

    /// <summary>Repeat to this person after 4^n seconds, n counting from 0; others are not concerned.</summary>
    AfterPairPause,

    /// <summary>At most one more try to this person, and not before 24 hours.</summary>
    AfterDay,

    /// <summary>Every further message within the <see cref="ErrorFact.Scope"/> would fail: stop the run, put this message back unsent, tell a person.</summary>
    StopRun,
}

/// <summary>What an error is about, and so how far its consequence reaches.</summary>
public enum ErrorScope
{
    /// <summary>The access token or what it may do: everything that uses it.</summary>
    Token,

    /// <summary>The app's calls as a whole.</summary>
    App,

    /// <summary>The WhatsApp business account.</summary>
    Account,

    /// <summary>The sender number.</summary>
    Number,

    /// <summary>The template or its translation.</summary>
    Template,

    /// <summary>A media file that the message carries.</summary>
    Media,

    /// <summary>This one request as it was built.</summary>
    Request,

    /// <summary>This one person.</summary>
    Recipient,

    /// <summary>This sender number together with this one person.</summary>
    Pair,

    /// <summary>Everybody in the person's country.</summary>
    Country,

    /// <summary>The platform itself.</summary>
    Platform,

    /// <summary>Not about sending.</summary>
    Other,
}

/// <summary>What is known about an error code.</summary>
/// <param name="Code">The code that the fact is about.</param>
/// <param name="Title">The platform's short name for it.</param>
/// <param name="Meaning">What it means, in a sentence.</param>
/// <param name="Retry">What a sender does.</param>
/// <param name="Advice">What a person does.</param>
/// <param name="Scope">How far it reaches.</param>
public sealed record ErrorFact(int Code, string Title, string Meaning, RetryRule Retry, string Advice, ErrorScope Scope)
{
    /// <summary>Set when the fact holds only together with this subcode.</summary>
    public int? Subcode { get; init; }

    /// <summary>The shortest pause that makes sense before a repetition; null when no length is documented.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>The person said no to marketing from this business: record an opt-out.</summary>
    public bool IsOptOut { get; init; }

    /// <summary>False for a code that the catalogue does not hold: show the platform's own words.</summary>
    public bool IsKnown { get; init; } = true;
}
