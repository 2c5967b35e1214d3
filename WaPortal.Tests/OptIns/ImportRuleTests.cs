using System.Text;
using WaPortal.Core.Data.Exports;
using WaPortal.Core.OptIns.Import;
using Xunit;

namespace WaPortal.Tests.OptIns;

public sealed class ImportRuleTests
{
    private const string Header = "phone,name,opt_in,opt_in_at,source\n";
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    private static string Row(int number, string name = "Ann", string when = "2026-05-01T10:00:00Z", string choice = "yes") =>
        $"+4477009002{number:00},{name},{choice},{when},form\n";

    private static string Codes(string text, string zone = "Europe/London", DateOrder dates = DateOrder.IsoOnly) => Codes(ImportFixtures.Evaluate(text, Now, zone, dates));

    private static string Codes(IEnumerable<ImportRow> rows) => string.Join(' ', rows.Select(row => row switch
    {
        ImportRow.Accepted => $"{row.Line}:ok",
        ImportRow.Rejected rejected => $"{row.Line}:{rejected.Code}",
        ImportRow.Duplicate duplicate => $"{row.Line}:dup{duplicate.FirstLine}{(duplicate.Differs ? "!" : "")}",
        _ => throw new InvalidOperationException(),
    }));

    [Fact]
    public void An_unclosed_quote_costs_one_record() =>
        Assert.Equal("2:ok 3:csv.unclosed_quote 4:ok 5:ok", Codes(Header + Row(1) + Row(2, "\"Ben") + Row(3) + Row(4)));

    [Fact]
    public void A_stray_quote_that_meets_a_later_one_costs_one_record() =>
        Assert.Equal("2:csv.quote 3:ok 4:ok", Codes(Header + Row(1, "\"Ben") + Row(2, "\"Smith, Jo\"") + Row(3)));

    [Fact]
    public void A_quote_open_for_more_than_a_mebibyte_costs_one_record()
    {
        var many = string.Concat(Enumerable.Range(0, 30).Select(i => Row(i, new string('x', 900))));
        var text = Header + Row(40, "\"Ben") + string.Concat(Enumerable.Repeat(many, 45));
        var rows = ImportFixtures.Evaluate(text, Now, "UTC");
        Assert.Equal("csv.unclosed_quote", Assert.IsType<ImportRow.Rejected>(rows[0]).Code);
        Assert.Equal(1351, rows.Count);
        Assert.Equal(30, rows.OfType<ImportRow.Accepted>().Count());
    }

    [Fact]
    public void Text_after_a_closing_quote_and_a_quote_inside_text_are_rejected() =>
        Assert.Equal("2:csv.quote 3:csv.quote 4:ok", Codes(Header + Row(1, "\"Ben\" Smith") + Row(2, "Be\"n") + Row(3, "\"\"\"Ben\"\"\"")));

    [Fact]
    public void Line_ends_may_be_mixed_and_lines_are_counted_as_an_editor_does() =>
        Assert.Equal("2:ok 4:ok 7:ok 8:ok", Codes(Header.TrimEnd() + "\r" + Row(1).TrimEnd() + "\r\n\r\n" + Row(2, "\"two\r\nlines\rhere\"").TrimEnd() + "\r" + Row(3) + Row(4)));

    [Fact]
    public void Control_characters_wrong_columns_and_long_fields_are_rejected_and_blank_records_skipped() =>
        Assert.Equal("3:csv.control 4:csv.columns 5:csv.columns 6:csv.field_too_long 8:ok",
            Codes(Header + "\n" + Row(1, "B\u0001n") + "+447700900201,Ben,yes\n" + Row(3).TrimEnd() + ",more\n" + Row(4, new string('x', 1001)) + ",,,,\n" + Row(5, new string('x', 1000))));

