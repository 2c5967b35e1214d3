using System.Globalization;

namespace WaPortal.Core.WhatsApp;

/// <summary>What events tell, in plain words: of people no more than the last digits, of texts nothing.</summary>
internal static class WebhookInWords
{
    private const int MostLines = 200;

    /// <summary>One sentence for a list.</summary>
    public static string Short(IReadOnlyList<WebhookEvent> events)
    {
        if (events.Count > 2 && events.All(e => e is MessageStatusEvent))
        {
            var each = events.Cast<MessageStatusEvent>().GroupBy(e => e.Status).OrderBy(g => g.Key).Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Count():N0} {Word(g.Key).ToLowerInvariant()}"));
            return string.Create(CultureInfo.InvariantCulture, $"{events.Count:N0} statuses: {string.Join(", ", each)}");
        }

        var first = string.Join("; ", events.Take(2).Select(One));
        return events.Count > 2 ? string.Create(CultureInfo.InvariantCulture, $"{first}; and {events.Count - 2:N0} more") : first;
    }

    /// <summary>A line for each, up to two hundred.</summary>
    public static IReadOnlyList<string> Each(IReadOnlyList<WebhookEvent> events) => events.Count <= MostLines
        ? [.. events.Select(One)]
        : [.. events.Take(MostLines).Select(One), string.Create(CultureInfo.InvariantCulture, $"And {events.Count - MostLines:N0} more")];

    private static string One(WebhookEvent one) => one switch
    {
        MessageStatusEvent { Status: MessageStatus.Failed } failed => $"Failed for {Person(failed.RecipientId)}{Codes(failed.Errors)}",
        MessageStatusEvent status => $"{Word(status.Status)}, {Person(status.RecipientId)}",
        InboundMessageEvent message => $"Message from {Person(message.From)}: {WebhookParser.Kind(message.Type)}",
        UserPreferenceEvent preference => $"{Person(preference.WaId)} chose {WebhookParser.Kind(preference.Value)} for {WebhookParser.Kind(preference.Category)}",
        UserIdEvent id => $"{Person(id.WaId)} has a new user id",
        TemplateStatusEvent status => $"Template {Name(status.Template)}: {Plain(status.Event)}",
        TemplateQualityEvent quality => $"Template {Name(quality.Template)}: quality {Plain(quality.NewScore)}",
        TemplateCategoryEvent category => $"Template {Name(category.Template)}: category {Plain(category.CorrectCategory ?? category.Category)}{(category.CorrectCategory is null ? "" : " is announced")}",
        TemplateComponentsEvent components => $"Template {Name(components.Template)}: edited outside the portal",
        PhoneNumberEvent number => $"Sender number {Tail(number.DisplayPhoneNumber)}: {WebhookParser.Kind(number.Field)}{Happened(number.Event)}",
        AccountEvent account => $"Account: {WebhookParser.Kind(account.Field)}{Happened(account.Event)}",
        PlatformErrorEvent error => $"Error of a number{Codes(error.Errors)}",
        UnknownEvent unknown => char.ToUpperInvariant(unknown.Reason[0]) + unknown.Reason[1..],
        _ => one.ToString(),
    };

    private static string Word(MessageStatus status) => status switch
    {
        MessageStatus.Sent => "Sent",
        MessageStatus.Delivered => "Delivered",
        MessageStatus.Read => "Read",
        MessageStatus.Played => "Played",
        MessageStatus.Failed => "Failed",
    };

    private static string Person(string? number) => number is null ? "somebody without a number" : Tail(number);

    /// <summary>The last four digits of what has enough of them to leave the rest unknown.</summary>
    internal static string Tail(string number)
    {
        var digits = string.Concat(number.Where(char.IsAsciiDigit));
        return digits.Length >= 8 ? "…" + digits[^4..] : "…";
    }

    private static string Name(TemplateReference template) =>
        $"{(template.Name.Length is > 0 and <= 512 && template.Name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? template.Name : template.Id.All(char.IsAsciiDigit) ? template.Id : "without a name")} ({Plain(template.Language)})";

    private static string Plain(string word) => WebhookParser.Kind(word).Trim('"');

    private static string Happened(string? what) => what is null ? "" : $", {Plain(what)}";

    private static string Codes(IReadOnlyList<WhatsAppError> errors) =>
        errors.Count == 0 ? "" : $" ({string.Join(", ", errors.Take(3).Select(e => e.Code.ToString(CultureInfo.InvariantCulture)))})";
}
