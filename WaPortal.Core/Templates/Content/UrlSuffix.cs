using System.Text;

namespace WaPortal.Core.Templates;

/// <summary>
/// Escapes what stands behind a button's address. The platform puts the value there as it comes; whole paths and queries are legal values
/// ("autumn?r=1"), so only what may not stand in an address at all is escaped, and an escape that is already there is left alone.
/// </summary>
internal static class UrlSuffix
{
    public static string Escape(string value)
    {
        var escaped = new StringBuilder();
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            var isEscape = c == '%' && i + 2 < value.Length && char.IsAsciiHexDigit(value[i + 1]) && char.IsAsciiHexDigit(value[i + 2]);
            if (isEscape || char.IsAsciiLetterOrDigit(c) || "-._~/?#[]@!$&'()*+,;=:".Contains(c, StringComparison.Ordinal))
            {
                escaped.Append(c);
            }
            else if (char.IsHighSurrogate(c) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1]))
            {
                escaped.Append(Uri.EscapeDataString(value.AsSpan(i, 2)));
                i++;
            }
            else
            {
                escaped.Append(Uri.EscapeDataString(char.IsSurrogate(c) ? "\uFFFD" : c.ToString()));
            }
        }

        return escaped.ToString();
    }
}
