using System.Globalization;
using System.Text.Json.Nodes;

namespace WaPortal.Sandbox;

/// <summary>Puts the template events into the outbox in their documented shapes.</summary>
internal sealed class TemplateWebhooks(Outbox outbox, TimeProvider time)
{
    public void StatusChanged(
        SandboxTemplate template, string @event, string? reason, (string Title, string Description)? info = null, ReviewVerdict? verdict = null, params StoredChange[] alongWith)
    {
        var value = new JsonObject { ["event"] = @event };
        Identify(value, template);
        value["reason"] = reason;
        value["message_template_category"] = template.Category;
        // Only a wrong format is explained; no other reason comes with words.
        if (verdict is { RejectedReason: "INVALID_FORMAT" })
            value["rejection_info"] = new JsonObject { ["reason"] = verdict.Explanation, ["recommendation"] = verdict.Recommendation };
        if (@event == "DISABLED")
            value["disable_info"] = new JsonObject { ["disable_date"] = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) };
        if (info is { } said) value["other_info"] = new JsonObject { ["title"] = said.Title, ["description"] = said.Description };
        outbox.Add("message_template_status_update", value, alongWith);
    }

    public void QualityChanged(SandboxTemplate template, string quality)
    {
        var value = new JsonObject { ["previous_quality_score"] = template.Quality, ["new_quality_score"] = quality };
        Identify(value, template);
        outbox.Add("message_template_quality_update", value);
    }

    public void CategoryChanged(SandboxTemplate template, string category)
    {
        var value = new JsonObject();
        Identify(value, template);
        value["previous_category"] = template.Category;
        value["new_category"] = category;
        outbox.Add("template_category_update", value);
    }

    /// <summary>Told of every edit, whoever made it; the content comes flattened, with buttons of two kinds only.</summary>
    public void ComponentsChanged(SandboxTemplate template)
    {
        var value = new JsonObject();
        Identify(value, template);
        if (template.Component("HEADER")?.Text("text") is { } title) value["message_template_title"] = title;
        value["message_template_element"] = template.Component("BODY")?.Text("text") ?? "";
        if (template.Component("FOOTER")?.Text("text") is { } footer) value["message_template_footer"] = footer;
        var buttons = (template.Component("BUTTONS")?.Objects("buttons") ?? []).Where(button => button.Upper("type") is "URL" or "PHONE_NUMBER").Select(button => (JsonNode)new JsonObject
        {
            ["message_template_button_type"] = button.Upper("type"),
            ["message_template_button_text"] = button.Text("text"),
            [button.Upper("type") == "URL" ? "message_template_button_url" : "message_template_button_phone_number"] = button.Text("url") ?? button.Text("phone_number"),
        }).ToArray();
        if (buttons.Length > 0) value["message_template_buttons"] = new JsonArray(buttons);
        outbox.Add("message_template_components_update", value);
    }

    // The id is a number here and a string in every answer of the API.
    private static void Identify(JsonObject value, SandboxTemplate template)
    {
        value["message_template_id"] = long.Parse(template.Id, CultureInfo.InvariantCulture);
        value["message_template_name"] = template.Name;
        value["message_template_language"] = template.Language;
    }
}
