using System.Text.Json.Nodes;

namespace WaPortal.Core.Templates.Linting.Fixing;

/// <summary>A change that removes a finding. It is a function of the payload: nothing is stored, and the original stays as it is.</summary>
public sealed class TemplateFix
{
    private static readonly Dictionary<string, string> Nothing = [];

    private readonly Action<JsonObject> _change;
    private readonly IReadOnlyDictionary<string, string> _renamed;

    internal TemplateFix(string label, Action<JsonObject> change, IReadOnlyDictionary<string, string>? renamed = null) =>
        (Label, _change, _renamed) = (label, change, renamed ?? Nothing);

    /// <summary>What a button says, e.g. "Number the variables from 1".</summary>
    public string Label { get; }

    /// <summary>The payload with the change made.</summary>
    public JsonObject Apply(JsonObject payload)
    {
        var changed = (JsonObject)payload.DeepClone();
        _change(changed);
        return changed;
    }

    /// <summary>
    /// The content with the change made. Sample files, fallbacks and what the payload does not carry stay. A change of name, language or category
    /// does not belong to the content and is lost here: take it from <see cref="Apply(JsonObject)"/>.
    /// </summary>
    public TemplateContent Apply(TemplateContent content, TemplateCategory category, ParameterFormat format)
    {
        var payload = Apply(content.ToCreatePayload("name", "en", category, format));
        var read = TemplateImport.FromComponents(payload["components"] as JsonArray ?? [], format, content.Authentication is not null).Content;
        var seconds = payload["message_send_ttl_seconds"] is JsonValue value && value.TryGetValue<int>(out var number) ? number : (int?)null;
        if (content.Authentication is not null)
        {
            var others = content.Buttons.Where(b => b.Kind != ButtonKind.Otp);
            return content with { Authentication = read.Authentication, Buttons = [.. read.Buttons, .. others], TimeToLiveSeconds = seconds };
        }

        return read with
        {
            HeaderMedia = read.Header == content.Header ? content.HeaderMedia : null,
            Cards = [.. read.Cards.Select((card, i) => i < content.Cards.Count && content.Cards[i].Header == card.Header ? card with { Media = content.Cards[i].Media } : card)],
            Texts = Texts(content, read),
            TimeToLiveSeconds = seconds,
        };
    }

    private Dictionary<string, VariableText> Texts(TemplateContent before, TemplateContent after)
    {
        // Fallbacks are not part of the payload; they follow their variable to its new name.
        var texts = before.Texts.ToDictionary(StringComparer.Ordinal);
        foreach (var (old, _) in _renamed) texts.Remove(old);
        foreach (var (old, name) in _renamed)
        {
            if (before.Texts.GetValueOrDefault(old) is { } text) texts[name] = text;
        }

        foreach (var variable in after.Variables())
        {
            if (after.Texts.GetValueOrDefault(variable.Key) is { } read)
                texts[variable.Key] = (texts.GetValueOrDefault(variable.Key) ?? read) with { Sample = read.Sample };
        }

        return texts;
    }
}
