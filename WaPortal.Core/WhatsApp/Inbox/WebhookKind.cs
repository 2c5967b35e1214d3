namespace WaPortal.Core.WhatsApp;

/// <summary>What a body is about, as far as its fields say: what the inbox is filtered by.</summary>
public enum WebhookKind
{
    /// <summary>Stored by a version that did not look yet.</summary>
    Unread,

    /// <summary>What became of messages that were sent.</summary>
    Statuses,

    /// <summary>Messages from people.</summary>
    Messages,

    /// <summary>People who switched offers off or on in WhatsApp.</summary>
    Preferences,

    /// <summary>People whose user id changed.</summary>
    UserIds,

    /// <summary>Errors of a number as a whole.</summary>
    Errors,

    /// <summary>Reviews, quality, categories and texts of templates.</summary>
    Templates,

    /// <summary>Names, limits and safety of sender numbers.</summary>
    Numbers,

    /// <summary>The business account: restrictions, alerts, limits.</summary>
    Account,

    /// <summary>Several of these in one body.</summary>
    Several,

    /// <summary>Nothing that this version knows, or no JSON at all.</summary>
    Unknown,
}
