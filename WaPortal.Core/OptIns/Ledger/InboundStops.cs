using WaPortal.Core.OptIns.Aliases;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.OptIns.Ledger;

/// <summary>Finds in webhooks what closes a consent. That somebody switches messages on again is not a consent, so it is not here.</summary>
internal static class InboundStops
{
    /// <summary>Per-user opt-out of marketing messages, told as the error of a failed message (Cloud API error codes).</summary>
    private const int StoppedMarketing = 131050;

    /// <summary>The opt-out that an event means; null when it means none.</summary>
    public static Stop? Find(WebhookEvent webhookEvent) => webhookEvent switch
    {
        InboundMessageEvent message when StopPayload.TryRead(message.Payload, out var purpose) =>
            Of(message.From, message.FromUserId, "button", message.Text, message.Timestamp, "wamid:" + message.MessageId, purpose),
        InboundMessageEvent message when StopWords.IsStop(message.Text) || StopWords.IsStop(message.Payload) =>
            Of(message.From, message.FromUserId, "inbound", message.Text ?? message.Payload, message.Timestamp, "wamid:" + message.MessageId, null),
        UserPreferenceEvent { Value: "stop" } preference =>
            Of(preference.WaId, preference.UserId, "preference", preference.Detail, preference.Timestamp,
                FormattableString.Invariant($"preference:{preference.Timestamp.ToUnixTimeMilliseconds()}"), ConsentPurpose.Marketing),
        MessageStatusEvent status when status.Errors.Any(e => e.Code == StoppedMarketing) =>
            Of(status.RecipientId, status.RecipientUserId, "error", "131050", status.Timestamp, "status:" + status.MessageId, ConsentPurpose.Marketing),
        _ => null,
    };

    private static Stop? Of(string? waId, string? userId, string how, string? words, DateTimeOffset at, string sourceKey, ConsentPurpose? purpose) =>
        waId is null && userId is null ? null : new Stop(waId is null ? null : NumberSpelling.FromWaId(waId), userId, how, words, at, sourceKey, purpose);

    /// <summary>An opt-out as the platform told of it.</summary>
    /// <param name="E164">The number in the platform's spelling; null when the person withholds it.</param>
    /// <param name="UserId">The person's business-scoped user id; null when none came along.</param>
    internal sealed record Stop(string? E164, string? UserId, string How, string? Words, DateTimeOffset At, string SourceKey, ConsentPurpose? Purpose);
}
