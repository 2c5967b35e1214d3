using System.Text;

namespace WaPortal.Core.Templates;

/// <summary>What a template may be called: <c>^[a-z0-9_]{1,512}$</c>.</summary>
public static class TemplateName
{
    /// <summary>The platform's limit, in characters.</summary>
    public const int MaxLength = 512;

    /// <summary>Whether the platform takes the name.</summary>
    public static bool IsValid(string name) => name.Length is > 0 and <= MaxLength && FirstForbidden(name) is null;

    /// <summary>Makes a name of what a person typed: lower case, everything else to single underscores. May be empty.</summary>
    public static string Suggest(string typed)
    {
        var name = new StringBuilder();
        foreach (var c in typed.Trim().ToLowerInvariant())
        {
            if (char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)) name.Append(c);
            else if (name.Length > 0 && name[^1] != '_') name.Append('_');
        }

        var text = name.ToString().TrimEnd('_');
        return text.Length > MaxLength ? text[..MaxLength] : text;
    }

    internal static string? FirstForbidden(string name)
    {
        foreach (var rune in name.EnumerateRunes())
        {
            if (rune.Value is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_') continue;
            if (rune.Value == '-') return "a hyphen";
            if (Rune.IsWhiteSpace(rune)) return "a blank";
            return rune.Value is >= 'A' and <= 'Z' ? $"the capital letter {rune}" : $"\"{rune}\"";
        }

        return null;
    }
}
