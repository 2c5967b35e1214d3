using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace WaPortal.Core.WhatsApp;

internal static class TemplateEventReader
{
    public static WebhookEvent Read(string field, string waba, DateTimeOffset at, JsonElement value)
    {
        if (value.Text("message_template_id") is not { Length: > 0 and <= 40 } id)
            return WebhookParser.Unknown(waba, null, at, $"{WebhookParser.Kind(field)} names no template");
        var template = new TemplateReference(id, value.Text("message_template_name") ?? "", WireText.Language(value.Text("message_template_language") ?? ""));

        // Quality updates have been documented under the field of status updates: the content decides.
        if (value.Text("new_quality_score") is { } score)
            return new TemplateQualityEvent(waba, at) { Template = template, PreviousScore = Upper(value.Text("previous_quality_score"), 20), NewScore = Upper(score, 20) };
        return field switch
        {
            "message_template_status_update" when value.Text("event") is { Length: > 0 } happened => ReadStatus(waba, at, value, template, happened),
            "template_category_update" when value.Text("new_category") is { Length: > 0 } category => new TemplateCategoryEvent(waba, at)
            {
                Template = template,
                Category = Upper(category),
                PreviousCategory = Upper(value.Text("previous_category")),
                CorrectCategory = Upper(value.Text("correct_category")),
                MovesAt = WebhookParser.Time(value.Text("category_update_timestamp")),
            },
            "message_template_components_update" => new TemplateComponentsEvent(waba, at) { Template = template },
            _ => WebhookParser.Unknown(waba, null, at, $"{WebhookParser.Kind(field)} does not say what happened"),
        };
    }

    private static TemplateStatusEvent ReadStatus(string waba, DateTimeOffset at, JsonElement value, TemplateReference template, string happened)
    {
        var rejection = value.Child("rejection_info");
        var other = value.Child("other_info");
        return new TemplateStatusEvent(waba, at)
        {
            Template = template,
            Event = Upper(happened),
            Reason = Upper(value.Text("reason")) is { } reason && reason != "NONE" ? reason : null,
            Category = Upper(value.Text("message_template_category")),
            RejectionReason = WebhookParser.Word(rejection?.Text("reason"), 1000),
            Recommendation = WebhookParser.Word(rejection?.Text("recommendation"), 1000),
            DisableDate = WebhookParser.Time(value.Child("disable_info")?.Text("disable_date")),
            OtherTitle = Upper(other?.Text("title")),
            OtherDescription = WebhookParser.Word(other?.Text("description"), 1000),
        };
    }

    // Cut afterwards: some letters become two in upper case.
    [return: NotNullIfNotNull(nameof(text))]
    private static string? Upper(string? text, int longest = 40) => WebhookParser.Word(text?.ToUpperInvariant(), longest);
}
