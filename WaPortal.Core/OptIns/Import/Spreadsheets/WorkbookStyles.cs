using System.Globalization;

namespace WaPortal.Core.OptIns.Import.Spreadsheets;

/// <summary>Which cell formats show a number as a date.</summary>
internal sealed class WorkbookStyles
{
    // More than any program allows.
    private const int MostFormats = 100_000;

    public static readonly WorkbookStyles None = new([]);

    private readonly List<bool> _isDate;

    private WorkbookStyles(List<bool> isDate) => _isDate = isDate;

    public bool IsDate(string? style) =>
        int.TryParse(style, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < _isDate.Count && _isDate[index];

    public static WorkbookStyles Read(Stream part)
    {
        var own = new Dictionary<int, bool>();
        var isDate = new List<bool>();
        var isCells = false;
        foreach (var xml in SheetXml.Elements(part))
        {
            switch (xml.LocalName)
            {
                case "numFmt" when Number(xml.GetAttribute("numFmtId")) is { } id && own.Count < MostFormats:
                    own[id] = IsDateFormat(xml.GetAttribute("formatCode") ?? "");
                    break;
                case "cellXfs":
                    isCells = true;
                    break;
                case "cellStyles" or "cellStyleXfs" or "dxfs":
                    isCells = false;
                    break;
                case "xf" when isCells && isDate.Count < MostFormats:
                    var format = Number(xml.GetAttribute("numFmtId")) ?? 0;
                    isDate.Add(own.TryGetValue(format, out var date) ? date : IsBuiltInDate(format));
                    break;
            }
        }

        return new WorkbookStyles(isDate);
    }

    // ECMA-376 part 1, 18.8.30; 27 to 36 and 50 to 58 are dates in East Asian editions.
    private static bool IsBuiltInDate(int format) => format is (>= 14 and <= 22) or (>= 27 and <= 36) or (>= 45 and <= 47) or (>= 50 and <= 58);

    /// <summary>Whether a format has a letter of a date or time outside of quotes, escapes and brackets.</summary>
    private static bool IsDateFormat(string code)
    {
        for (var i = 0; i < code.Length; i++)
        {
            switch (code[i])
            {
                case '"':
                    i = code.IndexOf('"', i + 1) is var quote and >= 0 ? quote : code.Length;
                    break;
                case '\\' or '_' or '*':
                    i++;
                    break;
                case '[':
                    var bracket = code.IndexOf(']', i + 1);
                    if (bracket < 0)
                        return false;
                    // [h] counts hours; [Red] and [$-409] say nothing about time.
                    if (code[(i + 1)..bracket].Trim('h', 'H', 'm', 'M', 's', 'S').Length == 0)
                        return true;
                    i = bracket;
                    break;
                case 'd' or 'D' or 'm' or 'M' or 'y' or 'Y' or 'h' or 'H' or 's' or 'S':
                    return true;
                case 'G' or 'g' when code.AsSpan(i).StartsWith("General", StringComparison.OrdinalIgnoreCase):
                    i += 6;
                    break;
            }
        }

        return false;
    }

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
