using WaPortal.Core.Templates;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Templates;

public sealed class ParameterConversionTests
{
    private static TemplateContent To(TemplateContent content, ParameterFormat format) => ParameterConversion.Convert(content, ParameterConversion.Names([content], format));

    [Fact]
    public void Numbers_become_names_and_samples_and_fallbacks_go_along()
    {
        var content = KindOfTemplate.Of("text_header").Content;
        content = content with { Texts = new Dictionary<string, VariableText>(content.Texts) { ["body.1"] = new("Ivo", "friend") } };

        var named = To(content, ParameterFormat.Named);

        Assert.Equal("Order {{header_a}} sent", named.HeaderText);
        Assert.StartsWith("Hello {{value_a}}, ", named.Body, StringComparison.Ordinal);
        Assert.Equal(new VariableText("Ivo", "friend"), named.Texts["body.value_a"]);
        Assert.Equal(content.ToJson().Length, To(named, ParameterFormat.Positional).ToJson().Length);
        Assert.Equal(content.Body, To(named, ParameterFormat.Positional).Body);
    }

    [Fact]
    public void Cards_are_converted_and_addresses_keep_their_number()
    {
        var carousel = KindOfTemplate.Of("media_carousel").Content;

        var named = To(carousel, ParameterFormat.Named);

        Assert.Equal("Floor lamp in {{card_b_value_a}}, made of oak and linen", named.Cards[1].Body);
        Assert.Equal("https://harbour.example/l/{{1}}", named.Cards[1].Buttons[1].Url);
        Assert.Equal("l2", named.SampleOf(new TemplateVariable(VariablePlace.ButtonUrl, "1", 1, 1)));
        Assert.Equal(carousel.Variables(), To(named, ParameterFormat.Positional).Variables());
    }

    [Fact]
    public void All_languages_get_the_same_numbers_whatever_their_word_order()
    {
        TemplateContent[] family = [new() { Body = "Dear {{name}}, it comes on {{day}}." }, new() { Body = "El {{day}} llega, {{name}}." }];
        var names = ParameterConversion.Names(family, ParameterFormat.Positional);

        Assert.Equal(["Dear {{1}}, it comes on {{2}}.", "El {{2}} llega, {{1}}."], family.Select(c => ParameterConversion.Convert(c, names).Body));
    }

    [Theory, Engines]
    public async Task A_template_is_converted_in_all_languages_until_one_is_submitted(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.DraftAsync();
        await stage.Portal.Get<EditTranslation>().AddLanguageAsync(stage.Marketer, id, "es", "en_GB", CancellationToken.None);
        var convert = stage.Portal.Get<ConvertParameters>();

        Assert.IsType<TemplateResult.Done>(await convert.RunAsync(stage.Marketer, id, ParameterFormat.Named, CancellationToken.None));

        var detail = await stage.DetailAsync(id);
        Assert.All(detail.Translations, t => Assert.Contains("{{value_a}}", t.Content.Body, StringComparison.Ordinal));
        await stage.SubmitAsync(id);
        Assert.IsType<TemplateResult.NotNow>(await convert.RunAsync(stage.Marketer, id, ParameterFormat.Positional, CancellationToken.None));
    }
}
