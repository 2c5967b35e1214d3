namespace WaPortal.Core.Templates;

/// <summary>
/// Where a translation stands. Only <see cref="Approved"/> may be sent. The platform's set is open: what is not known here
/// becomes <see cref="Unknown"/> and keeps its word in <see cref="TemplateTranslation.PlatformStatus"/>.
/// </summary>
public enum TranslationStatus
{
    /// <summary>Only here.</summary>
    Draft,

    /// <summary>A person has submitted it; the job hands it over.</summary>
    Submitting,

    /// <summary>In review, up to 24 hours.</summary>
    Pending,

    /// <summary>May be sent.</summary>
    Approved,

    /// <summary>Refused at submission or by review; can be changed and submitted again.</summary>
    Rejected,

    /// <summary>Low quality or pacing: not sent for now.</summary>
    Paused,

    /// <summary>For good.</summary>
    Disabled,

    /// <summary>Idle for twelve months; the platform deletes it 28 days later.</summary>
    Archived,

    /// <summary>Somebody appealed in WhatsApp Manager.</summary>
    InAppeal,

    /// <summary>The account holds as many templates as it may.</summary>
    LimitExceeded,

    /// <summary>To be deleted here and at the platform.</summary>
    PendingDeletion,

    /// <summary>Gone at the platform; its name stays locked for up to 30 days.</summary>
    Deleted,

    /// <summary>A status that this program does not know.</summary>
    Unknown,
}

/// <summary>Reads the platform's words.</summary>
public static class PlatformStatus
{
    /// <summary>The status for a word of a read answer or of a status event; null for events that are no statuses (FLAGGED, LOCKED, REINSTATED, UNARCHIVED).</summary>
    public static TranslationStatus? Read(string word) => word.ToUpperInvariant() switch
    {
        "PENDING" => TranslationStatus.Pending,
        "APPROVED" => TranslationStatus.Approved,
        "REJECTED" => TranslationStatus.Rejected,
        "PAUSED" => TranslationStatus.Paused,
        "DISABLED" => TranslationStatus.Disabled,
        "ARCHIVED" => TranslationStatus.Archived,
        "IN_APPEAL" => TranslationStatus.InAppeal,
        "LIMIT_EXCEEDED" => TranslationStatus.LimitExceeded,
        "PENDING_DELETION" => TranslationStatus.PendingDeletion,
        "DELETED" => TranslationStatus.Deleted,
        "FLAGGED" or "LOCKED" or "REINSTATED" or "UNARCHIVED" => null,
        _ => TranslationStatus.Unknown,
    };
}
