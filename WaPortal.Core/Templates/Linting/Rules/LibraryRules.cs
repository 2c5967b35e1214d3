namespace WaPortal.Core.Templates.Linting.Rules;

/// <summary>Clones of the platform's template library.</summary>
internal sealed class LibraryRules : TemplateRule
{
    private static readonly RuleInfo Name = RuleInfo.Error("library.name", "Template library", "The clone names its original.");
    private static readonly RuleInfo Components = RuleInfo.Error("library.components", "Template library", "The components come from the library.");
    private static readonly RuleInfo Category = RuleInfo.Error("library.category", "Template library", "The library holds utility and authentication templates.");
    private static readonly RuleInfo Inputs = RuleInfo.Error("library.button_inputs", "Template library", "Buttons of the original need their addresses and numbers.");
    private static readonly RuleInfo Expiration = RuleInfo.Error("auth.expiration_range", "Authentication templates", "A code lives for 1 to 90 minutes.");

    public override IReadOnlyList<RuleInfo> Rules => [Name, Components, Category, Inputs];

    public override void Check(TemplatePayload template, FindingList findings)
    {
        if (!template.IsLibraryClone) return;
        var root = template.Root;
        if (TextFacts.IsBlank(root["library_template_name"].Text))
            findings.Add(Name, root["library_template_name"], "Name the library template to clone.");
        if (template.Components.Count > 0)
            findings.Add(Components, root["components"], "A clone of a library template carries no components of its own.");
        if (template.Category == "MARKETING")
            findings.Add(Category, root["category"], "The library has utility and authentication templates only.");

        var inputs = root["library_template_button_inputs"];
        if (inputs.Exists && inputs.Kind != System.Text.Json.JsonValueKind.Array)
            findings.Add(Inputs, inputs, "Button inputs are an array.");
        foreach (var input in inputs.Items) CheckInput(template.IsNamed, input, findings);

        var minutes = root["library_template_body_inputs"]["code_expiration_minutes"];
        if (minutes.Exists && minutes.Whole is not (>= 1 and <= 90))
            findings.Add(Expiration, minutes, "A code may live for 1 to 90 minutes.");
    }

    private static void CheckInput(bool named, JsonCursor input, FindingList findings)
    {
        switch (input["type"].Upper)
        {
            case "URL":
                var address = input["url"]["base_url"];
                if (TextFacts.IsBlank(address.Text))
                {
                    findings.Add(Inputs, address, "The URL button needs its base_url.");
                    break;
                }

                UrlButtonRules.CheckTarget(named, address.Text, address, findings);
                if (Placeholders.In(address.Text).Count > 0 && TextFacts.IsBlank(input["url"]["url_suffix_example"].Text))
                    findings.Add(Inputs, input["url"]["url_suffix_example"], "An address with a variable needs an example.");
                break;
            case "PHONE_NUMBER":
                var phone = input["phone_number"];
                if (phone.Exists && phone.Text is not "") ButtonTargetRules.CheckPhone(phone, findings);
                else findings.Add(Inputs, phone, "The call button needs its phone number.");
                break;
            case "":
                findings.Add(Inputs, input["type"], "The button input has no type.");
                break;
        }
    }
}
