using System.Globalization;
using System.Text.Json;

namespace WaPortal.Core.Templates.Linting;

/// <summary>
/// A place in a JSON document that may or may not be there. Reading never throws, so that rules can ask straight questions
/// of a document of any shape; its texts must be well-formed (<see cref="JsonUnicode"/>).
/// </summary>
internal readonly struct JsonCursor(JsonElement element, string path)
{
    private readonly JsonElement _element = element;

    /// <summary>Where this is, e.g. <c>components[1].text</c>.</summary>
    public string Path { get; } = path;

    public JsonValueKind Kind => _element.ValueKind;

    /// <summary>There is a value and it is not null.</summary>
    public bool Exists => Kind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    public bool IsTrue => Kind == JsonValueKind.True;

    public bool IsBoolean => Kind is JsonValueKind.True or JsonValueKind.False;

    /// <summary>The text of a string value; null for every other kind.</summary>
    public string? Text => Kind == JsonValueKind.String ? _element.GetString() : null;

    /// <summary>The value as it is written in the document; empty when there is none.</summary>
    public string Raw => Kind == JsonValueKind.Undefined ? "" : _element.GetRawText();

    /// <summary>The text in upper case: the platform compares enumerated values without case.</summary>
    public string Upper => Text?.ToUpperInvariant() ?? "";

    /// <summary>The elements of an array; nothing for every other kind.</summary>
    public IReadOnlyList<JsonCursor> Items
    {
        get
        {
            if (Kind != JsonValueKind.Array) return [];
            var items = new List<JsonCursor>(_element.GetArrayLength());
            foreach (var item in _element.EnumerateArray())
                items.Add(new JsonCursor(item, string.Create(CultureInfo.InvariantCulture, $"{Path}[{items.Count}]")));
            return items;
        }
    }

    public JsonCursor this[string property]
    {
        get
        {
            var at = Path.Length == 0 ? property : Path + "." + property;
            return new JsonCursor(Kind == JsonValueKind.Object && _element.TryGetProperty(property, out var value) ? value : default, at);
        }
    }

    /// <summary>The value as a whole number; null when it is none.</summary>
    public long? Whole => Kind == JsonValueKind.Number && _element.TryGetInt64(out var value) ? value : null;
}
