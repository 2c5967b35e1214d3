using System.Buffers.Binary;
using System.Text;
using WaPortal.Core.OptIns.Import;
using Xunit;

namespace WaPortal.Tests.OptIns;

public sealed class WorkbookTests
{
    private static readonly string[] Names = ["phone", "name", "opt_in", "opt_in_at", "source"];

    private static readonly string Header = WorkbookFile.Row(1, Names);

    private static string Good(int row) => WorkbookFile.Row(row, FormattableString.Invariant($"+4477009002{row:00}"), "Ann", "yes", "2026-05-01T10:00:00Z", "form");

    private static Task<string> CodesAsync(WorkbookFile file, params string[] options) => ImportCheck.CodesAsync(file.ToBytes(), ".xlsx", options);

    private static List<ListRecord> Records(WorkbookFile file, string? sheet = null)
    {
        using var stream = new MemoryStream(file.ToBytes());
        using var reader = ImportReader.Open(stream, new ImportOpening(Sheet: sheet)).Reader!;
        var records = new List<ListRecord>();
        while (reader.Next() is { } record)
            records.Add(record);
        return records;
    }

    [Fact]
    public async Task A_workbook_is_checked_like_a_text_file_and_lines_are_its_rows()
    {
        var (exit, json, _) = await ImportCheck.RunAsync(WorkbookFile.With(Header + Good(2) + WorkbookFile.Row(4, "nobody", "x", "yes", "2026-05-01", "form") + Good(9)).ToBytes(), ".xlsx");
        Assert.Equal(0, exit);
        Assert.Equal(("xlsx", "Kunden", 3, 2), ((string?)json!["encoding"], (string?)json["sheet"], (int)json["records"]!, (int)json["accepted"]!));
        Assert.Equal(4, (int)json["rejected"]![0]!["line"]!);
    }

    [Fact]
    public void Shared_rich_inline_and_computed_texts_are_read_and_escapes_undone()
    {
        var file = WorkbookFile.With(
            Header + """<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c><c r="C2" t="b"><v>1</v></c><c r="D2" t="str"><f>NOW()</f><v>2026-05-01</v></c><c r="E2" t="inlineStr"><is><r><t>A</t></r><r><t>_x000D_b</t></r><rPh><t>no</t></rPh></is></c></row>""",
            ["+447700900201", " Zoë_x0041_ "]);
        var record = Assert.Single(Records(file));
        Assert.Equal(["+447700900201", " ZoëA ", "true", "2026-05-01", "A\rb"], record.Fields);
        Assert.Equal(["xlsx.formula"], record.Remarks);
    }

    [Theory]
    [InlineData("", "<v>46143.4375</v>", 2, "2026-05-01T10:30:00")]
    [InlineData("", "<v>46143</v>", 1, "2026-05-01")]
    [InlineData("<workbookPr date1904=\"1\"/>", "<v>44681</v>", 1, "2026-05-01")]
    [InlineData("", "<v>59</v>", 1, "1900-02-28")]
    [InlineData("", "<v>61</v>", 1, "1900-03-01")]
    [InlineData("", "<v>46143</v>", 3, "46143")]
    [InlineData("", "<v>4.477009002E11</v>", 0, "447700900200")]
    [InlineData("", "<v>1.5</v>", 0, "1.5")]
    [InlineData("", "<v>4.4770090020112345E+17</v>", 0, "4.4770090020112345E+17")]
    public void Numbers_keep_their_digits_and_dates_follow_the_calendar_of_the_workbook(string properties, string value, int style, string text)
    {
        var file = WorkbookFile.With($"{WorkbookFile.Row(1, "phone", "at")}<row r=\"2\"><c r=\"A2\" t=\"str\"><v>x</v></c><c r=\"B2\" s=\"{style}\">{value}</c></row>", properties: properties);
        Assert.Equal(text, Assert.Single(Records(file)).Fields[1]);
    }

    [Fact]
    public async Task A_number_cell_is_a_phone_number_and_scientific_text_is_damaged()
    {
        const string rest = "<c r=\"C{0}\" t=\"b\"><v>1</v></c><c r=\"D{0}\" s=\"2\"><v>46143.5</v></c><c r=\"E{0}\" t=\"inlineStr\"><is><t>form</t></is></c></row>";
        var file = WorkbookFile.With(Header
            + "<row r=\"2\"><c r=\"A2\"><v>447700900201</v></c>" + rest.Replace("{0}", "2", StringComparison.Ordinal)
            + "<row r=\"3\"><c r=\"A3\"><v>7700900202</v></c>" + rest.Replace("{0}", "3", StringComparison.Ordinal)
            + "<row r=\"4\"><c r=\"A4\" t=\"str\"><v>4.477E+11</v></c>" + rest.Replace("{0}", "4", StringComparison.Ordinal)
            + "<row r=\"5\"><c r=\"A5\" t=\"e\"><v>#N/A</v></c>" + rest.Replace("{0}", "5", StringComparison.Ordinal));
        Assert.Equal("4/2 4:phone.damaged 5:phone.empty", await CodesAsync(file, "--region", "GB", "--zone", "Europe/London"));
    }

