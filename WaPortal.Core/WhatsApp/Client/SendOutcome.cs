namespace WaPortal.Core.WhatsApp;

/// <summary>
/// What became of one message. The platform has no idempotency key, so the difference between "certainly not sent" and
/// "perhaps sent" is all that stands between a retry and a double send.
/// </summary>
public abstract record SendOutcome
{
    private SendOutcome()
    {
    }

    /// <summary>The platform took the message over.</summary>
    /// <param name="MessageId">The wamid that every later status carries.</param>
    /// <param name="WaId">The number as the platform knows it; may differ from the one that was given.</param>
    /// <param name="MessageStatus"><c>accepted</c>, <c>held_for_quality_assessment</c> or <c>paused</c>; not always given.</param>
    public sealed record Accepted(string MessageId, string? WaId, string? MessageStatus) : SendOutcome
    {
        /// <inheritdoc />
        public override string ToString() => nameof(Accepted);
    }

    /// <summary>An explicit refusal: the message did not leave.</summary>
    /// <param name="Error">What the platform said.</param>
    /// <param name="RetryAfter">How long the platform asked to wait, if it did.</param>
    public sealed record Refused(WhatsAppError Error, TimeSpan? RetryAfter) : SendOutcome;

    /// <summary>No byte of the message was written: safe to repeat.</summary>
    public sealed record NotSent(string Reason) : SendOutcome;

    /// <summary>The message may have been taken over. Never repeat it blindly; a status webhook may settle it.</summary>
    public sealed record InDoubt(string Reason) : SendOutcome;
}
