using System.Text.RegularExpressions;

namespace WaPortal.Core.Templates.Linting.Rules;

/// <summary>Links that hide where they lead.</summary>
internal sealed partial class LinkRules : TemplateRule
{
    private static readonly RuleInfo Shortened = RuleInfo.Advice(
        "link.shortened", "Template review", "Shortened links hide where they lead, and reviewers reject them.");

    private static readonly RuleInfo ToChat = RuleInfo.Advice(
        "link.chat", "Template review", "A link to a WhatsApp chat from a WhatsApp message is rejected as a detour.");

    private static readonly HashSet<string> Shorteners = new(StringComparer.OrdinalIgnoreCase)
    {
        "bit.ly", "tinyurl.com", "t.co", "goo.gl", "ow.ly", "is.gd", "buff.ly", "cutt.ly", "rebrand.ly", "rb.gy", "t.ly", "shorturl.at", "lnkd.in", "tiny.cc", "bl.ink",
        "short.io", "s.id", "v.gd", "soo.gd", "bitly.com", "amzn.to", "youtu.be", "fb.me", "shorte.st", "adf.ly",
    };

    private static readonly HashSet<string> Chats = new(StringComparer.OrdinalIgnoreCase) { "wa.me", "wa.link", "api.whatsapp.com", "chat.whatsapp.com" };

    public override IReadOnlyList<RuleInfo> Rules => [Shortened, ToChat];

    public override void Check(TemplatePayload template, FindingList findings)
    {
        foreach (var component in template.AllComponents)
        {
            if (component.Type is "BODY" or "HEADER" or "FOOTER") CheckText(component.Text, findings);
            foreach (var button in component.Buttons.Where(b => b.Type == "URL")) CheckText(button.Json["url"], findings);
        }
    }

    private static void CheckText(JsonCursor at, FindingList findings)
    {
        foreach (Match found in Hosts().Matches(at.Text ?? ""))
        {
            var host = found.Groups[1].Value;
            if (Shorteners.Contains(host)) findings.Add(Shortened, at, $"{host} hides where the link leads. Use the address of the page itself.");
            else if (Chats.Contains(host)) findings.Add(ToChat, at, $"{host} leads from WhatsApp to WhatsApp. Use a quick reply or a call button.");
        }
    }

    [GeneratedRegex(@"(?:^|[\s(""']|//)(?:www\.)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?=$|[/?#\s)\]""'.,;:!{])", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Hosts();
}
