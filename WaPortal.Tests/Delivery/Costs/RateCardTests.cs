using WaPortal.Core.Delivery.Costs;
using WaPortal.Core.WhatsApp;
using Xunit;

namespace WaPortal.Tests.Delivery.Costs;

public sealed class RateCardTests
{
    [Theory]
    [InlineData("0.0529", 52_900L)]
    [InlineData(" 1 ", 1_000_000L)]
    [InlineData("0.000001", 1L)]
    [InlineData("0.0000001", null)]
    [InlineData("-1", null)]
    [InlineData("1,5", null)]
    [InlineData("1e3", null)]
    [InlineData("n/a", null)]
    [InlineData("", null)]
    public void An_amount_is_read_exactly_or_not_at_all(string text, long? micros) => Assert.Equal(micros, Money.Parse(text));

    [Theory]
    [InlineData("GB", "United Kingdom")]
    [InlineData("US", "North America")]
    [InlineData("HK", "Hong Kong")]
    [InlineData("AT", "Rest of Western Europe")]
    [InlineData("IS", "Other")]
    [InlineData(null, null)]
    public void A_country_belongs_to_its_narrowest_market(string? region, string? market) => Assert.Equal(market, Market.Of(region));

    [Theory]
    [InlineData("JE", "+447797123456", "Other")]
    [InlineData(null, "+447700900001", "United Kingdom")]
    [InlineData(null, "+77001234567", "Russia")]
    [InlineData(null, "+999123", null)]
    public void A_number_whose_country_nobody_knows_counts_to_the_main_country_of_its_code(string? region, string number, string? market) =>
        Assert.Equal(market, Market.Of(region, number));

    [Theory]
    [InlineData("2026-10-01", "HK", 73_200L)] // a row of its own
    [InlineData("2026-01-01", "MA", 22_500L)] // Morocco got its own row later: the rest of Africa holds
    [InlineData("2026-10-01", "MA", 41_400L)]
    [InlineData("2026-10-01", "IS", 60_400L)]
    [InlineData("2026-10-01", null, null)]
    public void The_card_of_the_day_decides_what_a_country_costs(string day, string? region, long? micros) =>
        Assert.Equal(micros, ShippedRates.At(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture))!.RateOf(Market.Of(region), PriceCategory.Marketing));

    [Fact]
    public void Every_shipped_card_names_markets_that_countries_belong_to_and_has_a_row_for_all_others()
    {
        Assert.Equal(3, ShippedRates.Cards.Count);
        foreach (var card in ShippedRates.Cards)
        {
            Assert.Subset(Market.Names.ToHashSet(StringComparer.Ordinal), card.Markets.Keys.ToHashSet(StringComparer.Ordinal));
            Assert.Contains(Market.Other, card.Markets.Keys);
            Assert.All(card.Markets.Values, rates => Assert.True(rates is { Marketing: > 0, Utility: > 0 }));
            Assert.All(Market.Names, market => Assert.NotNull(card.RateOf(market, PriceCategory.Utility)));
        }
    }

    [Fact]
    public void A_card_is_stale_once_a_new_quarter_has_begun()
    {
        var card = ShippedRates.At(new DateOnly(2026, 10, 1))!;
        Assert.False(card.IsStaleOn(new DateOnly(2026, 12, 31)));
        Assert.True(card.IsStaleOn(new DateOnly(2027, 1, 1)));
    }

    [Theory]
    [InlineData("regular", true, true)]
    [InlineData("regular", null, true)]
    [InlineData("free_customer_service", true, false)] // the type decides
    [InlineData("free_entry_point", null, false)]
    [InlineData("something_new", false, false)]
    [InlineData(null, false, false)]
    [InlineData(null, null, true)]
    public void The_type_says_whether_a_message_is_charged(string? type, bool? billable, bool charged) =>
        Assert.Equal(charged, PriceCategory.IsBillable(new WebhookPricing(billable, "PMP", type, "utility")));

    [Fact]
    public void A_card_is_read_from_csv()
    {
        const string text = "\uFEFFvalid_from,currency,market,marketing,utility,authentication,authentication_international,note\r\n"
            + "2027-01-01,EUR,United Kingdom,0.05,0.02,0.02,n/a,x\r\n2027-01-01,EUR,Other,0.0604,,,,\r\n";
        var (card, findings) = RateCardReader.Read(text, "test");
        Assert.Empty(findings);
        Assert.Equal((new DateOnly(2027, 1, 1), "EUR", 2), (card!.ValidFrom, card.Currency, card.Markets.Count));
        Assert.Equal(50_000, card.RateOf("United Kingdom", PriceCategory.Marketing));
        Assert.Equal(60_400, card.RateOf("Germany", PriceCategory.Marketing)); // no row: all others
        Assert.Null(card.RateOf("Germany", PriceCategory.Utility)); // not stated is not nothing
    }

    [Fact]
    public void Everything_that_is_wrong_is_named_with_its_line_and_column()
    {
        const string text = "effective_from,currency,market,marketing,utility\n"
            + "2027-01-01,USD,Germany,0.1,0.05\n"
            + "01.01.2027,usd,Narnia,0.1234567,-1\n"
            + "2027-04-01,EUR,Germany,1,1\n";
        var (card, findings) = RateCardReader.Read(text, "test");
        Assert.Null(card);
        Assert.Equal(
            [(3, "currency"), (3, "market"), (3, "marketing"), (3, "utility"), (3, "valid_from"), (4, "currency"), (4, "market"), (4, "valid_from")],
            findings.Select(f => (f.Line, f.Column)).Order());
    }

    [Theory]
    [InlineData("")]
    [InlineData("valid_from,currency,market,marketing,utility\n")]
    [InlineData("valid_from,currency,market,marketing\n2027-01-01,USD,Germany,1\n")]
    [InlineData("valid_from,currency,market,marketing,utility\n2027-01-01,USD,\"Germany,1,1\n")]
    public void A_file_that_is_no_card_is_refused(string text)
    {
        var (card, findings) = RateCardReader.Read(text, "test");
        Assert.Null(card);
        Assert.NotEmpty(findings);
    }
}
