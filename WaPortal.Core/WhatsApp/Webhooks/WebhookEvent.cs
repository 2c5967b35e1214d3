using System.Text.Json;

namespace WaPortal.Core.WhatsApp;

/// <summary>One thing that the platform tells. A closed hierarchy; a body can carry up to a thousand of them.</summary>
public abstract record WebhookEvent
{
    private protected WebhookEvent(string wabaId, string? phoneNumberId, DateTimeOffset timestamp) =>
        (WabaId, PhoneNumberId, Timestamp) = (wabaId, phoneNumberId, timestamp);

    /// <summary>The business account it is about.</summary>
    public string WabaId { get; init; }

    /// <summary>The sender number it is about; null for events of the account and of templates.</summary>
    public string? PhoneNumberId { get; init; }

    /// <summary>When it happened, by the platform's clock; when it was received, if the platform does not say.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>The kind alone: events hold numbers, names and texts.</summary>
    public sealed override string ToString() => GetType().Name;
}

/// <summary>How far a message has come. Ordered: a later one implies the earlier ones, <see cref="Failed"/> stands apart.</summary>
public enum MessageStatus
{
    /// <summary>On its way from the platform.</summary>
    Sent,

    /// <summary>On the person's phone.</summary>
    Delivered,

    /// <summary>Read; may come without <see cref="Delivered"/>.</summary>
    Read,

    /// <summary>A voice message was played for the first time.</summary>
    Played,

    /// <summary>Not delivered; final.</summary>
    Failed,
}

/// <summary>What became of one of our messages. Comes late, twice and out of order.</summary>
public sealed record MessageStatusEvent(string WabaId, string? PhoneNumberId, DateTimeOffset Timestamp) : WebhookEvent(WabaId, PhoneNumberId, Timestamp)
{
    /// <summary>The wamid.</summary>
    public required string MessageId { get; init; }

    /// <summary>The status.</summary>
    public required MessageStatus Status { get; init; }

    /// <summary>The person's number in digits; missing for a person known by user id only.</summary>
    public string? RecipientId { get; init; }

    /// <summary>The person's business-scoped user id.</summary>
    public string? RecipientUserId { get; init; }

    /// <summary>Our own id of the message, as it was sent along.</summary>
    public string? BizOpaqueCallbackData { get; init; }

    /// <summary>Set when the identity check is on for the number.</summary>
    public string? RecipientIdentityKeyHash { get; init; }

    /// <summary>Comes up to twice for a message, or never.</summary>
    public WebhookPricing? Pricing { get; init; }

    /// <summary>Only in old versions, and in free-entry-point windows.</summary>
    public WebhookConversation? Conversation { get; init; }

    /// <summary>Only with <see cref="MessageStatus.Failed"/>.</summary>
    public IReadOnlyList<WhatsAppError> Errors { get; init; } = [];
}

/// <summary>How a message is charged. Open strings: the platform adds to them.</summary>
/// <param name="Billable">To be removed by the platform; derive it from <paramref name="Type"/>.</param>
/// <param name="PricingModel">Such as <c>PMP</c>.</param>
/// <param name="Type"><c>regular</c>, <c>free_customer_service</c> or <c>free_entry_point</c>.</param>
/// <param name="Category">Such as <c>marketing</c>; <c>authentication-international</c> is written with a hyphen.</param>
public sealed record WebhookPricing(bool? Billable, string? PricingModel, string? Type, string? Category);

/// <summary>The conversation a message belongs to.</summary>
/// <param name="Id">Its id.</param>
/// <param name="OriginType">What opened it.</param>
/// <param name="ExpiresAt">When it ends, if told.</param>
public sealed record WebhookConversation(string? Id, string? OriginType, DateTimeOffset? ExpiresAt);

/// <summary>A message from a person. Also kinds that this version does not know: they too open a service window.</summary>
public sealed record InboundMessageEvent(string WabaId, string? PhoneNumberId, DateTimeOffset Timestamp) : WebhookEvent(WabaId, PhoneNumberId, Timestamp)
{
    /// <summary>The wamid.</summary>
    public required string MessageId { get; init; }

    /// <summary>The platform's word for the kind: <c>text</c>, <c>button</c>, <c>interactive</c>, <c>image</c>, <c>unsupported</c> …</summary>
    public required string Type { get; init; }

    /// <summary>Whether the person said something by it: a text, a file, a tap; not a reaction, a correction, news about themselves or a kind that is not known.</summary>
    public bool IsSaid => Type is not ("system" or "unsupported" or "reaction" or "unknown" or "edit" or "revoke");

    /// <summary>The person's number in digits; missing when the person withholds it.</summary>
    public string? From { get; init; }

    /// <summary>The person's business-scoped user id.</summary>
    public string? FromUserId { get; init; }

    /// <summary>The name the person chose.</summary>
    public string? ProfileName { get; init; }

    /// <summary>The person's user name, with its at sign.</summary>
    public string? Username { get; init; }

