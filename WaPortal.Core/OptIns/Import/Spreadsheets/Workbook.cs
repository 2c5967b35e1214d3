namespace WaPortal.Core.OptIns.Import.Spreadsheets;

/// <summary>One sheet of a workbook that holds cells.</summary>
internal sealed record WorkbookSheet(string Name, bool IsVisible, string Part);

/// <summary>
/// An Office Open XML workbook: its sheets, whether it counts days from 1900 or 1904, and nothing that runs or reaches outside.
/// Names are compared without their namespaces, so that the strict form of the format is read as well.
/// </summary>
/// <remarks>Format: ECMA-376 parts 1 and 2.</remarks>
internal sealed class Workbook
{
    private const int MostSheets = 1000;

    // What the types of relationships and contents end with when they run code, reach outside or carry other files.
    private static readonly string[] Active =
    [
        "vbaproject", "externallink", "externallinkpath", "oleobject", "package", "activexcontrol", "activexcontrolbinary", "control", "xlmacrosheet", "xlintlmacrosheet",
        "attachedtoolbars", "dialogsheet",
    ];

    private readonly ZipIndex _zip;
    private readonly WorkbookStyles _styles;
    private readonly string? _strings;
    private readonly bool _from1904;

    private Workbook(ZipIndex zip, string main)
    {
        _zip = zip;
        var related = Relationships(main);
        var parts = related.ToDictionary(r => r.Id, StringComparer.Ordinal);
        var sheets = new List<WorkbookSheet>();
        foreach (var xml in SheetXml.Elements(Part(main)))
        {
            if (xml.LocalName == "workbookPr")
                _from1904 = xml.GetAttribute("date1904") is "1" or "true";
            if (xml.LocalName != "sheet" || sheets.Count >= MostSheets)
                continue;
            var id = xml.GetAttribute("id", "http://schemas.openxmlformats.org/officeDocument/2006/relationships")
                     ?? xml.GetAttribute("id", "http://purl.oclc.org/ooxml/officeDocument/relationships");
            if (id is not null && parts.TryGetValue(id, out var part) && part.Type == "worksheet")
                sheets.Add(new WorkbookSheet(xml.GetAttribute("name") ?? "", xml.GetAttribute("state") is null or "visible", part.Target));
        }

        Sheets = sheets;
        _strings = related.FirstOrDefault(r => r.Type == "sharedstrings")?.Target;
        _styles = related.FirstOrDefault(r => r.Type == "styles")?.Target is { } styles && zip.Find(styles) is not null ? WorkbookStyles.Read(Part(styles)) : WorkbookStyles.None;
    }

    /// <summary>In their order; charts are not among them.</summary>
    public IReadOnlyList<WorkbookSheet> Sheets { get; }

    /// <exception cref="UnreadableListException">It is no workbook, damaged, hostile or holds what runs.</exception>
    public static Workbook Open(Stream stream)
    {
        var zip = ZipIndex.Read(stream);
        RefuseActive(zip);
        zip.UnpackAll();
        var unread = new Workbook(zip);
        var main = unread.Relationships("").FirstOrDefault(r => r.Type == "officedocument")?.Target;
        if (main is null || !main.EndsWith(".xml", StringComparison.OrdinalIgnoreCase) || zip.Find(main) is null || !IsWorkbook(zip, main))
            throw new UnreadableListException(new ImportRefusal("file.type", "The file is a ZIP archive or another kind of document, not an Excel workbook (.xlsx)."));
        return new Workbook(zip, main);
    }

    /// <summary>The sheet of this name, or the first visible one.</summary>
    public WorkbookSheet Find(string? name)
    {
        var found = name is null
            ? Sheets.FirstOrDefault(s => s.IsVisible)
            : Sheets.FirstOrDefault(s => string.Equals(s.Name, name, StringComparison.OrdinalIgnoreCase));
        return found ?? throw new UnreadableListException(new ImportRefusal("file.sheet", name is null ? "The workbook has no visible sheet." : "The workbook has no sheet of this name."));
    }

    public SheetRecords Read(WorkbookSheet sheet)
    {
        var strings = _strings is null || _zip.Find(_strings) is null ? SharedStrings.None : SharedStrings.Read(Part(_strings));
        try
        {
            return new SheetRecords(SheetXml.Open(Part(sheet.Part)), strings, _styles, _from1904);
        }
        catch
        {
            strings.Dispose();
            throw;
        }
    }

