using System.Text.Json.Nodes;

namespace WaPortal.Core.Templates.Linting.Fixing;

/// <summary>Makes the simple fixes.</summary>
internal static class Fix
{
    /// <summary>Puts a text; null when that changes nothing or leaves nothing.</summary>
    public static TemplateFix? Text(string label, JsonCursor at, string text)
    {
        var path = at.Path;
        return text == at.Text || TextFacts.IsBlank(text) ? null : new TemplateFix(label, payload => PayloadPath.Set(payload, path, text));
    }

    public static TemplateFix Set(string label, string path, JsonNode? value) => new(label, payload => PayloadPath.Set(payload, path, value?.DeepClone()));

    public static TemplateFix Remove(string label, JsonCursor at)
    {
        var path = at.Path;
        return new TemplateFix(label, payload => PayloadPath.Remove(payload, path));
    }
}
