namespace WaPortal.Core.Templates;

/// <summary>Where a translation stands, in plain words.</summary>
/// <param name="Meaning">What it is, in a sentence or two.</param>
/// <param name="Advice">What to do; null: nothing.</param>
/// <param name="Deadline">What happens by itself, such as "The pause ends"; null: nothing.</param>
/// <param name="At">When that happens.</param>
/// <param name="Quote">The platform's own words, where it gave any.</param>
public sealed record TranslationStanding(string Meaning, string? Advice = null, string? Deadline = null, DateTimeOffset? At = null, string? Quote = null)
{
    /// <summary>Looks it up by status and reason.</summary>
    public static TranslationStanding Of(TemplateTranslation row) => Of(row.Status, row) with { Quote = Quoted(row) };

    /// <summary>The platform's warning beside the status, in plain words; null: none.</summary>
    public static TranslationStanding? WarningOf(TemplateTranslation row) => row.Warning switch
    {
        "FLAGGED" => new(
            "WhatsApp flagged this translation: people have begun to block or report it.",
            "Send it to fewer people who expect it, or change the text. If it gets no better it is paused, in the end disabled.", null, row.WarnedAt),
        "LOCKED" => new("WhatsApp has locked this translation: it cannot be changed for now.", "Wait until WhatsApp takes the lock off; write the next text here meanwhile.", null, row.WarnedAt),
        _ => null,
    };

    private static TranslationStanding Of(TranslationStatus status, TemplateTranslation row) => status switch
    {
        TranslationStatus.Draft => new("Only here. WhatsApp has not seen it."),
        TranslationStatus.Submitting when row.Trouble is { } trouble => new($"On its way to WhatsApp, which does not have it yet: {trouble.TrimEnd('.')}.", null, "It is tried again", row.NextAttemptAt),
        TranslationStatus.Submitting => new("On its way to WhatsApp."),
        TranslationStatus.Pending => new(
            $"WhatsApp is reviewing v{row.SubmittedVersion}. It may take up to 24 hours; nothing is sent with it meanwhile.", "What you write now is the next draft."),
        TranslationStatus.Approved when row.RejectedReason == TemplateReasons.Submission => new(
            "WhatsApp refused the last change at once. What was approved before still holds and is sent.", row.Recommendation),
        TranslationStatus.Approved => new("Campaigns may send it."),
        TranslationStatus.Rejected => Rejected(row),
        TranslationStatus.Paused => Paused(row),
        TranslationStatus.Disabled => new(
            "WhatsApp has disabled this translation for good: it was paused twice and people went on blocking or reporting it. It can be neither sent, changed nor deleted.",
            "Make a new template under another name, with another text, for people who asked for it."),
        TranslationStatus.Archived => new(
            "It is in WhatsApp's archive: put there by somebody, or because it was neither sent nor changed for twelve months. It cannot be sent.",
            "Take it out of the archive to use it again.", "WhatsApp deletes it", row.StatusAt is { } since ? since + TemplateTranslation.ArchiveTime : null),
        TranslationStatus.InAppeal => new("Somebody appealed against WhatsApp's decision in WhatsApp Manager. It cannot be sent until that is decided.", "Wait for the answer; it appears here by itself."),
        TranslationStatus.LimitExceeded => new(
            "The account holds as many templates as WhatsApp lets it have; each language counts.", "Delete or archive templates that are not used, then submit again."),
        TranslationStatus.PendingDeletion when row.Trouble is { } trouble => new($"It is to be deleted, which has not worked yet: {trouble.TrimEnd('.')}.", null, "It is tried again", row.NextAttemptAt),
        TranslationStatus.PendingDeletion => new("It is being deleted. WhatsApp keeps it until messages that have left are delivered, for up to 30 days."),
        TranslationStatus.Deleted => new("It is gone at WhatsApp.", null, row.LockedUntil is null ? null : "Its name and language are free again", row.LockedUntil),
        TranslationStatus.Unknown => new($"WhatsApp calls its status {row.PlatformStatus}, which the portal does not know. It is not sent.", "Look it up in WhatsApp Manager."),
    };

    private static TranslationStanding Rejected(TemplateTranslation row)
    {
        var reason = TemplateReasons.Find(row.RejectedReason);
        return new TranslationStanding(reason.Meaning, row.Recommendation ?? reason.Advice);
    }

    private static TranslationStanding Paused(TemplateTranslation row) => row.PauseKind switch
    {
        PlatformPause.First => new(
            "WhatsApp paused this translation for three hours because people blocked or reported it. Nothing is sent with it meanwhile.",
            "Send it to fewer people who expect it, or submit a better text. The second pause lasts six hours, the third time it is disabled for good.", "The pause ends by itself", row.PauseEndsAt),
        PlatformPause.Second => new(
            "WhatsApp paused this translation for the second time, for six hours. The next time it is disabled for good.",
            "Change the text, or stop sending it to people who do not expect it, before the pause ends.", "The pause ends by itself", row.PauseEndsAt),
        PlatformPause.RateLimiting => new(
            "WhatsApp tried this translation on a part of the people first, and they took it badly; the rest was not delivered. This pause does not end by itself.",
            "Look at the text and at whom it goes to. Then end the pause here, or submit a better text."),
        _ => new(
            "WhatsApp paused this translation because people blocked or reported it. Nothing is sent with it until the pause ends.",
            "Say less often, or more to the point, and submit the better text."),
    };

    private static string? Quoted(TemplateTranslation row) =>
        row.Status is TranslationStatus.Rejected or TranslationStatus.Paused or TranslationStatus.Disabled || row.RejectedReason == TemplateReasons.Submission ? row.RejectionText : null;
}
