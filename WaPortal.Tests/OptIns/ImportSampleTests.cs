using System.Text.Json.Nodes;
using WaPortal.Core.OptIns.Import;
using WaPortal.Tests.Data;
using WaPortal.Verbs;
using Xunit;

namespace WaPortal.Tests.OptIns;

public sealed class ImportSampleTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("01_comma_clean.csv", "", ",", 40, 40)]
    [InlineData("02_semicolon_bom_de.csv", "--region DE --zone Europe/Berlin --dates dmy", ";", 30, 30)]
    [InlineData("03_quoted_newlines.csv", "", ",", 15, 15)]
    [InlineData("04_in_and_out.csv", "", ",", 25, 20)]
    [InlineData("05_some_invalid.csv", "--region GB", ",", 12, 4)]
    [InlineData("06_duplicates_tab.tsv", "", "\t", 16, 12)]
    public async Task The_samples_come_out_as_they_should(string file, string options, string delimiter, int records, int accepted)
    {
        var result = await CheckAsync(ImportFixtures.Path(file), options);
        Assert.Equal("utf-8", (string?)result["encoding"]);
        Assert.Equal(delimiter, (string?)result["delimiter"]);
        Assert.Equal(records, (int)result["records"]!);
        Assert.Equal(accepted, (int)result["accepted"]!);
        Assert.Equal(records, accepted + result["rejected"]!.AsArray().Count + result["duplicates"]!.AsArray().Count);
    }

    [Fact]
    public async Task Each_bad_row_is_rejected_for_its_own_reason()
    {
        var result = await CheckAsync(ImportFixtures.Path("05_some_invalid.csv"), "--region GB");
        var found = result["rejected"]!.AsArray().Select(r => $"{r!["line"]} {r["column"]} {r["code"]}");
        Assert.Equal(
            [
                "5 phone phone.not_valid", "6 phone phone.not_a_number", "7 phone phone.empty", "8 phone phone.damaged",
                "9 opt_in consent.no_choice", "10 opt_in_at consent.no_time", "11 source consent.no_proof", "12 opt_in_at consent.no_such_day",
            ], found);
    }

    [Fact]
    public async Task Later_rows_about_a_number_are_named_by_their_lines()
    {
        var duplicates = (await CheckAsync(ImportFixtures.Path("06_duplicates_tab.tsv"), ""))["duplicates"]!.AsArray();
        Assert.Equal([14, 15, 16, 17], duplicates.Select(d => (int)d!["line"]!));
        Assert.Equal([2, 5, 5, 9], duplicates.Select(d => (int)d!["firstLine"]!));
        var inAndOut = (await CheckAsync(ImportFixtures.Path("04_in_and_out.csv"), ""))["duplicates"]!.AsArray();
        Assert.Equal(5, inAndOut.Count(d => (bool)d!["optedOut"]!));
    }

    [Fact]
    public void Notes_keep_their_line_breaks_quotes_and_emoji()
    {
        var notes = ImportFixtures.Evaluate(ImportFixtures.Path("03_quoted_newlines.csv"), Now).OfType<ImportRow.Accepted>()
            .Select(r => r.Entry.Attributes.GetValueOrDefault("note")).ToList();
        Assert.Equal(["Called on Monday.\nWants mail too.", "Said \"yes, please\" at the fair, hall 3", null, "Likes 🎂 offers;\n\nnot before 10:00", "plain"], notes.Take(5));
    }

    [Fact]
    public async Task A_file_that_is_no_text_is_refused_by_its_content()
    {
        var file = Path.GetTempFileName() + ".csv";
        await File.WriteAllBytesAsync(file, [.. "PK\x03\x04"u8, 0, 0, 0, 0]);
        var result = await CheckAsync(file, "");
        File.Delete(file);
        Assert.Equal("file.type", (string?)result["refused"]!["code"]);
    }

    private static async Task<JsonNode> CheckAsync(string file, string options)
    {
        var output = new StringWriter();
        var verb = new ImportCheckVerb(new MovableClock(Now));
        await verb.RunAsync([file, .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)], TextReader.Null, output, TextWriter.Null, CancellationToken.None);
        return JsonNode.Parse(output.ToString())!;
    }
}
