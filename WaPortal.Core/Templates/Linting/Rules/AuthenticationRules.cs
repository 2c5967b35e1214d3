using System.Text.RegularExpressions;
using WaPortal.Core.Templates.Linting.Fixing;

namespace WaPortal.Core.Templates.Linting.Rules;

/// <summary>Authentication templates, whose texts are the platform's own.</summary>
internal sealed partial class AuthenticationRules : TemplateRule
{
    private const int MaxApps = 5;
    private const int MaxPackageLength = 224;

    private static readonly RuleInfo BodyText = RuleInfo.Error("auth.body_text", "Authentication templates", "The body is preset in every language.", "Leaves the text out");
    private static readonly RuleInfo Recommendation = RuleInfo.Error("auth.security_recommendation", "Authentication templates", "The extra line is there or not.");
    private static readonly RuleInfo FooterText = RuleInfo.Error("auth.footer_text", "Authentication templates", "The footer only tells when the code expires.", "Leaves the text out");
    private static readonly RuleInfo Expiration = RuleInfo.Error("auth.expiration_range", "One-tap autofill authentication templates", "A code lives for 1 to 90 minutes.", "Sets 10 minutes");
    private static readonly RuleInfo FooterEmpty = RuleInfo.Advice("auth.footer_empty", "Authentication templates", "The footer only tells when the code expires.", "Removes the footer");
    private static readonly RuleInfo Component = RuleInfo.Error("auth.component", "Authentication templates; Template categorization", "No header, media, addresses or other parts.", "Removes it");
    private static readonly RuleInfo OtpRequired = RuleInfo.Error("auth.otp_required", "Changelog: since 1 April 2024", "A code needs its button.");
    private static readonly RuleInfo OtherButton = RuleInfo.Error("auth.button_type", "Authentication templates", "The code's button is the only one.");
    private static readonly RuleInfo OtpType = RuleInfo.Error("auth.otp_type", "Authentication templates", "Three ways to hand over a code exist.");
    private static readonly RuleInfo AppsRequired = RuleInfo.Error("auth.apps_required", "One-tap and zero-tap pages", "Filling in needs the app's identity.");
    private static readonly RuleInfo AppsMax = RuleInfo.Error("auth.apps_max", "One-tap and zero-tap pages", "Five apps at most.");
    private static readonly RuleInfo Package = RuleInfo.Error("auth.package_name", "One-tap and zero-tap pages", "Android's rule for package names.");
    private static readonly RuleInfo Hash = RuleInfo.Error("auth.signature_hash", "One-tap and zero-tap pages", "The hash has exactly 11 characters.");
    private static readonly RuleInfo Terms = RuleInfo.Error("auth.zero_tap_terms", "Zero-tap page", "Zero-tap needs the terms accepted.");
    private static readonly RuleInfo Legacy = RuleInfo.Advice("auth.legacy_app_fields", "Changelog: since v21.0", "The app's identity moved into supported_apps.");
    private static readonly RuleInfo OtpElsewhere = RuleInfo.Error("button.otp_auth_only", "Authentication templates", "One-time codes are authentication.");

    public override IReadOnlyList<RuleInfo> Rules =>
        [BodyText, Recommendation, FooterText, FooterEmpty, Expiration, Component, OtpRequired, OtherButton, OtpType, AppsRequired, AppsMax, Package, Hash, Terms, Legacy, OtpElsewhere];

    public override void Check(TemplatePayload template, FindingList findings)
    {
        foreach (var otp in template.AllComponents.SelectMany(c => c.Buttons).Where(b => b.Type == "OTP"))
        {
            if (!template.IsAuthentication && template.Category.Length > 0)
                findings.Add(OtpElsewhere, otp.Json, "A button for one-time codes belongs to the category AUTHENTICATION.");
            CheckOtp(otp.Json, findings);
        }

        if (!template.IsAuthentication || template.IsLibraryClone) return;
        foreach (var component in template.Components) CheckComponent(component, template.IsRead, findings);
        if (!template.Buttons.Any(b => IsCode(template, b)))
            findings.Add(OtpRequired, template.Root["components"], "An authentication template needs a button of type OTP.");
        foreach (var other in template.Buttons.Where(b => b.Type.Length > 0 && !IsCode(template, b)))
            findings.Add(OtherButton, other.Json["type"], "An authentication template has no buttons but the one for the code.");
    }

