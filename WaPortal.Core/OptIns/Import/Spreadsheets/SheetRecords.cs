using System.Globalization;
using System.Xml;

namespace WaPortal.Core.OptIns.Import.Spreadsheets;

/// <summary>Reads the rows of one sheet as records. Cells and rows that are not there are empty; formulas are never computed.</summary>
internal sealed class SheetRecords(XmlReader xml, SharedStrings strings, WorkbookStyles styles, bool from1904) : IRecordSource
{
    // The grid of a sheet: ECMA-376 leaves it open, every program has this one.
    private const int LastRow = 1_048_576;
    private const int LastColumn = 16_384;

    private readonly List<string> _fields = [];
    private int _row;
    private bool _hasEnded;

    /// <summary>Columns of the header: shorter rows are filled up, empty cells beyond it are left out.</summary>
    public int? Width { get; set; }

    public ListRecord? Next()
    {
        while (!_hasEnded && SheetXml.Step(xml))
        {
            if (xml.NodeType == XmlNodeType.EndElement && xml.LocalName == "sheetData")
                _hasEnded = true;
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "row" && ReadRow() is { IsBlank: false } record)
                return record;
        }

        // To the end of the part: what is broken there is broken.
        while (SheetXml.Step(xml))
        {
        }

        return null;
    }

    public void Dispose()
    {
        xml.Dispose();
        strings.Dispose();
    }

    private ListRecord ReadRow()
    {
        var number = xml.GetAttribute("r") is { } r ? Parse(r) : _row + 1;
        if (number <= _row || number > LastRow)
            throw ZipIndex.Damaged();
        _row = number;
        _fields.Clear();
        var remarks = new List<string>();
        if (!xml.IsEmptyElement)
        {
            var depth = xml.Depth;
            while (SheetXml.Step(xml) && xml.Depth > depth)
            {
                if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "c")
                    ReadCell(remarks);
            }
        }

        if (Width is { } width)
        {
            while (_fields.Count > width && _fields[^1].Length == 0)
                _fields.RemoveAt(_fields.Count - 1);
            while (_fields.Count < width)
                _fields.Add("");
        }

        return Fault() is { } fault ? ListRecord.Broken(_row, fault) : ListRecord.Read(_row, [.. _fields]) with { Remarks = remarks };
    }

    private void ReadCell(List<string> remarks)
    {
        var column = xml.GetAttribute("r") is { } reference ? Column(reference) : _fields.Count + 1;
        if (column <= _fields.Count || column > LastColumn)
            throw ZipIndex.Damaged();
        while (_fields.Count < column - 1)
            _fields.Add("");
        var type = xml.GetAttribute("t") ?? "n";
        var style = xml.GetAttribute("s");
        var value = "";
        var isComputed = false;
        if (!xml.IsEmptyElement)
        {
            var depth = xml.Depth;
            while (SheetXml.Step(xml) && xml.Depth > depth)
            {
                if (xml.NodeType != XmlNodeType.Element)
                    continue;
                switch (xml.LocalName)
                {
                    case "f":
                        isComputed = true;
                        SheetXml.SkipElement(xml);
                        break;
                    case "v":
                        value = SheetXml.Text(xml);
                        break;
                    case "is":
                        value = CellText.Read(xml);
                        break;
                    default:
                        SheetXml.SkipElement(xml);
                        break;
                }
            }
        }

        if (isComputed)
            Remark(remarks, "xlsx.formula");
        if (type == "e")
            Remark(remarks, "xlsx.error");
        _fields.Add(value.Length == 0 ? "" : type switch
        {
            "s" => strings.Find(long.TryParse(value.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : -1) ?? throw ZipIndex.Damaged(),
            "inlineStr" or "d" => value,
            "str" => CellText.Unescape(value),
            "b" => value.Trim() is "1" or "true" ? "true" : "false",
            // "#N/A" says that there is no value.
            "e" => "",
            _ => styles.IsDate(style) ? CellText.Date(value.Trim(), from1904) : CellText.Number(value.Trim()),
        });
    }

    private string? Fault()
    {
        long length = 0;
        foreach (var field in _fields)
        {
            length += field.Length;
            for (var i = 0; i < field.Length; i++)
            {
                var c = field[i];
                if (char.IsControl(c) && c is not ('\t' or '\r' or '\n'))
                    return "csv.control";
                if (!char.IsSurrogate(c))
                    continue;
                if (!char.IsHighSurrogate(c) || i + 1 == field.Length || !char.IsLowSurrogate(field[++i]))
                    return "csv.encoding";
            }
        }

        return length > CsvRecordReader.LongestRecord ? "csv.too_long" : null;
    }

    private static void Remark(List<string> remarks, string code)
    {
        if (!remarks.Contains(code))
            remarks.Add(code);
    }

    private static int Column(string reference)
    {
        var column = 0;
        foreach (var c in reference)
        {
            if (!char.IsAsciiLetter(c))
                break;
            column = (column * 26) + (char.ToUpperInvariant(c) - 'A' + 1);
            if (column > LastColumn)
                break;
        }

        return column == 0 ? throw ZipIndex.Damaged() : column;
    }

    private static int Parse(string number) => int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : throw ZipIndex.Damaged();
}
