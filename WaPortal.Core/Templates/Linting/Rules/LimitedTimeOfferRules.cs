using WaPortal.Core.Templates.Linting.Fixing;

namespace WaPortal.Core.Templates.Linting.Rules;

/// <summary>Limited-time offers.</summary>
internal sealed class LimitedTimeOfferRules : TemplateRule
{
    public const int MaxLength = 16;

    private static readonly RuleInfo Category = RuleInfo.Error("lto.category", "Limited-time offer templates", "Offers are marketing.");
    private static readonly RuleInfo Text = RuleInfo.Error("lto.text_required", "Limited-time offer templates", "An offer has a text.");
    private static readonly RuleInfo Length = RuleInfo.Error("lto.text_length", "Limited-time offer templates", "The text of an offer holds 16 characters.");
    private static readonly RuleInfo Expiration = RuleInfo.Error("lto.expiration", "Limited-time offer templates", "Whether the offer expires is yes or no.");
    private static readonly RuleInfo Header = RuleInfo.Error("lto.header", "Limited-time offer templates", "Offers have an image, a video or no header.");
    private static readonly RuleInfo Footer = RuleInfo.Error("lto.footer", "Limited-time offer templates", "Offers have no footer.", "Removes the footer");
    private static readonly RuleInfo Buttons = RuleInfo.Error("lto.buttons", "Limited-time offer templates", "Offers have a code first and an address after it.", "Puts the code first");
    private static readonly RuleInfo NoButtons = RuleInfo.Advice("lto.no_buttons", "Limited-time offer templates", "All samples have buttons.");

    private static readonly RuleInfo NoAddress = RuleInfo.Advice("lto.no_address", "Limited-time offer templates", "All samples have an address behind the code.");

    public override IReadOnlyList<RuleInfo> Rules => [Category, Text, Length, Expiration, Header, Footer, Buttons, NoButtons, NoAddress];

    public override void Check(TemplatePayload template, FindingList findings)
    {
        foreach (var offer in template.OfType("LIMITED_TIME_OFFER"))
        {
            var details = offer.Json["limited_time_offer"];
            if (TextFacts.IsBlank(details["text"].Text))
                findings.Add(Text, details["text"], "The offer has no text.");
            else if (TextFacts.Length(details["text"].Text!) > MaxLength)
                findings.Add(Length, details["text"], $"The text of the offer has {TextFacts.Length(details["text"].Text!)} characters; the limit is {MaxLength}.");
            if (details["has_expiration"].Exists && !details["has_expiration"].IsBoolean)
                findings.Add(Expiration, details["has_expiration"], "has_expiration is true or false.");
        }

        if (template.HasLimitedTimeOffer) CheckSurroundings(template, findings);
    }

    private static void CheckSurroundings(TemplatePayload template, FindingList findings)
    {
        if (template.Category != "MARKETING")
            findings.Add(Category, template.Root["category"], "Templates with a limited-time offer belong to the category MARKETING.");
        foreach (var header in template.OfType("HEADER").Where(h => h.Format is not ("IMAGE" or "VIDEO")))
            findings.Add(Header, header.Json["format"], "The header beside an offer is an image or a video.");
        foreach (var footer in template.OfType("FOOTER"))
            findings.Add(Footer, footer.Json, "A template with a limited-time offer has no footer.", Fix.Remove("Remove the footer", footer.Json));

        var buttons = template.Buttons.ToList();
        foreach (var button in buttons.Where(b => b.Type is not ("COPY_CODE" or "URL")))
            findings.Add(Buttons, button.Json, "An offer has a copy-code button and a web address, nothing else.");
        var code = buttons.FindIndex(b => b.Type == "COPY_CODE");
        if (code > 0)
            findings.Add(Buttons, buttons[code].Json, "The copy-code button of an offer comes first.", ButtonOrder.Sort("Put the code first", template.OfType("BUTTONS").First(), b => b.Type == "COPY_CODE" ? 0 : 1));
        if (code >= 0 && !template.HasButton("URL"))
            findings.Add(NoAddress, buttons[code].Json, "An offer with a code normally has a web address behind it, where the code is used.");
        if (buttons.Count == 0)
            findings.Add(NoButtons, template.Root["components"], "An offer normally has a copy-code button or a web address.");
    }
}
