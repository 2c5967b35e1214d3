using System.Text.Json;
using WaPortal.Core.Templates.Linting.Fixing;

namespace WaPortal.Core.Templates.Linting.Rules;

/// <summary>Name, language, category and parameter format.</summary>
internal sealed class IdentityRules : TemplateRule
{
    private static readonly RuleInfo NameRequired = RuleInfo.Error("name.required", "Message Template API reference", "A template is known by its name.");
    private static readonly RuleInfo NameCharset = RuleInfo.Error("name.charset", "Template management; live answers (2388046)", "Names are lower-case letters, digits and underscores.", "Makes a name of the allowed characters");
    private static readonly RuleInfo NameLength = RuleInfo.Error("name.length", "Template management", "Names hold at most 512 characters.");
    private static readonly RuleInfo NameTaken = RuleInfo.Advice("name.taken", "Live answers (2388155)", "The platform's own samples keep their names.");
    private static readonly RuleInfo LanguageRequired = RuleInfo.Error("language.required", "Message Template API reference", "Every translation names its language.");
    private static readonly RuleInfo LanguageSupported = RuleInfo.Error("language.supported", "Supported languages", "Only the 111 listed codes are taken, exactly as listed.", "Uses the code that was meant");
    private static readonly RuleInfo CategoryRequired = RuleInfo.Error("category.required", "Message Template API reference", "The category decides price and review.");
    private static readonly RuleInfo CategoryEnum = RuleInfo.Error("category.enum", "Template categorization", "Three categories exist; those of before 2023 are retired.");
    private static readonly RuleInfo CategoryUncertain = RuleInfo.Advice("category.free_service", "Message Template API reference", "The reference lists the value and no guide explains it.");
    private static readonly RuleInfo FormatEnum = RuleInfo.Error("param.format_enum", "Template fundamentals", "Variables are positional or named.");

    public override IReadOnlyList<RuleInfo> Rules =>
        [NameRequired, NameCharset, NameLength, NameTaken, LanguageRequired, LanguageSupported, CategoryRequired, CategoryEnum, CategoryUncertain, FormatEnum];

    public override void Check(TemplatePayload template, FindingList findings)
    {
        CheckName(template.Root["name"], template.IsRead, findings);
        // Authentication templates may be made in several languages with one call.
        if (template.IsAuthentication && template.Root["languages"].Items is { Count: > 0 } several)
        {
            foreach (var one in several) CheckLanguage(one, findings);
        }
        else
        {
            CheckLanguage(template.Root["language"], findings);
        }

        CheckCategory(template.Root["category"], findings);
        var format = template.Root["parameter_format"];
        if (format.Exists && format.Upper is not ("POSITIONAL" or "NAMED"))
            findings.Add(FormatEnum, format, "The parameter format is POSITIONAL or NAMED.");
    }

    private static void CheckName(JsonCursor name, bool isRead, FindingList findings)
    {
        if (name.Text is not { Length: > 0 } text)
        {
            findings.Add(NameRequired, name, "The template has no name.");
            return;
        }

        if (TemplateName.FirstForbidden(text) is { } forbidden)
            findings.Add(NameCharset, name, $"The name holds {forbidden}. Only a-z, 0-9 and _ are allowed.", Fix.Text($"Call it {TemplateName.Suggest(text)}", name, TemplateName.Suggest(text)));
        if (TextFacts.Length(text) > TemplateName.MaxLength)
            findings.Add(NameLength, name, $"The name has {TextFacts.Length(text)} characters; the limit is {TemplateName.MaxLength}.");
        if (!isRead && text == "hello_world")
            findings.Add(NameTaken, name, "hello_world is the name of a sample that most accounts hold already. Choose another one.");
    }

    private static void CheckLanguage(JsonCursor language, FindingList findings)
    {
        if (language.Text is not { Length: > 0 } code)
            findings.Add(LanguageRequired, language, "The template has no language.");
        else if (TemplateLanguages.Find(code) is null)
        {
            var guess = TemplateLanguages.Guess(code) is { } meant ? $" Did you mean {meant.Code} ({meant.Name})?" : "";
            findings.Add(
                LanguageSupported, language, $"\"{code}\" is not a language code of the platform.{guess}",
                TemplateLanguages.Guess(code) is { } right ? Fix.Text($"Use {right.Code}", language, right.Code) : null);
        }
    }

    private static void CheckCategory(JsonCursor category, FindingList findings)
    {
        if (!category.Exists || (category.Kind == JsonValueKind.String && category.Upper.Length == 0))
            findings.Add(CategoryRequired, category, "The template has no category.");
        else if (category.Upper == "FREE_SERVICE")
            findings.Add(CategoryUncertain, category, "FREE_SERVICE is listed by the reference but explained nowhere. Use MARKETING, UTILITY or AUTHENTICATION.");
        else if (category.Upper is not ("MARKETING" or "UTILITY" or "AUTHENTICATION"))
            findings.Add(CategoryEnum, category, "The category is MARKETING, UTILITY or AUTHENTICATION.");
    }
}