    /// <summary>The words: a text, a caption, the label of a tapped button or of a chosen row.</summary>
    public string? Text { get; init; }

    /// <summary>What we had put behind a tapped button or a chosen row.</summary>
    public string? Payload { get; init; }

    /// <summary>The wamid of the message that this one answers or reacts to.</summary>
    public string? ContextMessageId { get; init; }

    /// <summary>The file that came along.</summary>
    public InboundMedia? Media { get; init; }

    /// <summary>For <c>system</c>: the kind of change, such as <c>user_changed_number</c>.</summary>
    public string? SystemType { get; init; }

    /// <summary>For <c>system</c>: the person's new number in digits.</summary>
    public string? NewWaId { get; init; }

    /// <summary>For <c>system</c>: the person's new user id.</summary>
    public string? NewUserId { get; init; }

    /// <summary>For <c>unsupported</c>: why.</summary>
    public IReadOnlyList<WhatsAppError> Errors { get; init; } = [];

    /// <summary>The whole message as it came, for what has no field here.</summary>
    public required JsonElement Raw { get; init; }
}

/// <summary>A file in an inbound message.</summary>
/// <param name="Id">Good for 7 days.</param>
/// <param name="MimeType">The content type.</param>
/// <param name="Sha256">As the platform gives it.</param>
/// <param name="Url">Good for about five minutes, with the account's token.</param>
/// <param name="FileName">For documents.</param>
/// <param name="Voice">Whether it is a voice note.</param>
public sealed record InboundMedia(string Id, string? MimeType, string? Sha256, string? Url, string? FileName, bool Voice);

/// <summary>Which translation of a template an event is about.</summary>
/// <param name="Id">The translation's id.</param>
/// <param name="Name">The template's name.</param>
/// <param name="Language">With an underscore, whichever way it came.</param>
public sealed record TemplateReference(string Id, string Name, string Language);

/// <summary>A template was reviewed, paused, disabled … <see cref="Event"/> is wider than the template's status: do not store it as one.</summary>
public sealed record TemplateStatusEvent(string WabaId, DateTimeOffset Timestamp) : WebhookEvent(WabaId, null, Timestamp)
{
    /// <summary>Which translation.</summary>
    public required TemplateReference Template { get; init; }

    /// <summary>Such as <c>APPROVED</c>, <c>REJECTED</c>, <c>PAUSED</c>, <c>FLAGGED</c>, <c>UNARCHIVED</c>; upper case.</summary>
    public required string Event { get; init; }

    /// <summary>Why it was rejected; null when it was not.</summary>
    public string? Reason { get; init; }

    /// <summary>The category at this moment.</summary>
    public string? Category { get; init; }

    /// <summary>The reviewer's explanation. Cannot be asked for later.</summary>
    public string? RejectionReason { get; init; }

    /// <summary>The reviewer's recommendation. Cannot be asked for later.</summary>
    public string? Recommendation { get; init; }

    /// <summary>When it was or will be disabled.</summary>
    public DateTimeOffset? DisableDate { get; init; }

    /// <summary>Such as <c>FIRST_PAUSE</c>, <c>SECOND_PAUSE</c>, <c>RATE_LIMITING_PAUSE</c>, <c>UNPAUSE</c>.</summary>
    public string? OtherTitle { get; init; }

    /// <summary>A sentence about it.</summary>
    public string? OtherDescription { get; init; }
}

/// <summary>The quality of a template changed.</summary>
public sealed record TemplateQualityEvent(string WabaId, DateTimeOffset Timestamp) : WebhookEvent(WabaId, null, Timestamp)
{
    /// <summary>Which translation.</summary>
    public required TemplateReference Template { get; init; }

    /// <summary><c>GREEN</c>, <c>YELLOW</c>, <c>RED</c> or <c>UNKNOWN</c>.</summary>
    public string? PreviousScore { get; init; }

    /// <summary><c>GREEN</c>, <c>YELLOW</c>, <c>RED</c> or <c>UNKNOWN</c>.</summary>
    public required string NewScore { get; init; }
}

/// <summary>The platform moved a template to another category, or says that it will.</summary>
public sealed record TemplateCategoryEvent(string WabaId, DateTimeOffset Timestamp) : WebhookEvent(WabaId, null, Timestamp)
{
    /// <summary>Which translation.</summary>
    public required TemplateReference Template { get; init; }

    /// <summary>The category that holds now, in both shapes of the event.</summary>
    public required string Category { get; init; }

    /// <summary>The category before, when the move is done.</summary>
    public string? PreviousCategory { get; init; }

    /// <summary>The category it will be moved to; set only in the notice.</summary>
    public string? CorrectCategory { get; init; }

    /// <summary>When it will be moved; set only in the notice.</summary>
    public DateTimeOffset? MovesAt { get; init; }
}

