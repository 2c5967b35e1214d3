using WaPortal.Core.Templates;
using WaPortal.Templates;
using Xunit;

namespace WaPortal.Tests.Templates;

public sealed class TranslationFormTests
{
    private static readonly TemplateContent Full = new()
    {
        Header = HeaderKind.Text,
        HeaderText = "Order {{1}}",
        Body = "Hi {{1}}, it is ready at {{2}}.",
        Footer = "Bye",
        Buttons =
        [
            new(ButtonKind.Url, "Track", "https://a.example/{{1}}"), new(ButtonKind.Phone, "Call", PhoneNumber: "+442079460182"),
            new(ButtonKind.CopyCode, "Copy offer code"), new(ButtonKind.QuickReply, "Thanks"),
        ],
        Texts = new Dictionary<string, VariableText>
        {
            ["header.1"] = new("CA-1"),
            ["body.1"] = new("Lucy", "there"),
            ["body.2"] = new("Bristol"),
            ["button0.1"] = new("https://a.example/7"),
            ["button2.code"] = new("SALE"),
        },
    };

    [Fact]
    public void What_is_stored_comes_back_unchanged() => Assert.Equal(Full.ToJson(), TranslationForm.From(Full).ToContent().ToJson());

    [Fact]
    public void A_sample_survives_taking_its_variable_out_and_putting_it_back()
    {
        var form = TranslationForm.From(Full);
        form.Body = "Hi, it is ready.";
        Assert.DoesNotContain("body.1", form.ToContent().Texts.Keys);
        form.Body = Full.Body;
        Assert.Equal("Lucy", form.ToContent().Texts["body.1"].Sample);
    }

    [Fact]
    public void Removing_a_button_moves_the_samples_of_those_behind_it()
    {
        var form = TranslationForm.From(Full);
        form.Buttons.RemoveAt(0);
        var texts = form.ToContent().Texts;
        Assert.Equal("SALE", texts["button1.code"].Sample);
        Assert.DoesNotContain("button2.code", texts.Keys);
    }

    [Fact]
    public void A_person_without_a_value_sees_the_fallback_or_a_hole()
    {
        Assert.Equal("there", PreviewText.Value(Full, new TemplateVariable(VariablePlace.Body, "1"), PreviewValues.Empty));
        Assert.Null(PreviewText.Value(Full, new TemplateVariable(VariablePlace.Body, "2"), PreviewValues.Empty));
    }

    [Fact]
    public void The_longest_preview_stretches_every_value() =>
        Assert.All(Full.Variables(), variable => Assert.True(PreviewText.Value(Full, variable, PreviewValues.Longest)!.Length >= 32));

    public static TheoryData<string> Kinds => KindOfTemplate.Names;

    [Theory, MemberData(nameof(Kinds))]
    public void Every_kind_of_template_goes_through_the_form_unchanged(string kind)
    {
        var content = KindOfTemplate.Of(kind).Content;
        var back = TranslationForm.From(content).ToContent();
        Assert.Equal((content with { Texts = Nothing }).ToJson(), (back with { Texts = Nothing }).ToJson());
        Assert.All(content.Variables(), variable => Assert.Equal(content.SampleOf(variable), back.SampleOf(variable)));
    }

    private static readonly Dictionary<string, VariableText> Nothing = [];
}
