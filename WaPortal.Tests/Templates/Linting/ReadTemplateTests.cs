using System.Text.Json;
using WaPortal.Core.Templates.Linting;
using Xunit;
using static WaPortal.Tests.Templates.Linting.LintPayload;

namespace WaPortal.Tests.Templates.Linting;

public sealed class ReadTemplateTests
{
    private const string Code = """{"type":"URL","text":"Copy code","url":"https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp{{1}}","example":["https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp123456"]}""";

    /// <summary>What the platform gives out and would not take: category, components, more, the errors of the same as a payload to send.</summary>
    public static TheoryData<string, string, string, string[]> Given => new()
    {
        { "UTILITY", Body, "\"sub_category\":\"CUSTOM\"", ["sub_category.enum"] },
        { "UTILITY", """{"type":"HEADER","format":"IMAGE","example":{"header_handle":["https://scontent.whatsapp.net/v/a.jpg"]}},""" + Body, "", ["header.media_example"] },
        { "AUTHENTICATION", """{"type":"BODY","text":"*{{1}}* is your verification code.","add_security_recommendation":true,"example":{"body_text":[["123456"]]}},{"type":"FOOTER","text":"This code expires in 5 minutes.","code_expiration_minutes":5},""" + Buttons(Code), "", ["auth.body_text", "auth.footer_text", "auth.otp_required", "auth.button_type"] },
        { "UTILITY", Body + "," + Buttons("""{"type":"TAP_TARGET","text":"Open"}"""), "", ["button.type_enum"] },
        { "UTILITY", Body + """,{"type":"TAP_TARGET_CONFIGURATION"}""", "", ["component.type_enum"] },
        { "UTILITY", Body, "\"library_template_name\":\"delivery_update_1\"", ["library.components"] },
    };

    [Theory, MemberData(nameof(Given))]
    public void What_the_platform_gives_out_is_no_error_there(string category, string components, string more, string[] sent)
    {
        var payload = Of(components, category, more);

        Assert.DoesNotContain(TemplateLinter.Lint(JsonUnicode.Of(payload), isRead: true), f => f.Severity == FindingSeverity.Error);
        Assert.Equal(sent.Order(StringComparer.Ordinal), Errors(payload).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Types_that_only_reads_have_and_the_sample_of_every_account_are_not_advised_against()
    {
        var payload = JsonDocument.Parse("""{"name":"hello_world","language":"en_US","category":"UTILITY","components":[""" + Body + "," + Buttons("""{"type":"EXTENSION","text":"A"}""") + "]}").RootElement;

        Assert.Equal(["name.taken", "button.type_read_only"], Advice(payload));
        Assert.Empty(TemplateLinter.Lint(JsonUnicode.Of(payload), isRead: true));
    }

    [Fact]
    public void Other_faults_of_a_read_stay_faults() =>
        Assert.Contains(
            TemplateLinter.Lint(JsonUnicode.Of(Of(Body + "," + Buttons("""{"type":"URL","text":"A","url":"https://a.example"}"""), "AUTHENTICATION")), isRead: true),
            f => f.Rule == "auth.otp_required");
}