/// <summary>A template was edited somewhere. A signal to read it again; the flattened content is not worth keeping.</summary>
public sealed record TemplateComponentsEvent(string WabaId, DateTimeOffset Timestamp) : WebhookEvent(WabaId, null, Timestamp)
{
    /// <summary>Which translation.</summary>
    public required TemplateReference Template { get; init; }
}

/// <summary>A person switched marketing messages off or on in WhatsApp itself. On again is not by itself a consent.</summary>
public sealed record UserPreferenceEvent(string WabaId, string? PhoneNumberId, DateTimeOffset Timestamp) : WebhookEvent(WabaId, PhoneNumberId, Timestamp)
{
    /// <summary>The person's number in digits.</summary>
    public string? WaId { get; init; }

    /// <summary>The person's business-scoped user id.</summary>
    public string? UserId { get; init; }

    /// <summary>Such as <c>marketing_messages</c>.</summary>
    public required string Category { get; init; }

    /// <summary><c>stop</c> or <c>resume</c>.</summary>
    public required string Value { get; init; }

    /// <summary>The platform's sentence about it.</summary>
    public string? Detail { get; init; }
}

/// <summary>A person's user id changed.</summary>
public sealed record UserIdEvent(string WabaId, string? PhoneNumberId, DateTimeOffset Timestamp) : WebhookEvent(WabaId, PhoneNumberId, Timestamp)
{
    /// <summary>The person's number in digits.</summary>
    public string? WaId { get; init; }

    /// <summary>The id until now.</summary>
    public string? PreviousUserId { get; init; }

    /// <summary>The id from now on.</summary>
    public required string CurrentUserId { get; init; }
}

/// <summary>Something about a sender number changed. The platform names the number by its digits only.</summary>
public sealed record PhoneNumberEvent(string WabaId, DateTimeOffset Timestamp) : WebhookEvent(WabaId, null, Timestamp)
{
    /// <summary>The field it came in: <c>phone_number_quality_update</c>, <c>phone_number_name_update</c>, <c>security</c> or <c>business_username_update</c>.</summary>
    public required string Field { get; init; }

    /// <summary>The number in digits.</summary>
    public required string DisplayPhoneNumber { get; init; }

    /// <summary>Such as <c>THROUGHPUT_UPGRADE</c>, <c>ONBOARDING</c>, <c>PIN_CHANGED</c>; the decision, for names.</summary>
    public string? Event { get; init; }

    /// <summary>The messaging limit as <c>TIER_…</c>; null when the event does not say or it is not set.</summary>
    public string? MessagingLimit { get; init; }

    /// <summary>The name that was decided on.</summary>
    public string? VerifiedName { get; init; }

    /// <summary>Why a name was refused.</summary>
    public string? Reason { get; init; }
}

/// <summary>Something about the business account changed.</summary>
public sealed record AccountEvent(string WabaId, DateTimeOffset Timestamp) : WebhookEvent(WabaId, null, Timestamp)
{
    /// <summary>The field it came in: <c>account_update</c>, <c>account_alerts</c>, <c>account_review_update</c> or <c>business_capability_update</c>.</summary>
    public required string Field { get; init; }

    /// <summary>Such as <c>ACCOUNT_RESTRICTION</c>, <c>DISABLED_UPDATE</c>; the alert type or the decision for the others.</summary>
    public string? Event { get; init; }

    /// <summary>The portfolio's messaging limit as <c>TIER_…</c>, when it changed.</summary>
    public string? MessagingLimit { get; init; }

    /// <summary>What is restricted, and until when.</summary>
    public IReadOnlyList<AccountRestriction> Restrictions { get; init; } = [];

    /// <summary><c>SCHEDULE_FOR_DISABLE</c>, <c>DISABLE</c> or <c>REINSTATE</c>.</summary>
    public string? BanState { get; init; }

    /// <summary>The kind of a policy violation.</summary>
    public string? ViolationType { get; init; }

    /// <summary>The whole value as it came.</summary>
    public required JsonElement Raw { get; init; }
}

/// <summary>One restriction of an account.</summary>
/// <param name="Type">Such as <c>RESTRICTED_BIZ_INITIATED_MESSAGING</c>.</param>
/// <param name="Until">When it ends, if told.</param>
public sealed record AccountRestriction(string Type, DateTimeOffset? Until);

/// <summary>Errors that concern a number as a whole rather than one message.</summary>
public sealed record PlatformErrorEvent(string WabaId, string? PhoneNumberId, DateTimeOffset Timestamp) : WebhookEvent(WabaId, PhoneNumberId, Timestamp)
{
    /// <summary>The errors.</summary>
    public required IReadOnlyList<WhatsAppError> Errors { get; init; }
}

/// <summary>What this version cannot read. Kept in quarantine with its reason.</summary>
public sealed record UnknownEvent(string WabaId, string? PhoneNumberId, DateTimeOffset Timestamp) : WebhookEvent(WabaId, PhoneNumberId, Timestamp)
{
    /// <summary>Why, without anything from the content but its kind.</summary>
    public required string Reason { get; init; }
}
