using WaPortal.Core.Templates;
using WaPortal.Templates;
using Xunit;

namespace WaPortal.Tests.Templates;

public sealed class TranslationProblemsTests
{
    private static readonly TemplateContent Source = new()
    {
        Body = "Hi {{first_name}}, see you in {{city}} soon.",
        Texts = new Dictionary<string, VariableText> { ["body.first_name"] = new("Lucy"), ["body.city"] = new("Bristol") },
    };

    [Fact]
    public void A_variable_that_the_translation_left_out_is_advice_that_its_button_puts_right()
    {
        var source = TranslationForm.From(Source);
        var form = TranslationForm.From(new TemplateContent { Body = "Hola {{first_name}}, nos vemos en" });
        var problem = Assert.Single(TranslationProblems.AgainstSource(form, source, "English"), p => p.Rule == "lang.variable_missing");
        Assert.False(problem.IsError);
        Assert.True(TranslationProblems.TryFix(problem, form, source));
        Assert.Equal("Hola {{first_name}}, nos vemos en {{city}}", form.Body);
        Assert.DoesNotContain(TranslationProblems.AgainstSource(form, source, "English"), p => p.Rule == "lang.variable_missing");
    }

    [Fact]
    public void Missing_samples_are_copied_and_given_ones_stay()
    {
        var source = TranslationForm.From(Source);
        var form = TranslationForm.From(Source with { Texts = new Dictionary<string, VariableText> { ["body.first_name"] = new("Lucía") } });
        var problem = Assert.Single(TranslationProblems.AgainstSource(form, source, "English"));
        Assert.True(TranslationProblems.TryFix(problem, form, source));
        Assert.Equal(["Lucía", "Bristol"], form.Variables.Select(v => v.Sample));
    }

    [Fact]
    public void The_source_is_not_compared_with_itself() =>
        Assert.Empty(TranslationProblems.AgainstSource(TranslationForm.From(Source), null, "English"));

    [Fact]
    public void Every_finding_has_a_field_of_the_editor_to_jump_to()
    {
        var content = new TemplateContent
        {
            Header = HeaderKind.Text,
            HeaderText = new string('x', 61),
            Body = "{{first_name}}",
            Footer = new string('x', 61),
            Buttons = [new(ButtonKind.Url, "", "no address")],
        };
        var problems = TranslationProblems.Of(content.Lint("name", "es", TemplateCategory.Marketing, ParameterFormat.Named), content);
        var fields = problems.Select(p => p.FieldId).ToHashSet();
        Assert.Superset(new HashSet<string> { "field-header", "field-body", "field-footer", "button-0" }, fields);
        Assert.All(problems, p => Assert.NotEmpty(p.Text));
    }
}
