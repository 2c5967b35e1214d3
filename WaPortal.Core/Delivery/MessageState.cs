using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.Delivery;

/// <summary>How far a message has come.</summary>
public enum MessageState
{
    /// <summary>Waits for its turn.</summary>
    Queued,

    /// <summary>Is about to leave or on the wire: committed before the request.</summary>
    Claimed,

    /// <summary>May have left: the answer was lost. Never sent again by itself; a status settles it.</summary>
    InDoubt,

    /// <summary>The platform took it over.</summary>
    Accepted,

    /// <summary>On its way from the platform.</summary>
    Sent,

    /// <summary>On the person's phone.</summary>
    Delivered,

    /// <summary>Read by the person.</summary>
    Read,

    /// <summary>Not delivered, final.</summary>
    Failed,

    /// <summary>Left out on purpose, before it left (<see cref="SkipReason"/>).</summary>
    Skipped,

    /// <summary>Taken back by a person before it left.</summary>
    Cancelled,
}

/// <summary>Why a message was left out.</summary>
public enum SkipReason
{
    /// <summary>No consent for this purpose is on record.</summary>
    NoConsent,

    /// <summary>The person has opted out.</summary>
    OptedOut,

    /// <summary>No approved translation fits the person's language, and there is no fallback.</summary>
    NoLanguage,

    /// <summary>A variable has no value for this person and no fallback.</summary>
    MissingValue,

    /// <summary>The person was erased before it left.</summary>
    Erased,

    /// <summary>A single message's time ran out before it could leave.</summary>
    Expired,

    /// <summary>A single message no longer fits its template, which was changed after it was put together.</summary>
    TemplateChanged,

    /// <summary>The person had as many offers lately as the enterprise allows (<see cref="Frequency.FrequencyRule"/>).</summary>
    Capped,

    /// <summary>The person waits in another campaign, or got a message of one lately, and this one leaves such people out.</summary>
    OtherCampaign,

    /// <summary>Left out on purpose, to compare with.</summary>
    ControlGroup,

    /// <summary>WhatsApp delivers no offers to the person's country.</summary>
    BlockedMarket,

    /// <summary>The person is in the audience under another number or spelling already.</summary>
    Duplicate,
}

/// <summary>Which moves a status from the platform may make. States only move forward: a late or repeated status changes nothing.</summary>
public static class MessageMoves
{
    /// <summary>Why a message failed whose answer was lost and which no status ever settled.</summary>
    public const string InDoubtExpired = "in_doubt";

    /// <summary>A person decided that a message in doubt counts as handed over.</summary>
    public const string TreatedAsSent = "treated_as_sent";

    /// <summary>The state after a status, or null when the status changes nothing.</summary>
    /// <remarks>
    /// A status proves that the message left, whatever we believed: so it also moves messages that wait, are in doubt, or were given up
    /// as in doubt. A failure after "delivered" is noise; a failure is final, except one that was only our own giving up.
    /// </remarks>
    public static MessageState? After(MessageState state, string? reason, MessageStatus status)
    {
        var givenUp = state == MessageState.Failed && reason == InDoubtExpired;
        if (state is MessageState.Failed or MessageState.Skipped && !givenUp)
            return null;
        var next = status switch
        {
            MessageStatus.Sent => MessageState.Sent,
            MessageStatus.Delivered => MessageState.Delivered,
            MessageStatus.Read or MessageStatus.Played => MessageState.Read,
            MessageStatus.Failed => MessageState.Failed,
        };
        if (next == MessageState.Failed)
            return state is MessageState.Delivered or MessageState.Read ? null : next;
        return Rank(next) > (givenUp ? 0 : Rank(state)) ? next : null;
    }

    private static int Rank(MessageState state) => state switch
    {
        MessageState.Sent => 1,
        MessageState.Delivered => 2,
        MessageState.Read => 3,
        _ => 0,
    };
}
