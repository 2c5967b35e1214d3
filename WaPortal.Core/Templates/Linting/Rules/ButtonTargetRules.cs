using System.Text.Json;
using WaPortal.Core.Templates.Linting.Fixing;

namespace WaPortal.Core.Templates.Linting.Rules;

/// <summary>Phone numbers, codes and flows behind buttons.</summary>
internal sealed class ButtonTargetRules : TemplateRule
{
    public const int PhoneMaxLength = 20;
    public const int CodeMaxLength = 20;

    private static readonly RuleInfo PhoneRequired = RuleInfo.Error("button.phone_required", "Template components", "A call button has a number.");
    private static readonly RuleInfo PhoneLength = RuleInfo.Error("button.phone_length", "Template components", "A number holds 20 characters.", "Writes digits only");
    private static readonly RuleInfo PhoneFormat = RuleInfo.Error("button.phone_format", "Template components", "A number is digits, with or without a plus.", "Writes digits only");
    private static readonly RuleInfo PhoneNational = RuleInfo.Advice("button.phone_national", "Template components", "Zeros after the country code are stripped.");
    private static readonly RuleInfo CodeExample = RuleInfo.Error("button.copy_code_example", "Template components", "The sample is the code that reviewers see.");
    private static readonly RuleInfo CodeLength = RuleInfo.Error("button.copy_code_length", "Changelog of 3 December 2025", "A code holds 20 characters (15 before).");
    private static readonly RuleInfo CodeShape = RuleInfo.Advice("button.copy_code_shape", "Template components", "The sample of a code is a plain text.", "Writes it as text");
    private static readonly RuleInfo FlowSource = RuleInfo.Error("button.flow_source", "Message Template API reference", "A flow is given in exactly one way.");
    private static readonly RuleInfo FlowAction = RuleInfo.Error("button.flow_action", "Message Template API reference", "A flow navigates or exchanges data.");
    private static readonly RuleInfo FlowScreen = RuleInfo.Advice("button.flow_screen", "Message Template API reference", "A first screen only means something when navigating.", "Leaves it out");
    private static readonly RuleInfo FlowIcon = RuleInfo.Error("button.flow_icon", "A public client library", "Three icons exist.");

    private static readonly string[] FlowSources = ["flow_id", "flow_name", "flow_json"];

    public override IReadOnlyList<RuleInfo> Rules =>
        [PhoneRequired, PhoneLength, PhoneFormat, PhoneNational, CodeExample, CodeLength, CodeShape, FlowSource, FlowAction, FlowScreen, FlowIcon];

    public override void Check(TemplatePayload template, FindingList findings)
    {
        foreach (var button in template.AllComponents.Where(c => c.Type == "BUTTONS").SelectMany(c => c.Buttons))
        {
            if (button.Type == "PHONE_NUMBER") CheckPhone(button.Json["phone_number"], findings);
            if (button.Type == "COPY_CODE") CheckCode(button.Json["example"], findings);
            if (button.Type == "FLOW") CheckFlow(button.Json, findings);
        }
    }

    /// <summary>A phone number, wherever in a payload it stands.</summary>
    internal static void CheckPhone(JsonCursor phone, FindingList findings)
    {
        if (phone.Kind == JsonValueKind.Number)
        {
            findings.Add(PhoneFormat, phone, "The phone number is a number. It must be a text: write it in quotes, with a + in front.", phone.Whole is > 0 ? Fix.Set("Write it as a text", phone.Path, "+" + phone.Raw) : null);
            return;
        }

        if (TextFacts.IsBlank(phone.Text))
        {
            findings.Add(PhoneRequired, phone, "The button has no phone number.");
            return;
        }

        if (TextFacts.Length(phone.Text) > PhoneMaxLength)
            findings.Add(PhoneLength, phone, $"The number has {TextFacts.Length(phone.Text)} characters; the limit is {PhoneMaxLength}.", Plain(phone));
        var digits = phone.Text.Count(char.IsAsciiDigit);
        if (digits == 0 || !phone.Text.All(c => char.IsAsciiDigit(c) || c is '+' or ' ' or '-' or '(' or ')' or '.') || phone.Text.LastIndexOf('+') > 0)
            findings.Add(PhoneFormat, phone, "A phone number is digits, with a + in front.", Plain(phone));
        else if (phone.Text.TrimStart('+').StartsWith('0'))
            findings.Add(PhoneNational, phone, "Write the number with its country code, e.g. +44 20 7946 0182.");
    }

    private static void CheckCode(JsonCursor example, FindingList findings)
    {
        var code = example.Kind == JsonValueKind.Array && example.Items.Count == 1 ? example.Items[0] : example;
        if (TextFacts.IsBlank(code.Text))
            findings.Add(CodeExample, example, "The copy-code button has no sample code.");
        else if (TextFacts.Length(code.Text) > CodeMaxLength)
            findings.Add(CodeLength, example, $"The code has {TextFacts.Length(code.Text)} characters; the limit is {CodeMaxLength}.");
        else if (code.Path != example.Path)
            findings.Add(CodeShape, example, "Write the sample code as a plain text, not as an array.", Fix.Set("Write it as text", example.Path, code.Text));
    }

    private static void CheckFlow(JsonCursor button, FindingList findings)
    {
        var sources = FlowSources.Count(name => button[name].Exists && button[name].Text is not "");
        if (sources != 1)
            findings.Add(FlowSource, button, "A flow button names its flow in exactly one of flow_id, flow_name and flow_json.");
        var action = button["flow_action"];
        if (action.Exists && action.Upper is not ("NAVIGATE" or "DATA_EXCHANGE"))
            findings.Add(FlowAction, action, "The action of a flow is navigate or data_exchange.");
        else if (action.Upper == "DATA_EXCHANGE" && button["navigate_screen"].Exists)
            findings.Add(FlowScreen, button["navigate_screen"], "navigate_screen is only used when the action is navigate.", Fix.Remove("Leave it out", button["navigate_screen"]));
        if (button["icon"].Exists && button["icon"].Upper is not ("DOCUMENT" or "PROMOTION" or "REVIEW"))
            findings.Add(FlowIcon, button["icon"], "The icon of a flow is DOCUMENT, PROMOTION or REVIEW.");
    }

    private static TemplateFix? Plain(JsonCursor phone)
    {
        var digits = string.Concat(phone.Text!.Where(char.IsAsciiDigit));
        return digits.Length is >= 7 and <= 15 && !phone.Text!.Any(char.IsLetter) ? Fix.Text("Write digits only", phone, "+" + digits) : null;
    }
}
