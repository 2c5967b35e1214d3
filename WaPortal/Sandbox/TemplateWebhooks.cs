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

    // The id is a number here and a string in every answer of the API.
    private static void Identify(JsonObject value, SandboxTemplate template)
    {
        value["message_template_id"] = long.Parse(template.Id, CultureInfo.InvariantCulture);
        value["message_template_name"] = template.Name;
        value["message_template_language"] = template.Language;
    }
}
