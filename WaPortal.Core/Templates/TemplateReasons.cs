namespace WaPortal.Core.Templates;

/// <summary>What a rejection means and what to do about it.</summary>
/// <param name="Title">A few words for a chip or a table.</param>
/// <param name="Meaning">In a sentence.</param>
/// <param name="Advice">What to do.</param>
public sealed record TemplateReason(string Title, string Meaning, string Advice);

/// <summary>The platform's reasons in plain words.</summary>
public static class TemplateReasons
{
    /// <summary>Our own word for a template that was refused before any review.</summary>
    public const string Submission = "SUBMISSION";

    /// <summary>What a reason means; an unknown one keeps the platform's word.</summary>
    public static TemplateReason Find(string? reason) => reason switch
    {
        "ABUSIVE_CONTENT" => new("abusive content", "Reviewers found threatening or abusive content.", "Rewrite the text so that it threatens or insults nobody, then submit again."),
        "INCORRECT_CATEGORY" => new("category", "The content does not fit the category.", "Promotions are Marketing; Utility is only for a person's own order, account or request. Change the category or the text."),
        "TAG_CONTENT_MISMATCH" => new("category", "The content does not fit the category or the language.", "Check that the text is in the chosen language and fits the category."),
        "INVALID_FORMAT" => new("format", "Variables or formatting break the platform's rules.", "Check the variables: none at the start or end, none side by side, enough words around them."),
        "PROMOTIONAL" => new("promotional", "The text promotes something, which its category does not allow.", "Choose the category Marketing or take the promotion out."),
        "SCAM" => new("looks like a scam", "Reviewers took the text for a scam.", "Name your business, avoid shortened addresses and do not ask for sensitive data."),
        "CATEGORY_NOT_AVAILABLE" => new("category not available", "The account may not use this category.", "Choose another category or ask the platform's support."),
        Submission => new("refused", "WhatsApp did not take the template.", "Change what the message names and submit again."),
        null or "" or "NONE" => new("no reason given", "WhatsApp gave no reason.", "Look at the problems listed here, or ask for a review in WhatsApp Manager."),
        _ => new(reason.ToLowerInvariant().Replace('_', ' '), $"WhatsApp's reason is {reason}.", "See WhatsApp Manager for details."),
    };
}
