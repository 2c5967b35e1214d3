using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace WaPortal.Core.OptIns.Phone;

/// <summary>What people and spreadsheets write around the digits of a phone number.</summary>
internal static partial class PhoneText
{
    /// <summary>Without one leading apostrophe, format characters and spaces; digits of any script as ASCII, dashes as '-'.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        var apostropheSeen = false;
        foreach (var rune in text.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (category is UnicodeCategory.Format or UnicodeCategory.SpaceSeparator || rune.Value is '\t' or '\r' or '\n')
                continue;
            if (rune.Value == '\'' && clean.Length == 0 && !apostropheSeen)
            {
                // Spreadsheets mark "this is text" so, and our own exports do.
                apostropheSeen = true;
                continue;
            }

            if (category == UnicodeCategory.DecimalDigitNumber)
                clean.Append((char)('0' + (int)Rune.GetNumericValue(rune)));
            else
                clean.Append(rune.Value switch
                {
                    0xFF0B => "+",
                    (>= 0x2010 and <= 0x2015) or 0x2212 or 0x30FC or 0xFF0D => "-",
                    0xFF0F => "/",
                    0xFF0E => ".",
                    0xFF08 => "(",
                    0xFF09 => ")",
                    _ => rune.ToString()
                });
        }

        return clean.ToString();
    }

    /// <summary>4.477E+11, 447700900201.0, ######: digits are lost or a decimal was added; nobody can know the number.</summary>
    public static bool IsDamagedBySpreadsheet(string clean) => Damaged().IsMatch(clean);

    public static bool LooksLikeNumber(string clean) => TwoDigits().IsMatch(clean) || Viable().IsMatch(clean);

    public static string Digits(string clean)
    {
        var digits = new StringBuilder(clean.Length);
        foreach (var c in clean)
        {
            if (char.IsAsciiDigit(c))
                digits.Append(c);
        }

        return digits.ToString();
    }

    [GeneratedRegex(@"\A(?:[+-]?[0-9]+(?:[.,][0-9]+)?[eE][+-]?[0-9]+|[0-9]{7,}[.,]0+|#{2,})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Damaged();

    [GeneratedRegex(@"\A[0-9]{2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex TwoDigits();

    [GeneratedRegex(@"\A\+?(?:[-/.()]*[0-9]){3,}[-/.()]*\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Viable();
}
