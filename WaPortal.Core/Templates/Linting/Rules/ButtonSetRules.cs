using System.Text.Json;
using WaPortal.Core.Templates.Linting.Fixing;

namespace WaPortal.Core.Templates.Linting.Rules;

/// <summary>Which buttons there are, how many, and in what order.</summary>
internal sealed class ButtonSetRules : TemplateRule
{
    public const int MaxButtons = 10;

    private static readonly RuleInfo Empty = RuleInfo.Error("buttons.empty", "Template components", "A component of buttons has buttons.", "Removes the component");
    private static readonly RuleInfo Total = RuleInfo.Error("buttons.total", "Template components", "Ten buttons at most.");
    private static readonly RuleInfo TypeEnum = RuleInfo.Error("button.type_enum", "Message Template API reference", "The platform knows a closed set of buttons.");
    private static readonly RuleInfo TypeReadOnly = RuleInfo.Advice("button.type_read_only", "Components webhook", "Some types are only ever seen in what the platform sends.");
    private static readonly RuleInfo Grouping = RuleInfo.Error("buttons.grouping", "Template components", "Quick replies stand together, and so do the others.", "Sorts the buttons into groups");
    private static readonly RuleInfo SpecialAlone = RuleInfo.Error("buttons.special_alone", "Template components", "Catalogue, product and code buttons stand alone.");
    private static readonly RuleInfo FlowAlone = RuleInfo.Advice("buttons.flow_alone", "Template components", "Whether a flow mixes with other buttons is not settled.");
    private static readonly RuleInfo Duplicate = RuleInfo.Advice("buttons.duplicate_label", "Common sense", "Two buttons with one label cannot be told apart in replies.");
    private static readonly RuleInfo Desktop = RuleInfo.Advice("buttons.desktop", "Template components", "Desktop clients do not show every mix.");

    private static readonly Dictionary<string, (int Max, RuleInfo Rule)> Limits = new(StringComparer.Ordinal)
    {
        ["URL"] = (2, RuleInfo.Error("buttons.url_max", "Template components", "Two address buttons at most.")),
        ["PHONE_NUMBER"] = (1, RuleInfo.Error("buttons.phone_max", "Template components", "One call button at most.")),
        ["COPY_CODE"] = (1, RuleInfo.Error("buttons.copy_code_max", "Template components", "One code button at most.")),
        ["VOICE_CALL"] = (1, RuleInfo.Error("buttons.voice_call_max", "A public client library", "One WhatsApp call button at most.")),
    };

    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "QUICK_REPLY", "URL", "PHONE_NUMBER", "COPY_CODE", "VOICE_CALL", "OTP", "FLOW", "CATALOG", "MPM", "SPM", "ORDER_DETAILS", "REQUEST_CONTACT_INFO",
    };

    private static readonly HashSet<string> OnlyRead = new(StringComparer.Ordinal) { "EXTENSION", "POSTBACK", "REMINDER", "SEND_LOCATION" };

    public override IReadOnlyList<RuleInfo> Rules =>
        [Empty, Total, TypeEnum, TypeReadOnly, Grouping, SpecialAlone, FlowAlone, Duplicate, Desktop, .. Limits.Values.Select(l => l.Rule)];

    public override void Check(TemplatePayload template, FindingList findings)
    {
        foreach (var component in template.AllComponents.Where(c => c.Type == "BUTTONS"))
        {
            var list = component.Json["buttons"];
            if (component.Buttons.Count == 0)
            {
                findings.Add(Empty, list, "There are no buttons. Remove the component or add a button.", Fix.Remove("Remove the empty buttons", component.Json));
                continue;
            }

            foreach (var button in component.Buttons) CheckType(button, template.IsRead, findings);
            if (component.Buttons.Count > MaxButtons)
                findings.Add(Total, list, $"There are {component.Buttons.Count} buttons; the limit is {MaxButtons}.");
            foreach (var (type, limit) in Limits)
            {
                var count = component.Buttons.Count(b => b.Type == type);
                if (count > limit.Max) findings.Add(limit.Rule, list, $"There are {count} buttons of type {type}; the limit is {limit.Max}.");
            }

            CheckMix(component, list, findings);
        }
    }

    private static void CheckType(ButtonView button, bool isRead, FindingList findings)
    {
        if (button.Json.Kind != JsonValueKind.Object || button.Type.Length == 0)
            findings.Add(TypeEnum, button.Json["type"], "The button has no type.");
        else if (isRead)
            return;
        else if (OnlyRead.Contains(button.Type))
            findings.Add(TypeReadOnly, button.Json["type"], $"{button.Type} is only known from what the platform sends. It may be refused.");
        else if (!Known.Contains(button.Type))
            findings.Add(TypeEnum, button.Json["type"], $"\"{button.Json["type"].Text}\" is not a kind of button.");
    }

    private static void CheckMix(ComponentView component, JsonCursor list, FindingList findings)
    {
        var buttons = component.Buttons;
        var switches = buttons.Zip(buttons.Skip(1)).Count(pair => pair.First.Type == "QUICK_REPLY" != (pair.Second.Type == "QUICK_REPLY"));
        if (switches > 1)
            findings.Add(Grouping, list, "Quick replies and other buttons are mixed. Put all quick replies together, before or after the others.", ButtonOrder.Sort("Sort the buttons into groups", component, b => b.Type == buttons[0].Type || (b.Type == "QUICK_REPLY") == (buttons[0].Type == "QUICK_REPLY") ? 0 : 1));
        if (buttons.Count > 1 && buttons.FirstOrDefault(b => b.Type is "CATALOG" or "MPM" or "SPM" or "OTP") is { } special)
            findings.Add(SpecialAlone, special.Json, $"A button of type {special.Type} stands alone.");
        if (buttons.Count > 1 && buttons.FirstOrDefault(b => b.Type == "FLOW") is { } flow)
            findings.Add(FlowAlone, flow.Json, "A flow button normally stands alone. Other buttons beside it may be refused.");
        foreach (var again in buttons.Where(b => b.Json["text"].Text is { Length: > 0 }).GroupBy(b => b.Json["text"].Text, StringComparer.Ordinal).SelectMany(g => g.Skip(1)))
            findings.Add(Duplicate, again.Json["text"], $"Two buttons are called \"{again.Json["text"].Text}\".");
        if (buttons.Count >= 4 || switches > 0)
            findings.Add(Desktop, list, "Four or more buttons, or quick replies beside other buttons, are not shown on desktop.");
    }
}
