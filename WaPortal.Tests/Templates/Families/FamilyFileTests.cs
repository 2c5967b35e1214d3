using System.Text;
using WaPortal.Core.Templates;
using WaPortal.Core.Templates.Linting;
using Xunit;

namespace WaPortal.Tests.Templates.Families;

public sealed class FamilyFileTests
{
    private static readonly TemplateFamily Market = new("autumn_market", TemplateCategory.Marketing, ParameterFormat.Named,
    [
        new FamilyTranslation("en_GB", new TemplateContent
        {
            Header = HeaderKind.Text,
            HeaderText = "Autumn market",
            Body = "Hello {{name}}, our market opens on Saturday at nine in the old harbour hall.",
            Footer = "Reply STOP to hear no more",
            Buttons = [new TemplateButton(ButtonKind.QuickReply, "Show me more"), new TemplateButton(ButtonKind.Url, "Open", "https://www.example.com/m/{{1}}")],
            Texts = new Dictionary<string, VariableText> { ["body.name"] = new("Ana", "dear customer"), ["button1.1"] = new("a1") },
            TimeToLiveSeconds = 86_400,
        }),
        new FamilyTranslation("ar", new TemplateContent
        {
            Body = "مرحبًا {{name}}، يفتح السوق أبوابه يوم السبت في قاعة الميناء القديم.",
            Texts = new Dictionary<string, VariableText> { ["body.name"] = new("ليلى") },
        }),
    ]);

    [Fact]
    public void What_is_written_is_read_back_equal()
    {
        var read = Assert.IsType<FamilyReading.Read>(FamilyFile.Read(FamilyFile.Write(Market)));
        Assert.Empty(read.Remarks);
        Assert.Equal((Market.Name, Market.Category, Market.ParameterFormat), (read.Family.Name, read.Family.Category, read.Family.ParameterFormat));
        Assert.Equal(Market.Translations.Select(t => (t.Language, t.Content.ToJson())), read.Family.Translations.Select(t => (t.Language, t.Content.ToJson())));
    }

    [Fact]
    public void The_file_can_be_read_by_people()
    {
        var text = Encoding.UTF8.GetString(FamilyFile.Write(Market));
        Assert.Contains("مرحبًا", text, StringComparison.Ordinal);
        Assert.Contains("\n  \"name\": \"autumn_market\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sample_file_is_missing_and_said_to_be()
    {
        var family = Market with { Translations = [new FamilyTranslation("en_GB", Market.Translations[0].Content with { Header = HeaderKind.Image, HeaderText = null, HeaderMedia = Guid.NewGuid() })] };
        var read = Assert.IsType<FamilyReading.Read>(FamilyFile.Read(FamilyFile.Write(family)));
        Assert.Equal(HeaderKind.Image, read.Family.Translations[0].Content.Header);
        Assert.Null(read.Family.Translations[0].Content.HeaderMedia);
        Assert.Contains("the sample picture is not in the file", Assert.Single(read.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public void One_create_payload_is_a_template_too()
    {
        var payload = Market.Translations[0].Content.ToCreatePayload("autumn_market", "en_GB", TemplateCategory.Marketing, ParameterFormat.Named);
        var read = Assert.IsType<FamilyReading.Read>(FamilyFile.Read(Encoding.UTF8.GetBytes(payload.ToJsonString())));
        Assert.Equal("en_GB", Assert.Single(read.Family.Translations).Language);
    }

    [Theory]
    [InlineData("", "no JSON")]
    [InlineData("{", "no JSON")]
    [InlineData("[]", "outermost part")]
    [InlineData("null", "outermost part")]
    [InlineData("{}", "no exported template")]
    [InlineData("""{"format":"waportal.template-family","format":"x"}""", "no JSON")]
    [InlineData("""{"format":"waportal.template-family","version":2}""", "newer program")]
    [InlineData("""{"format":"waportal.template-family","version":1,"category":"OTHER"}""", "MARKETING")]
    [InlineData("""{"format":"waportal.template-family","version":1,"category":"7"}""", "MARKETING")]
    [InlineData("""{"format":"waportal.template-family","version":1,"category":"UTILITY","translations":{}}""", "between 1 and 120")]
    [InlineData("""{"format":"waportal.template-family","version":1,"category":"UTILITY","translations":[{"language":"xx","components":[]}]}""", "no language")]
    [InlineData("""{"format":"waportal.template-family","version":1,"category":"UTILITY","translations":[{"language":"de"}]}""", "components")]
    [InlineData("""{"format":"waportal.template-family","version":1,"category":"UTILITY","translations":[{"language":"de","components":[]},{"language":"de","components":[]}]}""", "twice")]
    public void What_is_no_template_is_refused_with_the_reason(string file, string reason) =>
        Assert.Contains(reason, Assert.IsType<FamilyReading.Refused>(FamilyFile.Read(Encoding.UTF8.GetBytes(file))).Reason, StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_too_long_is_not_read() =>
        Assert.IsType<FamilyReading.Refused>(FamilyFile.Read(new byte[FamilyFile.MaxLength + 1]));

    public static TheoryData<string> Library => [.. TemplateLibrary.All.Select(t => t.Id)];

    [Theory, MemberData(nameof(Library))]
    public void Every_starting_point_could_be_submitted_as_it_is(string id)
    {
        var template = TemplateLibrary.Find(id)!;
        Assert.True(template.Family.Translations.Count >= 6);
        foreach (var (language, content) in template.Family.Translations)
        {
            var errors = content.Lint(template.Family.Name, language, template.Family.Category, template.Family.ParameterFormat).Where(f => f.Severity == FindingSeverity.Error);
            Assert.True(!errors.Any(), $"{id} {language}: {string.Join("; ", errors.Select(e => e.Rule))}");
        }
    }

    [Fact]
    public void The_library_has_something_for_each_category() =>
        Assert.Equal(Enum.GetValues<TemplateCategory>(), TemplateLibrary.All.Select(t => t.Family.Category).Distinct().Order());
}
