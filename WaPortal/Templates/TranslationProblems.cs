using WaPortal.Components.Pieces;
using WaPortal.Core.Templates;
using WaPortal.Core.Templates.Linting;

namespace WaPortal.Templates;

/// <summary>What the linter says about a translation, placed at the fields of the editor.</summary>
public static class TranslationProblems
{
    private const string MissingVariable = "lang.variable_missing";
    private const string MissingSample = "lang.sample_missing";

    public const string HeaderField = "field-header";
    public const string BodyField = "field-body";
    public const string VariablesField = "field-variables";
    public const string FooterField = "field-footer";
    public const string ButtonsField = "field-buttons";
    public const string OfferField = "field-offer";
    public const string CardsField = "field-cards";
    public const string TimeToLiveField = "field-ttl";

    public static IReadOnlyList<FieldProblem> Of(IEnumerable<TemplateFinding> findings, TemplateContent content) =>
        [.. findings.Select(finding => Place(finding, TemplateField.Of(finding, content)))];

    /// <summary>Advice from a comparison with the source language: variables left out, samples that could be copied.</summary>
    public static IReadOnlyList<FieldProblem> AgainstSource(TranslationForm form, TranslationForm? source, string sourceName)
    {
        if (source is null)
            return [];
        var here = form.Variables.Select(v => v.Variable).ToHashSet();
        var problems = source.Variables
            .Where(v => v.Variable.Place == VariablePlace.Body && !here.Contains(v.Variable))
            .Select(v => new FieldProblem(MissingVariable, $"{{{{{v.Name}}}}} of the {sourceName} source is missing.", "Body", BodyField, false, $"Insert {{{{{v.Name}}}}}"))
            .ToList();
        if (Copyable(form, source).Count > 0)
            problems.Add(new FieldProblem(MissingSample, $"Samples are missing that {sourceName} has.", "Variables", VariablesField, false, $"Copy {sourceName}"));
        return problems;
    }

    /// <summary>Does what the problem's button says; false where there is nothing to do any more.</summary>
    public static bool TryFix(FieldProblem problem, TranslationForm form, TranslationForm? source)
    {
        if (source is null)
            return false;
        switch (problem.Rule)
        {
            case MissingVariable:
                var name = problem.Fix!["Insert ".Length..];
                form.Body = form.Body.Length == 0 || char.IsWhiteSpace(form.Body[^1]) ? form.Body + name : $"{form.Body} {name}";
                return true;
            case MissingSample:
                foreach (var (here, there) in Copyable(form, source))
                    here.Sample = there.Sample;
                return true;
            default:
                return false;
        }
    }

    private static List<(VariableForm Here, VariableForm There)> Copyable(TranslationForm form, TranslationForm source) =>
        [.. from here in form.Variables
            where here.Sample.Length == 0
            join there in source.Variables on here.Variable equals there.Variable
            where there.Sample.Length > 0
            select (here, there)];

    private static FieldProblem Place(TemplateFinding finding, TemplateField field)
    {
        var (name, id) = field.Kind switch
        {
            TemplateFieldKind.Cards => ("Cards", CardsField),
            TemplateFieldKind.Offer => ("Limited-time offer", OfferField),
            TemplateFieldKind.TimeToLive => ("Time to live", TimeToLiveField),
            TemplateFieldKind.Header => ("Header", HeaderField),
            TemplateFieldKind.Body => ("Body", BodyField),
            TemplateFieldKind.Variables => ("Variables", VariablesField),
            TemplateFieldKind.Footer => ("Footer", FooterField),
            TemplateFieldKind.Buttons when field.ButtonIndex is { } index => ($"Button {index + 1}", $"button-{index}"),
            TemplateFieldKind.Buttons => ("Buttons", ButtonsField),
            TemplateFieldKind.Name => ("Name", "template-title"),
            TemplateFieldKind.Language => ("Language", "template-title"),
            TemplateFieldKind.Category => ("Category", "template-title"),
            TemplateFieldKind.Template => ("Template", "template-title"),
        };
        if (field.CardIndex is { } card)
            (name, id) = ($"Card {card + 1}", $"card-{card}");
        return new FieldProblem(finding.Rule, finding.Message, name, id, finding.Severity == FindingSeverity.Error);
    }
}
