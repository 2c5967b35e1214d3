using WaPortal.Components.Pieces;
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
        var content = new TemplateContent { Body = "Hola {{first_name}}, nos vemos en" };
        var problem = Assert.Single(Against(content), p => p.Rule == "family.variables");
        Assert.False(problem.IsError);
        var mended = Mend(problem, content);
        Assert.Equal("Hola {{first_name}}, nos vemos en {{city}}", mended.Body);
        Assert.DoesNotContain(Against(mended), p => p.Rule == "family.variables");
    }

    [Fact]
    public void Missing_samples_are_copied_and_given_ones_stay()
    {
        var content = new TemplateContent
        {
            Body = "Hola {{first_name}}, nos vemos pronto en {{city}}.",
            Texts = new Dictionary<string, VariableText> { ["body.first_name"] = new("Lucía", "amiga"), ["body.city"] = new("", "allí") },
        };
        var mended = Mend(Assert.Single(Against(content)), content);
        Assert.Equal([new("Lucía", "amiga"), new("Bristol", "allí")], mended.Variables().Select(v => mended.Texts[v.Key]));
    }

    [Fact]
    public void A_fix_of_the_linter_changes_the_content_and_takes_the_problem_away()
    {
        var content = new TemplateContent { Body = "Hello there, see you at our shop on Saturday at nine  ", Footer = "Bye {{1}}" };
        foreach (var problem in Of(content).OfType<TemplateProblem>().Where(p => p.Mend is not null))
        {
            Assert.NotEmpty(problem.Fix!);
            Assert.DoesNotContain(Of(problem.Mend!(content)), p => p == problem with { Mend = p is TemplateProblem same ? same.Mend : null });
        }
        Assert.Contains(Of(content).OfType<TemplateProblem>(), p => p.Mend is not null && p.FieldId == TranslationProblems.FooterField);
    }

    [Fact]
    public void Every_finding_says_why_and_where_that_is_from() => Assert.All(Of(new TemplateContent { Body = "{{a}}{{b}}" }), problem =>
    {
        Assert.NotEmpty(problem.Why!);
        Assert.NotEmpty(problem.Source!);
    });

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
        var problems = Of(content);
        var fields = problems.Select(p => p.FieldId).ToHashSet();
        Assert.Superset(new HashSet<string> { "field-header", "field-body", "field-footer", "button-0" }, fields);
        Assert.All(problems, p => Assert.NotEmpty(p.Text));
    }

    private static IReadOnlyList<FieldProblem> Of(TemplateContent content) => TranslationProblems.Of(content, "name", "es", TemplateCategory.Marketing, ParameterFormat.Named);

    private static IReadOnlyList<FieldProblem> Against(TemplateContent content) =>
        TranslationProblems.AgainstSource(content, "es", Source, "en_GB", TemplateCategory.Marketing, ParameterFormat.Named);

    private static TemplateContent Mend(FieldProblem problem, TemplateContent content) => Assert.IsType<TemplateProblem>(problem).Mend!(content);
}
