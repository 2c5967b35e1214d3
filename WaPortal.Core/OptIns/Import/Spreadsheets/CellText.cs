using System.Globalization;
using System.Text;
using System.Xml;

namespace WaPortal.Core.OptIns.Import.Spreadsheets;

/// <summary>How the format writes text and dates.</summary>
internal static class CellText
{
    private const double LastSerial = 2_958_466; // The day after 9999-12-31.

    /// <summary>The text of the current element: runs joined, readings of East Asian characters left out, escapes undone.</summary>
    public static string Read(XmlReader xml)
    {
        if (xml.IsEmptyElement)
            return "";
        var depth = xml.Depth;
        var text = "";
        while (SheetXml.Step(xml) && xml.Depth > depth)
        {
            if (xml.NodeType != XmlNodeType.Element)
                continue;
            if (xml.LocalName == "t")
                text += SheetXml.Text(xml);
            else if (xml.LocalName == "rPh")
                SheetXml.SkipElement(xml);
            if (text.Length > CsvRecordReader.LongestRecord)
                text = text[..(CsvRecordReader.LongestRecord + 1)];
        }

        return Unescape(text);
    }

    /// <summary><c>_x000D_</c> stands for the character of that number (ECMA-376 part 1, 22.4.2.4).</summary>
    public static string Unescape(string text)
    {
        var at = text.IndexOf("_x", StringComparison.Ordinal);
        if (at < 0)
            return text;
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '_' && i + 6 < text.Length && text[i + 1] is 'x' or 'X' && text[i + 6] == '_'
                && ushort.TryParse(text.AsSpan(i + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                plain.Append((char)code);
                i += 6;
            }
            else
            {
                plain.Append(text[i]);
            }
        }

        return plain.ToString();
    }

    /// <summary>A serial number as ISO 8601; as it stands when it is none.</summary>
    public static string Date(string serial, bool from1904)
    {
        if (!double.TryParse(serial, NumberStyles.Float, CultureInfo.InvariantCulture, out var days) || days < 0 || days >= LastSerial - (from1904 ? 1462 : 0))
            return serial;
        // Day 60 of the 1900 calendar is a 29 February that never was; all days before it count one less. Nobody agreed in 1900.
        var start = from1904 ? new DateTime(1904, 1, 1, 0, 0, 0, DateTimeKind.Unspecified) : new DateTime(1899, 12, days < 60 ? 31 : 30, 0, 0, 0, DateTimeKind.Unspecified);
        var at = start.AddMilliseconds(Math.Round(days * 86_400_000));
        var format = at.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : at.Millisecond == 0 ? "yyyy-MM-dd'T'HH:mm:ss" : "yyyy-MM-dd'T'HH:mm:ss.fff";
        return at.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>A number with all of its digits, as a person would have typed it: 4.477009002E11 is 447700900200.</summary>
    public static string Number(string stored)
    {
        // A spreadsheet keeps fifteen digits; a number beyond that has lost some, and stays as it is for the reader to refuse.
        if (double.TryParse(stored, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) < 1e15 && number == Math.Truncate(number))
            return number.ToString("F0", CultureInfo.InvariantCulture);
        return stored;
    }
}
