using System.Text.Json;
using WaPortal.Core.OptIns.Phone;
using Xunit;

namespace WaPortal.Tests.OptIns.Phone;

public sealed class PhoneNumberParserTests
{
    /// <summary>WAPORTAL_PHONE_VECTORS may name a larger file of the same form.</summary>
    [Fact]
    public void Every_vector_comes_out_as_libphonenumber_has_it()
    {
        var file = Environment.GetEnvironmentVariable("WAPORTAL_PHONE_VECTORS") ?? Path.Combine(AppContext.BaseDirectory, "OptIns", "Phone", "phone-vectors.tsv");
        var rows = File.ReadAllLines(file).Skip(1).Select(line => line.Split('\t')).ToList();
        var differing = rows.Where(row => Written(Parse(row)) != row[2] || Region(Parse(row)) != row[3]).Select(row => $"{row[0]} {row[1]}: {row[2]}, got {Written(Parse(row))} {Region(Parse(row))}").ToList();
        Assert.True(rows.Count >= 400);
        Assert.True(differing.Count == 0, differing.Count + " differ\n" + string.Join('\n', differing.Take(40)));

        static PhoneParseResult Parse(string[] row) => PhoneNumberParser.Parse(JsonSerializer.Deserialize<string>(row[0])!, row[1]);
        static string Region(PhoneParseResult result) => (result as PhoneParseResult.Valid)?.Region ?? "";
    }

    [Theory]
    [InlineData("'+447700900201", "+447700900201")]
    [InlineData("+44\u00A07700\u2009900\t201", "+447700900201")]
    [InlineData("\u202A+44 7700 900201\u202C", "+447700900201")]
    [InlineData("\u200E+44‑7700‑900‑201", "+447700900201")]
    [InlineData("+44 (0)7700 900201", "+447700900201")]
    [InlineData("+44(0) 7700.900.201", "+447700900201")]
    [InlineData("+34 (0)612 34 56 78", "+34612345678")]
    [InlineData("0044 7700 900203", "+447700900203")]
    [InlineData("07700 900202", "+447700900202")]
    [InlineData("447700900202", "+447700900202")]
    [InlineData("०७७०० ९००२०२", "+447700900202")]
    [InlineData("+٤٤٧٧٠٠٩٠٠٢٠٢", "+447700900202")]
    [InlineData("＋４４7700/900.202", "+447700900202")]
    public void What_people_and_spreadsheets_write_around_a_number_is_stripped(string text, string e164) =>
        Assert.Equal(e164, E164(PhoneNumberParser.Parse(text, "GB")));

    [Fact]
    public void A_truncated_number_does_not_fit_its_plan_and_a_fictional_one_does()
    {
        Assert.False(Assert.IsType<PhoneParseResult.Possible>(PhoneNumberParser.Parse("+44 7700 90020", "GB")).FitsPlan);
        Assert.True(Assert.IsType<PhoneParseResult.Possible>(PhoneNumberParser.Parse("+44 7700 900201", "GB")).FitsPlan);
    }

    [Theory]
    [InlineData("", "phone.empty")]
    [InlineData(" \u200B ", "phone.empty")]
    [InlineData("4.4770E+11", "phone.damaged")]
    [InlineData("4,477E11", "phone.damaged")]
    [InlineData("447700900201.0", "phone.damaged")]
    [InlineData("#######", "phone.damaged")]
    [InlineData("unknown", "phone.not_a_number")]
    [InlineData("''+447700900201", "phone.not_a_number")]
    [InlineData("+44 7700 900201 x5", "phone.not_a_number")]
    [InlineData("+44 7700 900201 or +44 7700 900202", "phone.not_a_number")]
    [InlineData("+0447700900201", "phone.unknown_country")]
    [InlineData("+2107700900201", "phone.unknown_country")]
    [InlineData("+4477", "phone.too_short")]
    [InlineData("+4477009002011234", "phone.too_long")]
    public void What_is_no_number_says_why(string text, string code) =>
        Assert.Equal(code, Assert.IsType<PhoneParseResult.Invalid>(PhoneNumberParser.Parse(text, "GB")).Code);

    [Fact]
    public void Without_a_region_only_numbers_with_a_country_code_are_read()
    {
        Assert.Equal("+447700900201", E164(PhoneNumberParser.Parse("00447700900201", null)));
        Assert.Equal("+447700900201", E164(PhoneNumberParser.Parse("447700900201", "")));
        Assert.Equal("phone.no_country", Assert.IsType<PhoneParseResult.Invalid>(PhoneNumberParser.Parse("07700900201", null)).Code);
    }

    [Theory]
    [InlineData("+447700900201", "+44 •••• ••0201")]
    [InlineData("+12025550101", "+1 •••• ••0101")]
    [InlineData("+2908998", "+290 •• 98")]
    [InlineData("+29051230", "+290 ••• 30")]
    [InlineData("447700900201", null)]
    [InlineData("+44770090020a", null)]
    public void A_number_shows_masked_and_nothing_else_becomes_one(string e164, string? masked)
    {
        var number = PhoneNumber.TryCreate(e164);
        Assert.Equal(masked, number?.Masked());
        Assert.Equal(masked, number?.ToString());
    }

    private static string? E164(PhoneParseResult result) => (result as PhoneParseResult.Valid)?.E164 ?? (result as PhoneParseResult.Possible)?.E164;

    private static string Written(PhoneParseResult result) => result switch
    {
        PhoneParseResult.Valid valid => valid.E164,
        PhoneParseResult.Possible possible => "possible:" + possible.E164,
        _ => "invalid"
    };
}
