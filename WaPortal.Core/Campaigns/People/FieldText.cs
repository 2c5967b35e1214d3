using System.Text;

namespace WaPortal.Core.Campaigns;

/// <summary>
/// A text with fields of the person, such as <c>Dear {name|friend}, table {table_no}</c>: <c>name</c> is the name, everything else a column of the list; what stands after
/// <c>|</c> is for people who have none. <c>{{</c> and <c>}}</c> are braces.
/// </summary>
public sealed class FieldText
{
    private readonly List<Part> _parts;

    private FieldText(List<Part> parts) => _parts = parts;

    /// <summary>The fields that it speaks of, each once.</summary>
    public IEnumerable<string> Fields => _parts.Select(p => p.Field).OfType<string>().Distinct(StringComparer.Ordinal);

    /// <summary>Reads a text; gives what is wrong with it, in a sentence.</summary>
    public static (FieldText? Text, string? Problem) Read(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return (null, "Write the text.");
        var (parts, plain) = (new List<Part>(), new StringBuilder());
        for (var at = 0; at < text.Length; at++)
        {
            var sign = text[at];
            if (sign is '{' or '}' && at + 1 < text.Length && text[at + 1] == sign)
            {
                plain.Append(sign);
                at++;
            }
            else if (sign == '}')
            {
                return (null, "There is a } without its {. Write }} for the brace itself.");
            }
            else if (sign == '{')
            {
                var end = text.IndexOf('}', at);
                if (end < 0)
                    return (null, "There is a { without its }. Write {{ for the brace itself.");
                var inside = text[(at + 1)..end];
                var cut = inside.IndexOf('|', StringComparison.Ordinal);
                var field = (cut < 0 ? inside : inside[..cut]).Trim();
                if (field.Length == 0 || inside.Contains('{', StringComparison.Ordinal))
                    return (null, "Between { and } stands the name of a field, such as {name} or {name|friend}.");
                parts.Add(new Part(plain.ToString(), null, null));
                plain.Clear();
                parts.Add(new Part("", field, cut < 0 ? null : inside[(cut + 1)..].Trim()));
                at = end;
            }
            else
            {
                plain.Append(sign);
            }
        }

        parts.Add(new Part(plain.ToString(), null, null));
        return (new FieldText([.. parts.Where(p => p.Field is not null || p.Plain.Length > 0)]), null);
    }

    /// <summary>The text for a person; null where a field has no value and nothing stands in for it.</summary>
    public string? For(Recipient person)
    {
        var text = new StringBuilder();
        foreach (var part in _parts)
        {
            if (part.Field is not { } field)
            {
                text.Append(part.Plain);
                continue;
            }

            var value = field == "name" ? person.Name : person.Attributes.GetValueOrDefault(field);
            if (string.IsNullOrWhiteSpace(value))
                value = part.Else;
            if (value is null)
                return null;
            text.Append(value.Trim());
        }

        return text.ToString();
    }

    private sealed record Part(string Plain, string? Field, string? Else);
}
