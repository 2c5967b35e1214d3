using WaPortal.Core.Templates.Linting.Fixing;

namespace WaPortal.Core.Templates.Linting.Rules;

/// <summary>Kind, text and sample of the header, of the message and of carousel cards.</summary>
internal sealed class HeaderRules : TemplateRule
{
    public const int MaxLength = 60;

    private static readonly RuleInfo FormatEnum = RuleInfo.Error("header.format_enum", "Template components", "Headers are text, image, video, document, GIF, location or product.");
    private static readonly RuleInfo TextRequired = RuleInfo.Error("header.text_required", "Template components", "A text header has a text.");
    private static readonly RuleInfo Length = RuleInfo.Error("header.length", "Template components", "A text header holds 60 characters.");
    private static readonly RuleInfo OneVariable = RuleInfo.Error("header.one_variable", "Template components", "A text header holds one variable.");
    private static readonly RuleInfo TextFormat = RuleInfo.Error("header.text_format", "Live answers (2388072, 2388047)", "Headers are one plain line.", "Makes one plain line of it");
    private static readonly RuleInfo LoneCharacter = RuleInfo.Advice("header.lone_formatting", "Live answers (2388072)", "Answers speak of formatting characters without listing them.", "Removes the characters");
    private static readonly RuleInfo VariableEdge = RuleInfo.Advice("header.variable_edge", "Template review; the platform's own sample", "It is open whether the rule on the first and last word covers headers.");
    private static readonly RuleInfo MediaExample = RuleInfo.Error("header.media_example", "Template components; live answers (2388043)", "Reviewers need a sample of the media.");
    private static readonly RuleInfo MediaManyExamples = RuleInfo.Advice("header.media_many", "Template components", "One sample is looked at.", "Keeps the first");
    private static readonly RuleInfo LocationExample = RuleInfo.Advice("header.location_example", "Template components", "A location header takes its place when sent.", "Leaves the sample out");
    private static readonly RuleInfo Gif = RuleInfo.Advice("header.gif", "Template components", "GIF headers work with the Marketing Messages API only.");

    public override IReadOnlyList<RuleInfo> Rules =>
        [FormatEnum, TextRequired, Length, OneVariable, TextFormat, LoneCharacter, VariableEdge, MediaExample, MediaManyExamples, LocationExample, Gif];

    public override void Check(TemplatePayload template, FindingList findings)
    {
        foreach (var header in template.AllComponents.Where(c => c.Type == "HEADER"))
        {
            switch (header.Format)
            {
                case "TEXT":
                    CheckText(header, findings);
                    break;
                case "IMAGE" or "VIDEO" or "DOCUMENT" or "GIF":
                    CheckMedia(header, template.IsRead, findings);
                    break;
                case "LOCATION":
                    if (header.Example.Exists) findings.Add(LocationExample, header.Example, "A location header has no sample.", Fix.Remove("Leave the sample out", header.Example));
                    break;
                case "PRODUCT":
                    break;
                case "":
                    findings.Add(FormatEnum, header.Json["format"], "The header does not say whether it is text, image, video, document or location.");
                    break;
                default:
                    findings.Add(FormatEnum, header.Json["format"], $"\"{header.Json["format"].Text}\" is not a kind of header. Use TEXT, IMAGE, VIDEO, DOCUMENT or LOCATION.");
                    break;
            }
        }
    }

    private static void CheckText(ComponentView header, FindingList findings)
    {
        if (header.Text.Text is not { } text || TextFacts.IsBlank(text))
        {
            findings.Add(TextRequired, header.Text, "The header has no text.");
            return;
        }

        if (TextFacts.Length(text) > MaxLength)
            findings.Add(Length, header.Text, $"The header has {TextFacts.Length(text)} characters; the limit is {MaxLength}.");
        var variables = Placeholders.In(text);
        if (variables.Count > 1)
            findings.Add(OneVariable, header.Text, $"The header has {variables.Count} variables; one is allowed.");
        if (PlainTextProblem.Of(text) is { } problem)
            findings.Add(TextFormat, header.Text, $"The header holds {problem}. Headers are plain text on one line.", Fix.Text("Make it plain text", header.Text, PlainText.OneLine(text)));
        else if (TextFacts.HasLoneFormattingCharacter(text))
            findings.Add(LoneCharacter, header.Text, "The header holds _, ~ or `, which the platform may take for formatting.", Fix.Text("Remove formatting characters", header.Text, PlainText.WithoutFormatting(text)));
        if (variables.Count == 1 && (TextFacts.IsBlank(text[..variables[0].Start]) || TextFacts.IsBlank(text[variables[0].End..])))
            findings.Add(VariableEdge, header.Text, "The header starts or ends with a variable. Some reviewers reject that: put a word around it.");
    }

    private static void CheckMedia(ComponentView header, bool isRead, FindingList findings)
    {
        var handles = header.Example["header_handle"];
        if (header.Format == "GIF")
            findings.Add(Gif, header.Json["format"], "GIF headers can only be sent with the Marketing Messages API.");
        if (handles.Items.Count == 0)
        {
            findings.Add(MediaExample, handles, $"The {header.Format.ToLowerInvariant()} header has no sample file.");
            return;
        }

        foreach (var handle in handles.Items)
        {
            if (TextFacts.IsBlank(handle.Text))
                findings.Add(MediaExample, handle, "The handle of the sample file is empty.");
            else if (!isRead && IsAddress(handle.Text))
                findings.Add(MediaExample, handle, "An address is not a handle: upload the sample file and use the handle of the upload.");
        }

        if (handles.Items.Count > 1) findings.Add(MediaManyExamples, handles, "One sample file is enough.", FirstOnly(handles));
    }

    // What the platform gives out is an address that expires; it takes none.
    private static bool IsAddress(string handle) =>
        handle.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || handle.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    private static TemplateFix FirstOnly(JsonCursor handles)
    {
        var (path, first) = (handles.Path, handles.Items[0].Text);
        return Fix.Set("Keep the first", path, new System.Text.Json.Nodes.JsonArray(first));
    }
}
