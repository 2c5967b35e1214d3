using System.Text.Json;
using WaPortal.Core.Templates;
using WaPortal.Core.Templates.Linting;
using Xunit;
using static WaPortal.Tests.Templates.Linting.LintPayload;

namespace WaPortal.Tests.Templates.Linting;

public sealed class AdviceTests
{
    private static IReadOnlyList<string> In(string language, string category, string components) =>
        Advice(JsonDocument.Parse($$"""{"name":"a","language":"{{language}}","category":"{{category}}","components":[{{components}}]}""").RootElement);

    [Theory]
    [InlineData("en_US", "Your order is here. Get 20% off your next lamp today.")]
    [InlineData("es_MX", "Su pedido llegó. Aproveche nuestra oferta de esta semana.")]
    [InlineData("pt_BR", "O seu pedido chegou. Veja também a nossa promoção de hoje.")]
    [InlineData("de", "Ihre Lampe ist da. Auf die nächste geben wir 10 % Rabatt.")]
    [InlineData("fr", "Votre commande est arrivée. Voyez nos soldes de janvier.")]
    [InlineData("ar", "وصل طلبك اليوم. احصل على خصم على طلبك القادم.")]
    [InlineData("hi", "आपका ऑर्डर आ गया है। अगली ख़रीद पर छूट पाइए।")]
    public void A_promise_in_a_utility_template_reads_as_marketing(string language, string text)
    {
        Assert.Contains("quality.reads_marketing", In(language, "UTILITY", BodyText(text)));
        Assert.DoesNotContain("quality.reads_marketing", In(language, "MARKETING", BodyText(text)));
    }

    [Theory]
    [InlineData("en", "Your parcel is waiting at the wholesale desk until Monday.")]
    [InlineData("es", "Su pedido está listo en la recepción de la tienda.")]
    [InlineData("de", "Ihr Paket liegt an der Kasse bereit.")]
    [InlineData("ar", "طردك جاهز عند مكتب الاستقبال.")]
    [InlineData("th", "Sale 50% off")]
    public void Plain_notices_and_unknown_languages_are_left_alone(string language, string text) =>
        Assert.DoesNotContain("quality.reads_marketing", In(language, "UTILITY", BodyText(text)));

    [Theory]
    [InlineData("en", "FOOTER", "Reply STOP to opt out", true)]
    [InlineData("en", "FOOTER", "Harbour Lamps", false)]
    [InlineData("es", "FOOTER", "Responde BAJA si no quieres más", true)]
    [InlineData("de", "FOOTER", "Abmelden mit STOPP", true)]
    [InlineData("hi", "FOOTER", "बंद करने के लिए लिखें", true)]
    [InlineData("th", "FOOTER", "ร้านโคมไฟ", true)]
    public void Marketing_says_how_to_stop(string language, string type, string text, bool enough) =>
        Assert.Equal(!enough, In(language, "MARKETING", Body + $$""",{"type":"{{type}}","text":"{{text}}"}""").Contains("quality.opt_out"));

    [Fact]
    public void A_quick_reply_may_be_the_way_out() =>
        Assert.DoesNotContain("quality.opt_out", In("en", "MARKETING", Body + "," + Buttons("""{"type":"QUICK_REPLY","text":"Stop promotions"}""")));

    [Theory]
    [InlineData("https://bit.ly/3abc", "link.shortened")]
    [InlineData("https://t.co/x", "link.shortened")]
    [InlineData("http://www.tinyurl.com/x", "link.shortened")]
    [InlineData("https://wa.me/15550100123", "link.chat")]
    [InlineData("https://harbour.example/bit.ly", null)]
    [InlineData("https://rabbit.ly/3", null)]
    public void Links_that_hide_where_they_lead_are_named(string url, string? rule)
    {
        var advice = In("en", "UTILITY", Body + "," + Buttons($$"""{"type":"URL","text":"Open","url":"{{url}}"}"""));

        Assert.Equal(rule is null ? [] : [rule], advice.Where(a => a.StartsWith("link.", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_short_link_in_the_text_is_named_too() =>
        Assert.Contains("link.shortened", In("en", "UTILITY", BodyText("Your parcel is here. See bit.ly/abc for the map.")));

    [Theory]
    [InlineData("maria.lopez@gmail.com", true)]
    [InlineData("anna@example.com", false)]
    [InlineData("anna@shop.example", false)]
    [InlineData("+34 612 987 450", true)]
    [InlineData("+1 555 010 0123", false)]
    [InlineData("+44 7700 900123", false)]
    [InlineData("DE89 3704 0044 0532 0130 00", true)]
    [InlineData("4111 1111 1111 1111", true)]
    [InlineData("A-104217", false)]
    [InlineData("4 May, 10:30", false)]
    [InlineData("1Z999AA10123456784", false)]
    public void Samples_of_real_people_are_named(string sample, bool personal) =>
        Assert.Equal(personal, In("en", "UTILITY", BodyText("Dear {{1}}, your parcel is waiting at the front desk.", sample)).Contains("param.example_personal"));

    [Theory]
    [InlineData("en", true)]
    [InlineData("ar", false)]
    public void A_word_that_touches_a_variable_is_named_in_scripts_with_blanks(string language, bool named)
    {
        var text = language == "en" ? "Dear{{1}}, your parcel is waiting at the front desk." : "طرد لـ{{1}} جاهز عند مكتب الاستقبال في المتجر";
        Assert.Equal(named, In(language, "UTILITY", BodyText(text, "A")).Contains("param.glued"));
    }

    [Fact]
    public void Opt_out_footers_fit_and_are_recognised()
    {
        Assert.All(Phrases.Languages, language =>
        {
            var phrases = Phrases.Of(language)!;
            Assert.True(phrases.OptOut.Length <= 60, phrases.OptOut);
            Assert.NotNull(Phrases.FirstIn(phrases.OptOut, phrases.OptOutWords));
            Assert.Null(Phrases.FirstIn(phrases.OptOut, phrases.Promotional));
        });
    }

    [Fact]
    public void Languages_that_differ_are_held_against_the_first()
    {
        var source = KindOfTemplate.Of("link_and_call").Content;
        var other = source with { Body = "Hola {{2}}, su pedido está en camino.", Footer = "Lámparas", Buttons = [.. source.Buttons.Take(2)], Header = HeaderKind.Location };

        var findings = FamilyLint.Lint([new("en", source), new("es", other), new("fr", source)]);

        Assert.Equal(["family.variables", "family.variables", "family.header", "family.buttons", "family.footer"], findings.Where(f => f.Language == "es").Select(f => f.Finding.Rule));
        Assert.Equal(["family.untranslated"], findings.Where(f => f.Language == "fr").Select(f => f.Finding.Rule));
        Assert.Equal("components[1]", findings.First(f => f.Finding.Rule == "family.variables").Finding.Path);
    }
}
