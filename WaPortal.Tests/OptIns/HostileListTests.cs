using System.Text;
using WaPortal.Core.OptIns.Import;
using Xunit;

namespace WaPortal.Tests.OptIns;

/// <summary>Files that are damaged, odd or meant to do harm, as the verb answers them.</summary>
public sealed class HostileListTests
{
    private const string Header = "phone,name,opt_in,opt_in_at,source\n";

    private static string Row(int number, string name = "Ann") => FormattableString.Invariant($"+4477009002{number:00},{name},yes,2026-05-01T10:00:00Z,form\n");

    private static Task<string> CodesAsync(string text, params string[] options) => ImportCheck.CodesAsync(Encoding.UTF8.GetBytes(text), ".csv", options);

    [Fact]
    public async Task A_separator_line_may_name_the_tab() =>
        Assert.Equal("1/1", await CodesAsync("sep=\t\nphone\tname\topt_in\topt_in_at\tsource\n" + Row(1).Replace(',', '\t')));

    [Theory]
    [InlineData("sep=^\na^b\n", "refused file.header")]
    [InlineData("sep=;\n", "refused file.empty")]
    [InlineData("\uFEFF", "refused file.empty")]
    [InlineData("\uFEFF\n\r\n", "refused file.empty")]
    [InlineData("phone,opt_in\n", "0/0")]
    [InlineData("name,opt_in\nAnn,yes\n", "refused file.no_phone")]
    [InlineData("phone,\"opt_in\n", "refused file.header")]
    [InlineData("phone,opt\u0001in\n", "refused file.header")]
    public async Task What_begins_a_list_is_looked_at(string text, string codes) => Assert.Equal(codes, await CodesAsync(text));

    [Theory]
    [InlineData("phone;name, first;opt_in;opt_in_at;source", ";")]
    [InlineData("phone;name, first", ";")]
    [InlineData("\"phone, mobile or not, as you like\"|phone", "|")]
    [InlineData("phone", ",")]
    public async Task The_delimiter_is_the_one_that_parts_the_names(string header, string delimiter) =>
        Assert.Equal(delimiter, (string?)(await ImportCheck.RunAsync(Encoding.UTF8.GetBytes(header + "\n"))).Json!["delimiter"]);

    [Fact]
    public async Task A_second_mark_and_marks_inside_the_file_are_no_text() =>
        Assert.Equal("2/2", await ImportCheck.CodesAsync([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes("\uFEFF" + Header + Row(1) + "\uFEFF" + Row(2))]));

    [Theory]
    [InlineData("utf-32")]
    [InlineData("utf-32BE")]
    public async Task Utf_32_asks_for_another_encoding(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        Assert.Equal("refused file.encoding", await ImportCheck.CodesAsync([.. encoding.GetPreamble(), .. encoding.GetBytes(Header + Row(1))]));
    }

    [Fact]
    public async Task A_header_in_another_encoding_asks_for_it()
    {
        var bytes = Encoding.Latin1.GetBytes("Teléfono,opt_in,opt_in_at,source\n+447700900201,yes,2026-05-01,Málaga\n");
        Assert.Equal("refused file.encoding", await ImportCheck.CodesAsync(bytes));
        Assert.Equal("1/1", await ImportCheck.CodesAsync(bytes, ".csv", "--encoding", "windows-1252"));
    }