    private Workbook(ZipIndex zip)
    {
        (_zip, _styles, Sheets) = (zip, WorkbookStyles.None, []);
    }

    private Stream Part(string name) => _zip.Find(name) is { } part ? _zip.Open(part) : throw ZipIndex.Damaged();

    private static bool IsWorkbook(ZipIndex zip, string main)
    {
        foreach (var xml in SheetXml.Elements(zip.Open(zip.Find(main)!)))
            return xml.LocalName == "workbook";
        return false;
    }

    private List<Relationship> Relationships(string source)
    {
        var slash = source.LastIndexOf('/');
        var folder = slash < 0 ? "" : source[..(slash + 1)];
        var found = new List<Relationship>();
        if (_zip.Find($"{folder}_rels/{source[(slash + 1)..]}.rels") is not { } part)
            return found;
        foreach (var xml in SheetXml.Elements(_zip.Open(part)))
        {
            if (xml.LocalName != "Relationship" || xml.GetAttribute("Id") is not { } id || xml.GetAttribute("Target") is not { } target)
                continue;
            if (xml.GetAttribute("TargetMode") != "External" && !found.Exists(r => r.Id == id) && found.Count < MostSheets)
                found.Add(new Relationship(id, Last(xml.GetAttribute("Type")), Resolve(folder, target)));
        }

        return found;
    }

    // By names and by declared types: either alone can be disguised.
    private static void RefuseActive(ZipIndex zip)
    {
        foreach (var part in zip.Parts)
        {
            var name = part.Name.ToLowerInvariant();
            if (name.Contains("vbaproject", StringComparison.Ordinal) || name.Contains("/externallinks/", StringComparison.Ordinal) || name.Contains("/embeddings/", StringComparison.Ordinal)
                || name.Contains("/activex/", StringComparison.Ordinal) || name.Contains("/macrosheets/", StringComparison.Ordinal) || name.Contains("/dialogsheets/", StringComparison.Ordinal))
                throw ActiveContent();
            if (!name.EndsWith(".rels", StringComparison.Ordinal))
                continue;
            foreach (var xml in SheetXml.Elements(zip.Open(part)))
            {
                if (xml.LocalName == "Relationship" && Active.Contains(Last(xml.GetAttribute("Type"))))
                    throw ActiveContent();
            }
        }

        if (zip.Find("[Content_Types].xml") is not { } types)
            return;
        foreach (var xml in SheetXml.Elements(zip.Open(types)))
        {
            // A default names what could be there, an override what is.
            if (xml.LocalName != "Override" || xml.GetAttribute("ContentType") is not { } type)
                continue;
            if (type.Contains("macroEnabled", StringComparison.OrdinalIgnoreCase) || type.Contains("vbaProject", StringComparison.OrdinalIgnoreCase)
                || type.Contains("externalLink", StringComparison.OrdinalIgnoreCase) || type.Contains("oleObject", StringComparison.OrdinalIgnoreCase)
                || type.Contains("activeX", StringComparison.OrdinalIgnoreCase) || type.Contains("macrosheet", StringComparison.OrdinalIgnoreCase))
                throw ActiveContent();
        }
    }

    private static string Last(string? type) => (type ?? "")[((type ?? "").LastIndexOf('/') + 1)..].ToLowerInvariant();

    private static string Resolve(string folder, string target)
    {
        var segments = new List<string>();
        var path = target.StartsWith('/') ? target[1..] : folder + target;
        foreach (var segment in path.Split('/'))
        {
            if (segment == "..")
            {
                if (segments.Count == 0)
                    throw ZipIndex.Unsafe("holds parts with names that lead elsewhere");
                segments.RemoveAt(segments.Count - 1);
            }
            else if (segment is not ("." or ""))
            {
                segments.Add(segment);
            }
        }

        return string.Join('/', segments);
    }

    private static UnreadableListException ActiveContent() => new(new ImportRefusal(
        "file.active", "The workbook holds macros, links to other files or embedded objects. Save the list as a plain workbook (.xlsx) or as CSV (UTF-8) and upload that."));

    private sealed record Relationship(string Id, string Type, string Target);
}
