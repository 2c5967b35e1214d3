using System.Text.Json;

namespace WaPortal.Core.Templates.Linting.Rules;

/// <summary>Which components there are, and how many of each.</summary>
internal sealed class ComponentSetRules : TemplateRule
{
    private static readonly RuleInfo Shape = RuleInfo.Error("payload.shape", "Message Template API reference", "The payload is an object with an array of components.");
    private static readonly RuleInfo TypeEnum = RuleInfo.Error("component.type_enum", "Template components", "The platform knows a closed set of components.");
    private static readonly RuleInfo BodyRequired = RuleInfo.Error("body.required", "Template components", "The body is the one component every template has.");

    private static readonly Dictionary<string, RuleInfo> Single = new(StringComparer.Ordinal)
    {
        ["HEADER"] = RuleInfo.Error("header.single", "Template components", "One header at most."),
        ["BODY"] = RuleInfo.Error("body.single", "Template components", "One body at most."),
        ["FOOTER"] = RuleInfo.Error("footer.single", "Template components", "One footer at most."),
        ["BUTTONS"] = RuleInfo.Error("buttons.single", "Template components", "All buttons stand in one component."),
        ["CAROUSEL"] = RuleInfo.Error("carousel.single", "Media card carousel templates", "One carousel at most."),
        ["LIMITED_TIME_OFFER"] = RuleInfo.Error("lto.single", "Limited-time offer templates", "One offer at most."),
        ["CALL_PERMISSION_REQUEST"] = RuleInfo.Error("call_permission.single", "Call permission requests", "One request at most."),
    };

    public override IReadOnlyList<RuleInfo> Rules => [Shape, TypeEnum, BodyRequired, .. Single.Values];

    public override void Check(TemplatePayload template, FindingList findings)
    {
        if (template.Root.Kind != JsonValueKind.Object)
        {
            findings.Add(Shape, template.Root, "The payload is not a JSON object.");
            return;
        }

        if (template.IsLibraryClone) return;
        var components = template.Root["components"];
        if (components.Exists && components.Kind != JsonValueKind.Array)
        {
            findings.Add(Shape, components, "The components are not an array.");
            return;
        }

        CheckSet(template.Components, template.IsRead, findings);
        // A part that is no object may have been meant as the body.
        if (!template.OfType("BODY").Any() && template.Components.All(c => c.Json.Kind == JsonValueKind.Object))
            findings.Add(BodyRequired, components, "The template has no body.");
        foreach (var card in template.Cards) CheckSet(card.Components, template.IsRead, findings);
    }

    private static void CheckSet(IReadOnlyList<ComponentView> components, bool isRead, FindingList findings)
    {
        foreach (var component in components)
        {
            if (component.Json.Kind != JsonValueKind.Object)
                findings.Add(Shape, component.Json, "The component is not a JSON object.");
            else if (component.Type.Length == 0)
                findings.Add(TypeEnum, component.Json["type"], "The component has no type.");
            else if (!isRead && !Single.ContainsKey(component.Type))
                findings.Add(TypeEnum, component.Json["type"], $"\"{component.Json["type"].Text}\" is not a component a template can have.");
        }

        foreach (var again in components.Where(c => Single.ContainsKey(c.Type)).GroupBy(c => c.Type, StringComparer.Ordinal).SelectMany(g => g.Skip(1)))
            findings.Add(Single[again.Type], again.Json, $"A template has at most one component of type {again.Type}.");
    }
}
