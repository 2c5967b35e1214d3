using System.Text.Json.Nodes;
using WaPortal.Core.Templates;
using WaPortal.Core.Templates.Linting;
using Xunit;

namespace WaPortal.Tests.Templates;

public sealed class EveryKindTests
{
    public static TheoryData<string> Names => KindOfTemplate.Names;

    [Theory, MemberData(nameof(Names))]
    public void It_breaks_no_rule(string name)
    {
        var kind = KindOfTemplate.Of(name);

        Assert.DoesNotContain(kind.Content.Lint("t_" + name, "en_US", kind.Category, kind.Format), f => f.Severity == FindingSeverity.Error);
    }

    [Theory, MemberData(nameof(Names))]
    public void What_is_written_reads_back_the_same(string name)
    {
        var kind = KindOfTemplate.Of(name);
        var written = kind.Content.ToComponents(kind.Format);

        var read = TemplateImport.FromComponents(written, kind.Format, kind.Category == TemplateCategory.Authentication);

        Assert.Empty(read.NotSupported);
        Assert.Equal(WithoutFiles(kind.Content).ToJson(), (read.Content with { TimeToLiveSeconds = kind.Content.TimeToLiveSeconds }).ToJson());
        Assert.Equal(kind.Content.Media.Count > 0, read.Samples.Count > 0);
    }

    [Theory, MemberData(nameof(Names))]
    public void The_stored_form_reads_back_the_same(string name)
    {
        var content = KindOfTemplate.Of(name).Content;

        Assert.Equal(content.ToJson(), TemplateContent.FromJson(content.ToJson()).ToJson());
        Assert.Equal(content.Variables(), TemplateContent.FromJson(content.ToJson()).Variables());
    }

    [Fact]
    public void Contents_of_the_first_form_keep_their_bytes()
    {
        const string stored = """{"version":1,"header":"None","body":"Hi {{1}} there","buttons":[{"kind":"QuickReply","text":"Yes"}],"texts":{"body.1":{"sample":"Ivo"}}}""";

        Assert.Equal(stored, TemplateContent.FromJson(stored).ToJson());
    }

    [Fact]
    public void What_is_not_known_is_kept_and_written_back()
    {
        var components = JsonNode.Parse("""
            [{"type":"HEADER","format":"GIF","example":{"header_handle":["4::x"]}},{"type":"BODY","text":"Hi there","tone":"warm"},
             {"type":"CAROUSEL","cards":[{"components":[{"type":"BODY","text":"One","odd":1},{"type":"STRIP","text":"x"}]}]},
             {"type":"BUTTONS","buttons":[{"type":"URL","text":"Go","url":"https://a.example","app_deep_link":{"ios":"a://b"}},{"type":"REMINDER","text":"Later","at":5}]},
             {"type":"CALL_PERMISSION_REQUEST"}]
            """)!.AsArray();

        var content = TemplateContent.FromJson(TemplateImport.FromComponents(components, ParameterFormat.Positional).Content.ToJson());
        var written = content.ToComponents(ParameterFormat.Positional);

        Assert.Equal(Sorted(components), Sorted(written));

        static IEnumerable<string> Sorted(JsonArray all) => all.Select(c => c!.ToJsonString()).Order(StringComparer.Ordinal);
    }

    [Fact]
    public void An_authentication_template_that_reads_back_as_a_link_stays_one()
    {
        var answered = JsonNode.Parse("""
            [{"type":"BODY","text":"*{{1}}* is your verification code. For your security, do not share this code.","add_security_recommendation":true,"example":{"body_text":[["123456"]]}},
             {"type":"FOOTER","text":"This code expires in 5 minutes.","code_expiration_minutes":5},
             {"type":"BUTTONS","buttons":[{"type":"URL","text":"Copy code","url":"https://www.whatsapp.com/otp/code/?otp_type=ONE_TAP&cta_display_name=Autofill&package_name=com.harbour.app&signature_hash=Qw3rTy%2B12%2F%3D&code=otp{{1}}","example":["https://www.whatsapp.com/otp/code/?otp_type=ONE_TAP&code=otp123456"]}]}]
            """)!.AsArray();

        var content = TemplateImport.FromComponents(answered, ParameterFormat.Positional).Content;

        Assert.Equal(
            """[{"type":"BODY","add_security_recommendation":true},{"type":"FOOTER","code_expiration_minutes":5},{"type":"BUTTONS","buttons":[{"type":"OTP","otp_type":"ONE_TAP","supported_apps":[{"package_name":"com.harbour.app","signature_hash":"Qw3rTy\u002B12/="}]}]}]""",
            content.ToComponents(ParameterFormat.Positional).ToJsonString());
    }

    [Fact]
    public void Going_to_authentication_and_back_keeps_what_was_written()
    {
        var content = KindOfTemplate.Of("link_and_call").Content;

        var code = content.For(TemplateCategory.Authentication);

        Assert.Equal("button0.code", Assert.Single(code.Variables()).Key);
        Assert.Equal(content.ToJson(), code.For(TemplateCategory.Marketing).ToJson());
    }

    private static TemplateContent WithoutFiles(TemplateContent content) =>
        content with { HeaderMedia = null, Cards = [.. content.Cards.Select(c => c with { Media = null })] };
}
