using System.Text.Json.Nodes;

namespace WaPortal.Sandbox;

/// <summary>Holds the actions of flow and catalogue buttons against what the platform expects of them.</summary>
internal static class ActionCheck
{
    public static GraphAnswer? Check(string type, IReadOnlyList<JsonObject> parameters, int index)
    {
        switch (type)
        {
            case "PHONE_NUMBER" or "SPM":
                return parameters.Count == 0 ? null : GraphErrors.Of(132000, $"buttons: Button at index {index} of type {type} takes no parameters.");
            case "VOICE_CALL":
                return parameters.All(one => one.Text("type") is "ttl_minutes" or "payload") ? null : Format(index, "ttl_minutes or payload");
            case "FLOW" or "CATALOG" or "MPM":
                if (parameters is not [var only] || only.Text("type") != "action" || only["action"] is not JsonObject action) return Format(index, "action");
                return type == "MPM" ? Sections(action, index) : null;
            default:
                return null;
        }
    }

    private static GraphAnswer? Sections(JsonObject action, int index)
    {
        if (string.IsNullOrEmpty(action.Text("thumbnail_product_retailer_id"))) return GraphErrors.Of(131008, $"buttons: Button at index {index} lacks thumbnail_product_retailer_id.");
        var sections = action.Objects("sections").ToList();
        if (sections.Count is 0 or > 10) return GraphErrors.Of(131009, $"buttons: Button at index {index} has one to ten sections.");
        if (sections.Exists(section => section.Text("title") is not { Length: > 0 and <= 24 })) return GraphErrors.Of(131009, "buttons: the title of a section has 1 to 24 characters.");
        var items = sections.SelectMany(section => section.Objects("product_items")).ToList();
        if (items.Count is 0 or > 30 || sections.Exists(section => !section.Objects("product_items").Any())) return GraphErrors.Of(131009, "buttons: there are one to 30 products, and one at least in each section.");
        return items.Exists(item => string.IsNullOrEmpty(item.Text("product_retailer_id"))) ? GraphErrors.Of(131008, "buttons: a product lacks product_retailer_id.") : null;
    }

    private static GraphAnswer Format(int index, string expected) => GraphErrors.Of(132012, $"buttons: Button at index {index} takes a parameter of type {expected}.");
}
