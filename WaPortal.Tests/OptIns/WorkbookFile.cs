using System.IO.Compression;
using System.Security;
using System.Text;

namespace WaPortal.Tests.OptIns;

/// <summary>Makes workbooks part by part, the whole ones and the hostile ones.</summary>
internal sealed class WorkbookFile
{
    private const string Relations = "http://schemas.openxmlformats.org/package/2006/relationships";
    private const string Types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    public Dictionary<string, byte[]> Parts { get; } = new(StringComparer.Ordinal);

    public string this[string part]
    {
        set => Parts[part] = Encoding.UTF8.GetBytes(value);
    }

    /// <summary>One visible sheet with these rows as they stand in <c>sheetData</c>.</summary>
    public static WorkbookFile With(string rows, string[]? strings = null, string properties = "", string after = "")
    {
        var file = new WorkbookFile
        {
            ["[Content_Types].xml"] = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>",
            ["_rels/.rels"] = Relationships(("1", "officeDocument", "xl/workbook.xml")),
            ["xl/_rels/workbook.xml.rels"] = Relationships(("1", "worksheet", "worksheets/sheet1.xml"), ("2", "styles", "/xl/styles.xml"), ("3", "sharedStrings", "sharedStrings.xml")),
            ["xl/workbook.xml"] = Book(properties, ("Kunden", "visible", "1")),
            // Formats 0: plain, 1: date, 2: date and time of its own, 3: a number with a d in quotes.
            ["xl/styles.xml"] = $"<styleSheet xmlns=\"{Main}\"><numFmts><numFmt numFmtId=\"164\" formatCode=\"[$-407]dd/mm/yyyy\\ hh:mm\"/><numFmt numFmtId=\"165\" formatCode=\"0&quot; days&quot;\"/></numFmts>"
                                + "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf numFmtId=\"165\"/></cellXfs></styleSheet>",
            ["xl/sharedStrings.xml"] = $"<sst xmlns=\"{Main}\">{string.Concat((strings ?? []).Select(s => $"<si><t xml:space=\"preserve\">{SecurityElement.Escape(s)}</t></si>"))}</sst>",
            ["xl/worksheets/sheet1.xml"] = Sheet(rows, after),
        };
        return file;
    }

    public static string Book(string properties, params (string Name, string State, string Id)[] sheets) =>
        $"<workbook xmlns=\"{Main}\" xmlns:r=\"{Types}\">{properties}<sheets>{string.Concat(sheets.Select((s, i) => $"<sheet name=\"{s.Name}\" sheetId=\"{i + 1}\" state=\"{s.State}\" r:id=\"{s.Id}\"/>"))}</sheets></workbook>";

    public static string Sheet(string rows, string after = "") => $"<worksheet xmlns=\"{Main}\"><sheetData>{rows}</sheetData>{after}</worksheet>";

    public static string Relationships(params (string Id, string Type, string Target)[] parts) =>
        $"<Relationships xmlns=\"{Relations}\">{string.Concat(parts.Select(p => $"<Relationship Id=\"{p.Id}\" Type=\"{Types}/{p.Type}\" Target=\"{p.Target}\"/>"))}</Relationships>";

    /// <summary>A row of texts in the cells themselves.</summary>
    public static string Row(int number, params string[] cells) =>
        FormattableString.Invariant($"<row r=\"{number}\">") + string.Concat(cells.Select((c, i) => $"<c r=\"{(char)('A' + i)}{number}\" t=\"inlineStr\"><is><t>{SecurityElement.Escape(c)}</t></is></c>")) + "</row>";

    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in Parts)
            {
                using var part = zip.CreateEntry(name, CompressionLevel.Optimal).Open();
                part.Write(bytes);
            }
        }

        return stream.ToArray();
    }
}