    [Fact]
    public void A_row_with_bytes_that_are_no_text_is_rejected_and_nothing_is_replaced()
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(Header), .. Encoding.Latin1.GetBytes(Row(1, "Zo\u00EB")), .. Encoding.UTF8.GetBytes(Row(2, "Zoë"))];
        var rows = ImportFixtures.Evaluate(bytes, Now);
        Assert.Equal("2:csv.encoding 3:ok", Codes(rows));
        Assert.Equal("Zoë", Assert.IsType<ImportRow.Accepted>(rows[1]).Entry.Name);
    }

    [Fact]
    public void Windows_1252_is_read_only_when_it_was_chosen()
    {
        using var stream = new MemoryStream([.. Encoding.Latin1.GetBytes(Header + Row(1, "Zo\u00EB"))]);
        using var reader = ImportReader.Open(stream, new ImportOpening(ImportEncoding.Windows1252)).Reader!;
        Assert.Equal("Zoë", reader.Next()!.Fields[1]);
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void Utf_16_with_a_mark_is_read(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        Assert.Equal("2:ok", Codes(ImportFixtures.Evaluate([.. encoding.GetPreamble(), .. encoding.GetBytes(Header + Row(1, "Łukasz"))], Now)));
    }

    [Theory]
    [InlineData("", "file.empty")]
    [InlineData("MZ\0\0", "file.type")]
    [InlineData("\u001f\u008b\u0008", "file.type")]
    [InlineData("p\0h\0o\0n\0e\0\n\0", "file.encoding")]
    [InlineData("\u00ff\u00fe\0\0p\0\0\0", "file.encoding")]
    [InlineData("\n\n", "file.empty")]
    public void What_is_no_list_is_refused(string latin1, string code)
    {
        using var stream = new MemoryStream(Encoding.Latin1.GetBytes(latin1));
        Assert.Equal(code, ImportReader.Open(stream).Refusal!.Code);
    }

    [Fact]
    public void The_separator_may_be_named_in_the_first_line() =>
        Assert.Equal("3:ok", Codes("sep=;\nphone;opt_in;opt_in_at;source\n+447700900201;yes;2026-05-01;a, b | c\n"));

    [Fact]
    public void A_list_without_a_header_keeps_its_first_row()
    {
        using var stream = new MemoryStream("+447700900201|Ann\n+447700900202|Ben\n"u8.ToArray());
        using var reader = ImportReader.Open(stream).Reader!;
        Assert.Equal(["Column 1", "Column 2"], reader.Headers);
        Assert.Equal(1, reader.Next()!.Line);
        Assert.Equal(ImportField.Phone, ColumnGuesser.Guess(reader.Headers, [["+447700900201", "Ann"]])[0].Field);
    }

    [Theory]
    [InlineData("2026-03-29T01:30:00", "Europe/London", "2:consent.dst_gap")]
    [InlineData("29/03/2026 01:30", "Europe/London", "2:consent.date_order")]
    [InlineData("2026-11-20T09:06:00Z", "Europe/London", "2:consent.future")]
    [InlineData("2026-11-20T09:04:00Z", "Europe/London", "2:ok")]
    [InlineData("1999-12-31", "Europe/London", "2:consent.too_old")]
    [InlineData("2026-02-29", "Europe/London", "2:consent.no_such_day")]
    [InlineData("2026-05-01 24:00", "Europe/London", "2:consent.no_such_time")]
    [InlineData("last week", "Europe/London", "2:consent.not_a_time")]
    public void The_time_of_a_consent_is_checked(string when, string zone, string expected) => Assert.Equal(expected, Codes(Header + Row(1, when: when), zone));

    [Theory]
    [InlineData("03/04/2026 10:00", DateOrder.DayFirst, "2026-04-03T08:00:00Z")]
    [InlineData("03/04/2026 10:00 pm", DateOrder.MonthFirst, "2026-03-04T21:00:00Z")]
    [InlineData("07.04.2026 16:28", DateOrder.DayFirst, "2026-04-07T14:28:00Z")]
    [InlineData("2026-10-25T02:30:00", DateOrder.IsoOnly, "2026-10-25T01:30:00Z")]
    [InlineData("2026-05-01T09:30:00+0530", DateOrder.IsoOnly, "2026-05-01T04:00:00Z")]
    public void Local_times_become_instants(string when, DateOrder order, string instant)
    {
        var row = Assert.IsType<ImportRow.Accepted>(ImportFixtures.Evaluate(Header + Row(1, when: when), Now, "Europe/Berlin", order)[0]);
        Assert.Equal(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture), row.Entry.At);
        Assert.Equal(when.StartsWith("2026-10-25", StringComparison.Ordinal), row.Remarks.Contains("consent.dst_fold"));
    }

    [Fact]
    public void A_differing_choice_is_a_duplicate_that_closes_and_stays_closed() =>
        Assert.Equal("2:ok 3:dup2! 4:dup2! 5:dup2 6:ok 7:dup6!",
            Codes(Header + Row(1) + Row(1, choice: "no") + Row(1, choice: "oui") + Row(1, choice: "NEIN") + Row(2, choice: "0") + Row(2, choice: "sí")));

    [Theory]
    [InlineData("0044 7700 900201", "US", "+447700900201")]
    [InlineData("447700900201", "US", "+447700900201")]
    [InlineData("07700 900201", "US", null)]
    public void A_number_that_is_whole_with_its_country_code_is_taken_in_any_country(string text, string region, string? e164) =>
        Assert.Equal(e164, ListPhone.Read(text, region).E164);

    [Theory]
    [InlineData("Telefon;Vorname;Nachname;Einwilligung;Einwilligung am;Quelle;Nachweis", "Phone FirstName LastName OptIn OptInAt Source Proof")]
    [InlineData("Teléfono;nombre;apellidos;idioma;fecha_alta;origen;ref_consentimiento;tienda;notas", "Phone FirstName LastName Language OptInAt Source Proof Attribute Note")]
    [InlineData("Numéro;Prénom;Nom;Langue;Consentement;Horodatage;Preuve;tenant_id", "Phone FirstName LastName Language OptIn OptInAt Proof Ignore")]
    public void Headers_are_understood_in_four_languages(string headers, string fields) =>
        Assert.Equal(fields, string.Join(' ', ColumnGuesser.Guess(headers.Split(';'), []).Select(c => c.Field)));

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("\u00A0@x", "'\u00A0@x")]
    [InlineData("a\n-b", "\"'a\n-b\"")]
    [InlineData("'=x", "''=x")]
    [InlineData("O'Brien - x", "O'Brien - x")]
    [InlineData("a \"b\", c", "\"a \"\"b\"\", c\"")]
    public async Task An_export_holds_nothing_that_a_spreadsheet_computes(string text, string written)
    {
        using var stream = new MemoryStream();
        await using (var writer = new SafeCsvWriter(stream))
            await writer.WriteAsync([text], CancellationToken.None);
        Assert.Equal("\uFEFF" + written + "\r\n", Encoding.UTF8.GetString(stream.ToArray()));
    }
}
