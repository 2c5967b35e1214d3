using System.Text.Json.Nodes;
using WaPortal.Core.Templates;
using WaPortal.Core.Templates.Linting;
using Xunit;

namespace WaPortal.Tests.Templates;

public sealed class TemplateContentTests
{
    private static readonly TemplateContent Full = new()
    {
        Header = HeaderKind.Text,
        HeaderText = "Visit on {{1}} confirmed",
        Body = "Hello {{2}}, your visit with Dr. {{1}} is booked at our main clinic in town.",
        Footer = "Harbour Clinic",
        Buttons =
        [
            new(ButtonKind.QuickReply, "I will come"),
            new(ButtonKind.Url, "Reschedule", "https://harbour.example/visit/{{1}}"),
            new(ButtonKind.CopyCode, ""),
            new(ButtonKind.Phone, "Call", PhoneNumber: "+15550100123"),
        ],
        Texts = new Dictionary<string, VariableText>
        {
            ["header.1"] = new("4 May"),
            ["body.1"] = new("Petrova"),
            ["body.2"] = new("Ivo", "there"),
            ["button1.1"] = new("v-881"),
            ["button2.code"] = new("LAMP10"),
        },
    };

    private static readonly Dictionary<string, string> Values = new()
    {
        ["header.1"] = "5 May",
        ["body.1"] = "Petrova",
        ["body.2"] = "Ana",
        ["button1.1"] = "a b/ü?r=1",
        ["button2.code"] = "LAMP10",
    };

    [Fact]
    public void The_stored_form_reads_back_the_same() => Assert.Equal(Full.ToJson(), TemplateContent.FromJson(Full.ToJson()).ToJson());

    [Fact]
    public void A_newer_form_is_refused() => Assert.Throws<InvalidOperationException>(() => TemplateContent.FromJson("""{"version":4}"""));

    [Fact]
    public void The_create_payload_has_samples_by_number_and_breaks_no_rule()
    {
        var payload = Full.ToCreatePayload("visit", "en_GB", TemplateCategory.Utility, ParameterFormat.Positional);

        Assert.Equal("""[["Petrova","Ivo"]]""", payload["components"]![1]!["example"]!["body_text"]!.ToJsonString());
        Assert.DoesNotContain(Full.Lint("visit", "en_GB", TemplateCategory.Utility, ParameterFormat.Positional), f => f.Severity == FindingSeverity.Error);
    }

    [Fact]
    public void What_is_written_to_the_platform_reads_back_the_same()
    {
        var read = TemplateImport.FromComponents(Full.ToComponents(ParameterFormat.Positional), ParameterFormat.Positional);

        Assert.Empty(read.NotSupported);
        Assert.Equal(Full.ToComponents(ParameterFormat.Positional).ToJsonString(), read.Content.ToComponents(ParameterFormat.Positional).ToJsonString());
    }

    [Fact]
    public void Parts_that_the_portal_cannot_edit_are_named()
    {
        var read = TemplateImport.FromComponents(JsonNode.Parse("""[{"type":"CALL_PERMISSION_REQUEST"},{"type":"BODY","text":"Hi"},{"type":"BUTTONS","buttons":[{"type":"REMINDER","text":"Go","at":5}]}]""")!.AsArray(), ParameterFormat.Positional);

        Assert.Equal(["component CALL_PERMISSION_REQUEST", "button REMINDER"], read.NotSupported);
    }

