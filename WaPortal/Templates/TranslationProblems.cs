using WaPortal.Components.Pieces;
using WaPortal.Core.Templates;
using WaPortal.Core.Templates.Linting;

namespace WaPortal.Templates;

/// <summary>What the linter says about a translation, placed at the fields of the editor.</summary>
public static class TranslationProblems
{
    private const string MissingSample = "lang.sample_missing";

    public const string TitleField = "page-title";
    public const string HeaderField = "field-header";
    public const string BodyField = "field-body";
    public const string VariablesField = "field-variables";
    public const string FooterField = "field-footer";
    public const string ButtonsField = "field-buttons";
    public const string OfferField = "field-offer";
    public const string CardsField = "field-cards";
    public const string TimeToLiveField = "field-ttl";

    /// <summary>What the linter says about one translation.</summary>
    public static IReadOnlyList<FieldProblem> Of(TemplateContent content, string name, string language, TemplateCategory category, ParameterFormat format) =>
        [.. content.Lint(name, language, category, format).Select(finding => Place(finding, content, category, format))];

    /// <summary>What shows only beside the source language: differing variables, buttons, headers; samples that could be copied.</summary>
    public static IReadOnlyList<FieldProblem> AgainstSource(
        TemplateContent content, string language, TemplateContent source, string sourceLanguage, TemplateCategory category, ParameterFormat format)
    {
        var name = LanguageTags.Named(sourceLanguage).Name;
        var missing = Body(source).Except(Body(content)).ToList();
        var problems = FamilyLint.Lint([new FamilyMember(sourceLanguage, source), new FamilyMember(language, content)])
            .Select(f => Place(f.Finding, content, category, format))
            .Select(problem => problem.FieldId == BodyField && missing.Count > 0 && missing.All(v => problem.Text.Contains(Written(v), StringComparison.Ordinal))
                ? problem with { Fix = $"Insert {string.Join(", ", missing.Select(Written))}", Mend = given => Insert(given, missing) }
                : problem)
            .ToList<FieldProblem>();
        if (Copyable(content, source).Any())
        {
            problems.Add(new TemplateProblem(MissingSample, $"Samples are missing that {name} has.", "Variables", VariablesField, false, $"Copy {name}")
            {
                Mend = given => given with { Texts = given.Texts.Where(t => t.Value.Sample.Length > 0).Concat(Copyable(given, source)).ToDictionary(StringComparer.Ordinal) },
            });
        }
        return problems;
    }

    private static IEnumerable<TemplateVariable> Body(TemplateContent content) => content.Variables().Where(v => v is { Place: VariablePlace.Body, CardIndex: null });

    private static string Written(TemplateVariable variable) => $"{{{{{variable.Name}}}}}";

    private static TemplateContent Insert(TemplateContent content, IEnumerable<TemplateVariable> variables)
    {
        var text = string.Join(' ', variables.Select(Written));
        return content with { Body = content.Body.Length == 0 || char.IsWhiteSpace(content.Body[^1]) ? content.Body + text : $"{content.Body} {text}" };
    }

    // Fallbacks are words of the other language and stay there.
    private static IEnumerable<KeyValuePair<string, VariableText>> Copyable(TemplateContent content, TemplateContent source) =>
        from variable in content.Variables()
        where content.SampleOf(variable).Length == 0 && source.SampleOf(variable).Length > 0
        select new KeyValuePair<string, VariableText>(variable.Key, new VariableText(source.SampleOf(variable), content.FallbackOf(variable)));

    // A change of name, language or category is none of the text's.
    private static TemplateProblem Place(TemplateFinding finding, TemplateContent content, TemplateCategory category, ParameterFormat format)
    {
        var (name, id) = FieldOf(TemplateField.Of(finding, content));
        var fix = finding.Path is "name" or "language" or "category" or "parameter_format" ? null : finding.Fix;
        return new TemplateProblem(finding.Rule, finding.Message, name, id, finding.Severity == FindingSeverity.Error, fix?.Label)
        {
            Why = finding.Reason,
            Source = finding.Source,
            Mend = fix is null ? null : given => fix.Apply(given, category, format),
        };
    }

    private static (string Name, string Id) FieldOf(TemplateField field) => field switch
    {
        { CardIndex: { } card } => ($"Card {card + 1}", $"card-{card}"),
        _ => field.Kind switch
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
            TemplateFieldKind.Name => ("Name", TitleField),
            TemplateFieldKind.Language => ("Language", TitleField),
            TemplateFieldKind.Category => ("Category", TitleField),
            TemplateFieldKind.Template => ("Template", TitleField),
        },
    };
}
