using System.Runtime.InteropServices;
using System.Text.Json;

namespace WaPortal.Core.Templates.Linting;

/// <summary>
/// A document whose texts are all well-formed. JSON may escape half of a surrogate pair (<c>"\ud83d"</c>, RFC 8259 section 8.2), which is no
/// character; reading such a text or property name would throw.
/// </summary>
/// <param name="Root">The document, with U+FFFD in place of each half.</param>
/// <param name="Broken">Where the halves were, as findings name places: <c>components[1].text</c>.</param>
public sealed record JsonUnicode(JsonElement Root, IReadOnlyList<string> Broken)
{
    /// <summary>The document as it is where it has no halves, else a repaired copy.</summary>
    public static JsonUnicode Of(JsonElement root)
    {
        // A part of a case may be missing altogether; that has no text.
        if (root.ValueKind == JsonValueKind.Undefined) return new JsonUnicode(root, []);
        var raw = JsonMarshal.GetRawUtf8Value(root);
        if (!MayHoldHalf(raw)) return new JsonUnicode(root, []);
        var repaired = raw.ToArray();
        if (!Repair(repaired)) return new JsonUnicode(root, []);
        using var document = JsonDocument.Parse(repaired, new JsonDocumentOptions { MaxDepth = int.MaxValue });
        var whole = document.RootElement.Clone();
        return new JsonUnicode(whole, Differences(root, whole));
    }

    private static bool MayHoldHalf(ReadOnlySpan<byte> json) => json.IndexOf("\\ud"u8) >= 0 || json.IndexOf("\\uD"u8) >= 0;

    // Backslashes stand only in texts and names, and each begins an escape.
    private static bool Repair(Span<byte> json)
    {
        var found = false;
        for (var at = 0; at < json.Length - 1; at++)
        {
            if (json[at] != '\\') continue;
            if (Unit(json[at..]) is not { } unit || !char.IsSurrogate(unit))
            {
                at++;
                continue;
            }

            if (char.IsHighSurrogate(unit) && Unit(json[(at + 6)..]) is { } low && char.IsLowSurrogate(low))
            {
                at += 11;
                continue;
            }

            "\\ufffd"u8.CopyTo(json[at..]);
            found = true;
            at += 5;
        }

        return found;
    }

    private static char? Unit(ReadOnlySpan<byte> escape) =>
        escape.Length >= 6 && escape[0] == '\\' && escape[1] == 'u'
        && ushort.TryParse(escape[2..6], System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : null;

    private static List<string> Differences(JsonElement broken, JsonElement whole)
    {
        var places = new List<string>();
        var waiting = new Stack<(JsonElement Broken, JsonElement Whole, string Path)>([(broken, whole, "")]);
        while (waiting.TryPop(out var at))
        {
            switch (at.Broken.ValueKind)
            {
                case JsonValueKind.String when !JsonMarshal.GetRawUtf8Value(at.Broken).SequenceEqual(JsonMarshal.GetRawUtf8Value(at.Whole)):
                    places.Add(at.Path);
                    break;
                case JsonValueKind.Array:
                    var items = at.Broken.EnumerateArray().Zip(at.Whole.EnumerateArray()).Select((pair, i) => (pair.First, pair.Second, FormattableString.Invariant($"{at.Path}[{i}]")));
                    foreach (var item in items.Reverse()) waiting.Push(item);
                    break;
                case JsonValueKind.Object:
                    foreach (var (old, property) in at.Broken.EnumerateObject().Zip(at.Whole.EnumerateObject()).Reverse())
                    {
                        var path = at.Path.Length == 0 ? property.Name : at.Path + "." + property.Name;
                        if (!JsonMarshal.GetRawUtf8PropertyName(old).SequenceEqual(JsonMarshal.GetRawUtf8PropertyName(property))) places.Add(path);
                        waiting.Push((old.Value, property.Value, path));
                    }

                    break;
            }
        }

        return places;
    }
}