    [Fact]
    public async Task Half_a_character_at_the_end_of_a_utf_16_file_costs_its_record()
    {
        byte[] bytes = [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Header + Row(1) + Row(2).TrimEnd()), 0x41];
        Assert.Equal("2/1 3:csv.encoding", await ImportCheck.CodesAsync(bytes));
        byte[] lone = [.. Encoding.BigEndianUnicode.GetPreamble(), .. Encoding.BigEndianUnicode.GetBytes(Header + Row(1, "A")), 0xD8, 0x00, .. Encoding.BigEndianUnicode.GetBytes(Row(2))];
        Assert.Equal("2/1 3:csv.encoding", await ImportCheck.CodesAsync(lone));
    }

    [Fact]
    public async Task Overlong_and_surrogate_bytes_are_no_utf_8()
    {
        byte[][] bad = [[0xC0, 0xAC], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82]];
        foreach (var bytes in bad)
            Assert.Equal("2/1 2:csv.encoding", await ImportCheck.CodesAsync([.. Encoding.UTF8.GetBytes(Header + "+447700900201,A"), .. bytes, .. Encoding.UTF8.GetBytes(",yes,2026-05-01,form\n" + Row(2))]));
    }

    [Fact]
    public async Task A_record_over_several_lines_with_a_control_character_is_one_rejected_record() =>
        Assert.Equal("2/1 2:csv.control", await CodesAsync(Header + Row(1, "\"A\nb\u0007\nc\"") + Row(2)));

    [Theory]
    [InlineData("\u0000")]
    [InlineData("\u001A")]
    [InlineData("\u007F")]
    [InlineData("\u0085")]
    public async Task Control_characters_cost_their_record(string control) =>
        Assert.Equal("2/1 2:csv.control", await CodesAsync(Header + Row(1, "A" + control) + Row(2)));

    [Fact]
    public async Task A_quote_left_open_at_the_end_of_the_file_costs_one_record() =>
        Assert.Equal("3/2 4:csv.unclosed_quote", await CodesAsync(Header + Row(1) + Row(2) + "+447700900203,\"Ann,yes,2026-05-01,form"));

    [Fact]
    public async Task Every_record_with_an_odd_quote_is_named_and_none_is_lost() =>
        Assert.Equal("5/3 3:csv.quote 5:csv.unclosed_quote", await CodesAsync(Header + Row(1) + Row(2, "\"B") + Row(3) + Row(4, "\"D") + Row(5)));

    [Fact]
    public async Task Letters_are_counted_as_people_count_them()
    {
        Assert.Equal("1/1", await CodesAsync(Header + Row(1, string.Concat(Enumerable.Repeat("🎂", 1000)))));
        Assert.Equal("1/0 2:csv.field_too_long", await CodesAsync(Header + Row(1, string.Concat(Enumerable.Repeat("🎂", 1001)))));
        Assert.Equal("1/1", await CodesAsync("phone,note,opt_in,opt_in_at,source\n" + Row(1, new string('x', 4000))));
        Assert.Equal("1/0 2:csv.field_too_long", await CodesAsync("phone,note,opt_in,opt_in_at,source\n" + Row(1, new string('x', 4001))));
    }

    [Fact]
    public async Task Headers_may_be_empty_or_stand_twice_but_not_be_a_thousand_and_one()
    {
        Assert.Equal("1/1", await CodesAsync("phone,shop,opt_in,opt_in_at,source,shop,,phone\n+447700900201,a,yes,2026-05-01,form,b,c,x\n"));
        Assert.Equal("refused file.header", await CodesAsync("phone" + new string(',', 1000) + "\n"));
        Assert.Equal("0/0", await CodesAsync("phone" + new string(',', 999) + "\n"));
        Assert.Equal("refused file.header", await CodesAsync("phone," + new string('x', 1001) + "\n"));
    }

    [Theory]
    [InlineData("''+447700900201", "1/0 2:phone.not_a_number")]
    [InlineData("'+447700900201", "1/1")]
    [InlineData("'07700900201", "1/1")]
    [InlineData("+44 (0)7700 900201", "1/1")]
    [InlineData("4.477E+11", "1/0 2:phone.damaged")]
    [InlineData("4477OO900201", "1/0 2:phone.not_a_number")]
    [InlineData("+999 1234 5678", "1/0 2:phone.unknown_country")]
    [InlineData("+44 7700 900201 / +44 7700 900202", "1/0 2:phone.not_a_number")]
    [InlineData("﹢447700900201", "1/0 2:phone.not_a_number")]
    public async Task Numbers_are_read_as_the_rules_say(string phone, string codes) =>
        Assert.Equal(codes, await CodesAsync(Header + phone + ",Ann,yes,2026-05-01,form\n", "--region", "GB"));

    [Theory]
    [InlineData("SI\u0301", "1/1")] // "í" as two characters
    [InlineData("\u00A0Yes ", "1/1")]
    [InlineData("maybe", "1/0 2:consent.choice")]
    [InlineData("", "1/0 2:consent.no_choice")]
    public async Task A_choice_is_yes_or_no(string choice, string codes) =>
        Assert.Equal(codes, await CodesAsync(Header + $"+447700900201,Ann,{choice},2026-05-01,form\n"));

    [Theory]
    [InlineData("people.csv", "PK\u0003\u0004 ", "refused file.type")]
    [InlineData("people.xlsx", "phone,opt_in\n", "refused file.type")]
    [InlineData("people.csv", "\u00D0\u00CF\u0011\u00E0\u00A1\u00B1", "refused file.type")]
    [InlineData("people.xlsx", "\u00D0\u00CF\u0011\u00E0\u00A1\u00B1", "refused file.type")]
    [InlineData("people.csv", "MZ\u0090\u0000\u0003", "refused file.type")]
    [InlineData("people.csv", "%PDF-1.7", "refused file.type")]
    [InlineData("people.txt", "\u001F\u008B\u0008\u0000", "refused file.type")]
    [InlineData("people.csv", "MZone,phone\nx,+447700900201\n", "1/0 2:consent.no_choice")]
    public async Task What_a_file_is_its_content_says(string name, string latin1, string codes) =>
        Assert.Equal(codes, await ImportCheck.CodesAsync(Encoding.Latin1.GetBytes(latin1), Path.GetExtension(name)));

    [Fact]
    public async Task A_call_that_is_not_understood_says_so_and_a_missing_file_too()
    {
        Assert.Equal(2, (await ImportCheck.RunAsync([], ".csv", "--region", "ZZ")).Exit);
        Assert.Equal(2, (await ImportCheck.RunAsync([], ".csv", "--zone", "Moon/Crater")).Exit);
        Assert.Equal(2, (await ImportCheck.RunAsync([], ".csv", "--map", "a=nothing")).Exit);
        Assert.Equal(2, (await ImportCheck.RunAsync("/nowhere/list.csv")).Exit);
        Assert.Equal(1, (await ImportCheck.RunAsync([])).Exit);
        Assert.Equal(0, (await ImportCheck.RunAsync(Encoding.UTF8.GetBytes(Header))).Exit);
    }

    [Fact]
    public async Task A_record_that_is_wrong_as_a_whole_names_no_column()
    {
        var rejected = (await ImportCheck.RunAsync(Encoding.UTF8.GetBytes(Header + "+447700900201,\"A\"b,yes,2026-05-01,form\n"))).Json!["rejected"]![0]!.AsObject();
        Assert.Equal(["line", "column", "code", "message"], rejected.Select(p => p.Key));
        Assert.Null(rejected["column"]);
    }

    [Fact]
    public async Task Columns_can_be_named_by_hand()
    {
        const string text = "a,b,c,d\n+447700900201,yes,2026-05-01,form\n";
        Assert.Equal("1/1", await CodesAsync(text, "--map", "a=phone", "--map", "b=opt_in", "--map", "c=opt_in_at", "--map", "d=proof_ref"));
        Assert.Equal("refused plan.column", await CodesAsync(text, "--map", "z=phone"));
    }

    [Fact]
    public async Task A_line_of_a_gigabyte_is_read_past_in_little_memory()
    {
        // A quarter of that here; nothing depends on the rest.
        const int mebibytes = 256;
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".csv");
        try
        {
            await using (var file = File.Create(path))
            {
                await file.WriteAsync(Encoding.UTF8.GetBytes(Header + Row(1)));
                var block = Encoding.UTF8.GetBytes(new string('x', 1024 * 1024));
                for (var i = 0; i < mebibytes; i++)
                    await file.WriteAsync(block);
                await file.WriteAsync(Encoding.UTF8.GetBytes("\n" + Row(2)));
            }

            var before = GC.GetAllocatedBytesForCurrentThread();
            await using var list = File.OpenRead(path);
            using var reader = ImportReader.Open(list).Reader!;
            var records = new List<ListRecord>();
            while (reader.Next() is { } record)
                records.Add(record);
            Assert.Equal([(2, null), (3, "csv.too_long"), (4, null)], records.Select(r => (r.Line, r.Fault)));
            // All that this thread ever allocated, not only what was in use at once; other tests allocate meanwhile.
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64L * 1024 * 1024);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