    [Fact]
    public void A_message_lists_values_by_number_and_buttons_by_their_place()
    {
        var built = Assert.IsType<MessageComponents.Built>(TemplateMessageComponents.Build(Full, ParameterFormat.Positional, new TemplateValues(Values, QuickReplyPayloads: new Dictionary<string, string> { ["button0"] = "c1|yes" })));

        Assert.Equal(
            """[{"type":"header","parameters":[{"type":"text","text":"5 May"}]},{"type":"body","parameters":[{"type":"text","text":"Petrova"},{"type":"text","text":"Ana"}]},{"type":"button","sub_type":"quick_reply","index":"0","parameters":[{"type":"payload","payload":"c1|yes"}]},{"type":"button","sub_type":"url","index":"1","parameters":[{"type":"text","text":"a%20b/%C3%BC?r=1"}]},{"type":"button","sub_type":"copy_code","index":"2","parameters":[{"type":"coupon_code","coupon_code":"LAMP10"}]}]""",
            new JsonArray([.. built.Components]).ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
    }

    [Fact]
    public void Named_values_carry_their_names()
    {
        var content = new TemplateContent { Body = "Hello {{first_name}}, your parcel is here." };
        var built = Assert.IsType<MessageComponents.Built>(TemplateMessageComponents.Build(content, ParameterFormat.Named, new TemplateValues(new Dictionary<string, string> { ["body.first_name"] = "Ana" })));

        Assert.Equal("""{"type":"body","parameters":[{"type":"text","text":"Ana","parameter_name":"first_name"}]}""", Assert.Single(built.Components).ToJsonString());
    }

    [Theory]
    [InlineData("a\nb")]
    [InlineData("a\tb")]
    [InlineData("a     b")]
    [InlineData(" ")]
    [InlineData(null)]
    public void A_value_that_the_platform_refuses_is_refused_here(string? value)
    {
        var values = new Dictionary<string, string>(Values);
        values.Remove("body.2");
        if (value is not null) values["body.2"] = value;

        var refused = Assert.IsType<MessageComponents.Refused>(TemplateMessageComponents.Build(Full, ParameterFormat.Positional, new TemplateValues(values)));

        Assert.Equal("body.2", Assert.Single(refused.Problems).Key);
    }

    [Fact]
    public void A_media_header_needs_its_file()
    {
        var content = new TemplateContent { Header = HeaderKind.Document, Body = "Your invoice is attached." };
        var none = new Dictionary<string, string>();

        Assert.IsType<MessageComponents.Refused>(TemplateMessageComponents.Build(content, ParameterFormat.Positional, new TemplateValues(none)));
        var built = Assert.IsType<MessageComponents.Built>(TemplateMessageComponents.Build(content, ParameterFormat.Positional, new TemplateValues(none, new HeaderMedia("123", FileName: "a.pdf"))));
        Assert.Equal("""{"type":"header","parameters":[{"type":"document","document":{"id":"123","filename":"a.pdf"}}]}""", built.Components[0].ToJsonString());
    }

    [Fact]
    public void A_finding_leads_to_its_field()
    {
        var content = Full with { Body = "{{1}} waits.", Texts = new Dictionary<string, VariableText>(), Buttons = [new(ButtonKind.QuickReply, "A"), new(ButtonKind.QuickReply, "")] };
        var fields = content.Lint("Bad-Name", "en_GB", TemplateCategory.Utility, ParameterFormat.Positional).ToLookup(f => f.Rule, f => TemplateField.Of(f, content));

        Assert.Equal(TemplateFieldKind.Name, fields["name.charset"].Single().Kind);
        Assert.Equal(TemplateFieldKind.Body, fields["param.leading_trailing"].Single().Kind);
        Assert.Contains(fields["param.example_missing"], f => f.Kind == TemplateFieldKind.Variables);
        Assert.Equal(new TemplateField(TemplateFieldKind.Buttons, 1), fields["button.label_required"].Single());
    }

    [Fact]
    public void A_preview_fills_values_and_leaves_missing_ones_visible()
    {
        var rendered = Full.Render(v => v.Key == "body.2" ? "Ana" : null);

        Assert.Equal("Hello Ana, your visit with Dr. {{1}} is booked at our main clinic in town.", rendered.Body);
        Assert.Equal("https://harbour.example/visit/v-881", Full.RenderSamples().Buttons[1].Url);
    }
}
