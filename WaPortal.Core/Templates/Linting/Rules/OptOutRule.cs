using System.Text.Json.Nodes;
using WaPortal.Core.Templates.Linting.Fixing;

namespace WaPortal.Core.Templates.Linting.Rules;

/// <summary>Marketing without a way out draws blocks and reports, which pause the template.</summary>
internal sealed class OptOutRule : TemplateRule
{
    internal static readonly RuleInfo Wording = RuleInfo.Advice(
        "quality.opt_out", "Marketing templates", "The platform recommends a reply that stops promotions.", "Adds a footer in the language of the template");

    public override IReadOnlyList<RuleInfo> Rules => [Wording];

    public override void Check(TemplatePayload template, FindingList findings)
    {
        if (template.Category != "MARKETING" || template.IsLibraryClone || template.Components.Count == 0) return;
        // Beside an offer there is no room for a footer, and cards are normally alone with a body.
        if (template.HasLimitedTimeOffer || template.Cards.Count > 0) return;
        var phrases = Phrases.Of(template.Root["language"].Text);
        if (SaysHow(template, phrases)) return;
        findings.Add(
            Wording, template.Root["components"], "Say how to stop these messages, in the footer or with a quick reply such as \"Stop promotions\".",
            phrases is null || template.OfType("FOOTER").Any() ? null : AddFooter(phrases.OptOut));
    }

    // Where the language's words are not known, a footer or a quick reply has the benefit of the doubt.
    private static bool SaysHow(TemplatePayload template, Phrases? phrases)
    {
        if (phrases is null) return template.OfType("FOOTER").Any() || template.HasButton("QUICK_REPLY");
        var texts = template.Components.Where(c => c.Type is "BODY" or "FOOTER").Select(c => c.Text.Text)
            .Concat(template.Buttons.Where(b => b.Type == "QUICK_REPLY").Select(b => b.Json["text"].Text));
        return texts.OfType<string>().Any(text => Phrases.FirstIn(text, phrases.OptOutWords) is not null);
    }

    private static TemplateFix AddFooter(string text) => new($"Add the footer \"{text}\"", payload =>
    {
        if (payload["components"] is not JsonArray components) return;
        var body = components.Select((c, i) => (c, i)).FirstOrDefault(p => p.c is JsonObject json && json["type"] is JsonValue type && type.TryGetValue<string>(out var word) && word.Equals("BODY", StringComparison.OrdinalIgnoreCase));
        components.Insert(body.c is null ? components.Count : body.i + 1, new JsonObject { ["type"] = "FOOTER", ["text"] = text });
    });
}