    // A code's button reads back as an address.
    private static bool IsCode(TemplatePayload template, ButtonView button) =>
        button.Type == "OTP" || (template.IsRead && button.Type == "URL" && OtpAddress.Is(button.Json["url"].Text ?? ""));

    private static void CheckComponent(ComponentView component, bool isRead, FindingList findings)
    {
        switch (component.Type)
        {
            case "BODY":
                if (component.Text.Exists && !isRead)
                    findings.Add(BodyText, component.Text, "The body of an authentication template is set by WhatsApp. Leave its text out.", Fix.Remove("Leave the text out", component.Text));
                if (component.Json["add_security_recommendation"] is { Exists: true, IsBoolean: false } flag)
                    findings.Add(Recommendation, flag, "add_security_recommendation is true or false.");
                break;
            case "FOOTER":
                if (component.Text.Exists && !isRead)
                    findings.Add(FooterText, component.Text, "The footer of an authentication template only tells when the code expires. Leave its text out.", Fix.Remove("Leave the text out", component.Text));
                if (component.Json["code_expiration_minutes"] is { Exists: true, Whole: not (>= 1 and <= 90) } minutes)
                    findings.Add(Expiration, minutes, "A code may live for 1 to 90 minutes.", Fix.Set("Set 10 minutes", minutes.Path, 10));
                if (!component.Text.Exists && !component.Json["code_expiration_minutes"].Exists)
                    findings.Add(FooterEmpty, component.Json, "The footer says nothing: set code_expiration_minutes, or leave the footer out.", Fix.Remove("Remove the footer", component.Json));
                break;
            case "HEADER" or "CAROUSEL" or "LIMITED_TIME_OFFER" or "CALL_PERMISSION_REQUEST":
                findings.Add(Component, component.Json, "An authentication template has a body, a footer and the button for the code, nothing else.", Fix.Remove("Remove it", component.Json));
                break;
        }
    }

    private static void CheckOtp(JsonCursor button, FindingList findings)
    {
        var type = button["otp_type"];
        if (type.Upper is not ("COPY_CODE" or "ONE_TAP" or "ZERO_TAP"))
            findings.Add(OtpType, type, "The code is handed over by COPY_CODE, ONE_TAP or ZERO_TAP.");
        var apps = button["supported_apps"];
        if (button["package_name"].Exists || button["signature_hash"].Exists)
            findings.Add(Legacy, button, "package_name and signature_hash belong into supported_apps.");
        if (type.Upper is "ONE_TAP" or "ZERO_TAP" && apps.Items.Count == 0)
            findings.Add(AppsRequired, apps, "Filling in the code needs at least one app in supported_apps.");
        if (apps.Items.Count > MaxApps)
            findings.Add(AppsMax, apps, $"There are {apps.Items.Count} apps; the limit is {MaxApps}.");
        foreach (var app in apps.Items) CheckApp(app, findings);
        if (type.Upper == "ZERO_TAP" && !button["zero_tap_terms_accepted"].IsTrue)
            findings.Add(Terms, button["zero_tap_terms_accepted"], "Zero-tap needs zero_tap_terms_accepted to be true.");
    }

    private static void CheckApp(JsonCursor app, FindingList findings)
    {
        var package = app["package_name"].Text ?? "";
        if (package.Length > MaxPackageLength || !PackagePattern().IsMatch(package))
            findings.Add(Package, app["package_name"], "A package name has two or more parts with dots between, each starting with a letter, e.g. com.example.app.");
        if (!HashPattern().IsMatch(app["signature_hash"].Text ?? ""))
            findings.Add(Hash, app["signature_hash"], "A signature hash has exactly 11 characters out of letters, digits, +, / and =.");
    }

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)+\z", RegexOptions.CultureInvariant)]
    private static partial Regex PackagePattern();

    [GeneratedRegex(@"^[A-Za-z0-9+/=]{11}\z", RegexOptions.CultureInvariant)]
    private static partial Regex HashPattern();
}