    [Fact]
    public async Task Missing_cells_are_empty_cells_beyond_the_header_are_too_many()
    {
        var file = WorkbookFile.With(Header
            + "<row r=\"2\"><c r=\"A2\" t=\"str\"><v>+447700900201</v></c><c r=\"C2\" t=\"str\"><v>yes</v></c><c r=\"D2\" t=\"str\"><v>2026-05-01</v></c><c r=\"E2\" t=\"str\"><v>form</v></c><c r=\"F2\"/><c r=\"G2\" t=\"str\"><v></v></c></row>"
            + "<row r=\"3\"/>" + WorkbookFile.Row(4, "+447700900202", "B", "yes", "2026-05-01", "form", "more"));
        Assert.Equal("2/1 4:csv.columns", await CodesAsync(file));
    }

    [Fact]
    public async Task Titles_over_the_header_are_left_out_and_a_merged_header_keeps_its_columns()
    {
        var merged = WorkbookFile.With(
            WorkbookFile.Row(1, "Customers of 2026") + WorkbookFile.Row(3, "phone", "name", "", "opt_in", "opt_in_at", "source") + WorkbookFile.Row(4, "+447700900201", "Ann", "Hart", "yes", "2026-05-01", "form"),
            after: "<mergeCells><mergeCell ref=\"A1:F1\"/><mergeCell ref=\"B3:C3\"/></mergeCells>");
        Assert.Equal("1/1", await CodesAsync(merged));
        Assert.Equal("2/0 2:consent.no_choice 3:consent.no_choice",
            await CodesAsync(WorkbookFile.With(WorkbookFile.Row(1, "phone") + WorkbookFile.Row(2, "+447700900201") + WorkbookFile.Row(3, "+447700900202"))));
        Assert.Equal("refused file.empty", await CodesAsync(WorkbookFile.With("")));
    }

    [Fact]
    public async Task The_first_visible_sheet_is_read_or_the_one_that_is_named()
    {
        var file = WorkbookFile.With(Header + Good(2));
        file["xl/workbook.xml"] = WorkbookFile.Book("", ("Old", "hidden", "1"), ("Deep", "veryHidden", "1"), ("New", "visible", "4"), ("More", "visible", "5"));
        file["xl/_rels/workbook.xml.rels"] = WorkbookFile.Relationships(
            ("1", "worksheet", "worksheets/sheet1.xml"), ("4", "worksheet", "worksheets/sheet2.xml"), ("5", "worksheet", "worksheets/sheet1.xml"), ("6", "chartsheet", "chartsheets/sheet1.xml"));
        file["xl/worksheets/sheet2.xml"] = WorkbookFile.Sheet(Header + Good(2) + Good(3));
        Assert.Equal("2/2", await CodesAsync(file));
        Assert.Equal("1/1", await CodesAsync(file, "--sheet", "more"));
        Assert.Equal("refused file.sheet", await CodesAsync(file, "--sheet", "Nowhere"));
        file["xl/workbook.xml"] = WorkbookFile.Book("", ("Old", "hidden", "1"));
        Assert.Equal("refused file.sheet", await CodesAsync(file));
    }

    [Fact]
    public void The_strict_form_of_the_format_is_read_too()
    {
        var file = WorkbookFile.With(Header + Good(2));
        foreach (var (name, bytes) in file.Parts.ToList())
        {
            file[name] = Encoding.UTF8.GetString(bytes).Replace("http://schemas.openxmlformats.org/officeDocument/2006/relationships", "http://purl.oclc.org/ooxml/officeDocument/relationships", StringComparison.Ordinal)
                .Replace("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main", StringComparison.Ordinal);
        }

        Assert.Equal("+447700900202", Assert.Single(Records(file)).Fields[0]);
    }

