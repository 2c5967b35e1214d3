using WaPortal.Core.Templates.Linting.Fixing;

namespace WaPortal.Core.Templates.Linting.Rules;

/// <summary>Length and make-up of the body, of the message and of carousel cards.</summary>
internal sealed class BodyRules : TemplateRule
{
    public const int MaxLength = 1024;
    private const int OfferMaxLength = 600;
    private const int ProductMaxLength = 160;
    private const int CardMaxLength = 160;
    private const int SafeLength = 550;
    private const int MaxEmojis = 10;
    private const int MaxNewlines = 2;

    private static readonly RuleInfo TextRequired = RuleInfo.Error("body.text_required", "Template components", "A body has a text.");
    private static readonly RuleInfo Length = RuleInfo.Error("body.length", "Template components; limited-time offer, carousel and single-product pages", "1024 characters; 600 with an offer; 160 on cards and with a product.");
    private static readonly RuleInfo Long = RuleInfo.Advice("body.long", "Changelog of 27 March 2025; one vendor's figure", "Some accounts and formats have a lower limit, for which the platform prints no number.");
    private static readonly RuleInfo Newlines = RuleInfo.Error("body.newlines", "Live answers (2388047)", "Two line breaks in a row are the most.", "Shortens them to two");
    private static readonly RuleInfo Emoji = RuleInfo.Error("body.emoji", "Live answers (2388047)", "Ten emojis are the most.");
    private static readonly RuleInfo OnlyParams = RuleInfo.Error("body.only_params", "Live answers (2388047)", "A body of variables alone says nothing to a reviewer.");

    private static readonly RuleInfo Recommendation = RuleInfo.Advice("body.security_recommendation", "Authentication templates", "The line that a code is not to be shared belongs to codes.", "Leaves it out");

    public override IReadOnlyList<RuleInfo> Rules => [TextRequired, Length, Long, Newlines, Emoji, OnlyParams, Recommendation];

    public override void Check(TemplatePayload template, FindingList findings)
    {
        if (template.IsAuthentication) return;
        foreach (var body in template.AllComponents.Where(c => c.Type == "BODY")) CheckBody(template, body, findings);
    }

    private static void CheckBody(TemplatePayload template, ComponentView body, FindingList findings)
    {
        var recommendation = body.Json["add_security_recommendation"];
        if (recommendation.Exists && template.Category.Length > 0)
            findings.Add(Recommendation, recommendation, "Only authentication templates have a security recommendation.", Fix.Remove("Leave it out", recommendation));
        if (body.Text.Text is not { } text || TextFacts.IsBlank(text))
        {
            findings.Add(TextRequired, body.Text, "The body has no text.");
            return;
        }

        var length = TextFacts.Length(text);
        var (limit, why) = Limit(template, body);
        if (length > limit)
            findings.Add(Length, body.Text, $"The body has {length} characters; the limit is {limit}{why}.");
        else if (length > SafeLength && limit == MaxLength)
            findings.Add(Long, body.Text, $"The body has {length} characters. Up to {MaxLength} are documented, but some accounts are refused above {SafeLength}.");
        if (TextFacts.LongestNewlineRun(text) > MaxNewlines)
            findings.Add(Newlines, body.Text, $"The body has more than {MaxNewlines} line breaks in a row.", Fix.Text("Shorten the line breaks", body.Text, PlainText.ShortenBreaks(text)));
        if (TextFacts.Emojis(text) > MaxEmojis)
            findings.Add(Emoji, body.Text, $"The body has {TextFacts.Emojis(text)} emojis; the limit is {MaxEmojis}.");
        if (IsOnlyVariables(text))
            findings.Add(OnlyParams, body.Text, "The body is made of variables only. Add words that say what the message is about.");
    }

    /// <summary>There is a variable and no word around it. Where it stands and how much text there is says nothing more then.</summary>
    internal static bool IsOnlyVariables(string text) => Placeholders.In(text).Count > 0 && !TextFacts.HasWord(Placeholders.Without(text, " "));

    private static (int Limit, string Why) Limit(TemplatePayload template, ComponentView body)
    {
        if (body.Card is not null) return (CardMaxLength, " on a carousel card");
        if (template.HasButton("SPM")) return (ProductMaxLength, " with a product");
        return template.HasLimitedTimeOffer ? (OfferMaxLength, " with a limited-time offer") : (MaxLength, "");
    }
}