    [Theory]
    [InlineData("xl/vbaProject.bin", "x", "refused file.active")]
    [InlineData("xl/externalLinks/externalLink1.xml", "<x/>", "refused file.active")]
    [InlineData("xl/embeddings/oleObject1.bin", "x", "refused file.active")]
    [InlineData("xl/worksheets/_rels/sheet1.xml.rels", "<Relationships><Relationship Id=\"1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/oleObject\" Target=\"../media/image1.png\"/></Relationships>", "refused file.active")]
    [InlineData("[Content_Types].xml", "<Types><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.ms-excel.sheet.macroEnabled.main+xml\"/></Types>", "refused file.active")]
    [InlineData("xl/worksheets/_rels/sheet1.xml.rels", "<Relationships><Relationship Id=\"1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink\" Target=\"mailto:a@example.com\" TargetMode=\"External\"/></Relationships>", "1/1")]
    [InlineData("../evil.xml", "x", "refused file.unsafe")]
    [InlineData("/xl/evil.xml", "x", "refused file.unsafe")]
    [InlineData("xl\\evil.xml", "x", "refused file.unsafe")]
    [InlineData("c:/evil.xml", "x", "refused file.unsafe")]
    [InlineData("xl/sharedStrings.xml", "<!DOCTYPE sst [<!ENTITY a \"aaaa\">]><sst><si><t>&a;</t></si></sst>", "refused file.unsafe")]
    [InlineData("xl/sharedStrings.xml", "<sst><si>", "refused file.damaged")]
    [InlineData("xl/workbook.xml", "<document/>", "refused file.type")]
    [InlineData("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row r=\"1\"><c t=\"inlineStr\"><is><t>phone</t></is></c></row><row r=\"2\"", "refused file.damaged")]
    [InlineData("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row r=\"5\"><c><v>1</v></c></row><row r=\"4\"><c><v>1</v></c></row></sheetData></worksheet>", "refused file.damaged")]
    [InlineData("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row r=\"1\"><c t=\"s\"><v>7</v></c></row></sheetData></worksheet>", "refused file.damaged")]
    [InlineData("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row r=\"1\"><c r=\"ZZZZ1\"><v>7</v></c></row></sheetData></worksheet>", "refused file.damaged")]
    public async Task Parts_that_do_harm_are_refused(string part, string text, string codes)
    {
        var file = WorkbookFile.With(Header + Good(2));
        file[part] = text;
        Assert.Equal(codes, await CodesAsync(file));
    }

    [Fact]
    public async Task Deep_nesting_long_tags_and_broken_letters_are_no_way_in()
    {
        Assert.Equal("refused file.damaged", await CodesAsync(WorkbookFile.With(string.Concat(Enumerable.Repeat("<row>", 10_000)))));
        var random = new Random(1);
        var noise = new string([.. Enumerable.Range(0, 400_000).Select(_ => (char)random.Next('a', 'z' + 1))]);
        Assert.Equal("refused file.damaged", await CodesAsync(WorkbookFile.With(Header + $"<row r=\"2\"><c r=\"A2\" x=\"{noise}\"/></row>")));
        Assert.Equal("2/1 3:csv.encoding", await CodesAsync(WorkbookFile.With(Header + Good(2) + WorkbookFile.Row(3, "+447700900201", "_xD800_", "yes", "2026-05-01", "form"))));
        Assert.Equal("2/1 3:csv.control", await CodesAsync(WorkbookFile.With(Header + Good(2) + WorkbookFile.Row(3, "+447700900201", "_x0001_", "yes", "2026-05-01", "form"))));
    }

    [Fact]
    public async Task Bombs_are_refused_in_parts_that_nobody_reads_too()
    {
        var ratio = WorkbookFile.With(Header + Good(2));
        ratio.Parts["xl/media/image1.png"] = new byte[10 * 1024 * 1024];
        Assert.Equal("refused file.unsafe", await CodesAsync(ratio));
        var parts = WorkbookFile.With(Header + Good(2));
        for (var i = 0; i < 1000; i++)
            parts[FormattableString.Invariant($"xl/media/{i}.xml")] = "<x/>";
        Assert.Equal("refused file.unsafe", await CodesAsync(parts));
    }

    [Fact]
    public async Task An_index_that_lies_about_a_size_is_found_while_unpacking()
    {
        var file = WorkbookFile.With(Header + Good(2));
        file.Parts["xl/media/image1.png"] = new byte[100_000];
        var bytes = file.ToBytes();
        var at = bytes.AsSpan().IndexOf(BitConverter.GetBytes(100_000));
        while (at >= 0)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), 1000);
            at = bytes.AsSpan().IndexOf(BitConverter.GetBytes(100_000));
        }

        Assert.StartsWith("refused file.", await ImportCheck.CodesAsync(bytes, ".xlsx"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cut_or_scrambled_workbook_is_refused_and_never_breaks_the_reader()
    {
        var bytes = WorkbookFile.With(Header + Good(2), ["a", "b"]).ToBytes();
        for (var length = 4; length < bytes.Length; length += 97)
            Assert.StartsWith("refused file.", await ImportCheck.CodesAsync(bytes[..length], ".xlsx"), StringComparison.Ordinal);
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var scrambled = bytes.ToArray();
            for (var i = 0; i < 8; i++)
                scrambled[random.Next(4, bytes.Length)] = (byte)random.Next(256);
            Assert.NotEmpty(await ImportCheck.CodesAsync(scrambled, ".xlsx"));
        }
    }

    [Fact]
    public void Texts_beyond_what_memory_should_hold_come_from_a_file()
    {
        var strings = Enumerable.Range(0, 500_003).Select(i => FormattableString.Invariant($"t{i}")).ToArray();
        strings[500_001] = "Łukasz 🎂";
        var file = WorkbookFile.With("<row r=\"1\"><c t=\"s\"><v>0</v></c><c t=\"s\"><v>500000</v></c></row><row r=\"2\"><c t=\"s\"><v>500001</v></c><c t=\"s\"><v>500002</v></c></row>", strings);
        Assert.Equal(["Łukasz 🎂", "t500002"], Assert.Single(Records(file)).Fields);
    }
}
