using System.Globalization;
using System.Text.Json;

namespace WaPortal.Core.Templates.Linting.Rules;

/// <summary>Carousels of media or product cards.</summary>
internal sealed class CarouselRules : TemplateRule
{
    private const int MinCards = 2;
    private const int MaxCards = 10;
    private const int ProductCards = 2;
    private const int MaxCardButtons = 2;

    private static readonly RuleInfo Category = RuleInfo.Error("carousel.category", "Media card carousel templates", "Carousels are marketing.");
    private static readonly RuleInfo CardCount = RuleInfo.Error("carousel.card_count", "Media and product card carousel templates", "2 to 10 media cards; exactly 2 product cards.");
    private static readonly RuleInfo Uniform = RuleInfo.Error("carousel.uniform", "Media card carousel templates", "All cards have the same components.");
    private static readonly RuleInfo MixedMedia = RuleInfo.Error("carousel.mixed_media", "Media card carousel templates; two integrators", "All cards have the same components, their kind of header included.");
    private static readonly RuleInfo Header = RuleInfo.Error("carousel.header", "Media and product card carousel templates", "A card shows an image, a video or a product.");
    private static readonly RuleInfo Component = RuleInfo.Error("carousel.component", "Media card carousel templates", "Cards have a header, a body and buttons.");
    private static readonly RuleInfo ButtonType = RuleInfo.Error("carousel.button_type", "Media and product card carousel templates", "Cards have few kinds of buttons.");
    private static readonly RuleInfo ButtonCount = RuleInfo.Error("carousel.button_count", "Media and product card carousel templates", "Two buttons on a media card, one on a product card.");
    private static readonly RuleInfo NoButton = RuleInfo.Advice("carousel.no_button", "Changelog of 3 November 2023", "A button was required on each card; the page no longer says so.");
    private static readonly RuleInfo Beside = RuleInfo.Advice("carousel.beside", "Media card carousel templates", "Samples have nothing but a body beside the carousel.");

    public override IReadOnlyList<RuleInfo> Rules =>
        [Category, CardCount, Uniform, MixedMedia, Header, Component, ButtonType, ButtonCount, NoButton, Beside];

    public override void Check(TemplatePayload template, FindingList findings)
    {
        if (template.OfType("CAROUSEL").FirstOrDefault() is not { } carousel) return;
        var cards = template.Cards;
        if (template.Category != "MARKETING")
            findings.Add(Category, template.Root["category"], "Carousel templates belong to the category MARKETING.");
        CheckCount(cards, carousel.Json["cards"], findings);
        foreach (var card in cards) CheckCard(card, findings);
        CheckUniform(cards, findings);
        foreach (var other in template.Components.Where(c => c.Type is "HEADER" or "FOOTER" or "BUTTONS" or "LIMITED_TIME_OFFER"))
            findings.Add(Beside, other.Json, "A carousel template normally has only a body beside its cards.");
    }

    private static void CheckCount(IReadOnlyList<CardView> cards, JsonCursor at, FindingList findings)
    {
        if (cards.Count is < MinCards or > MaxCards)
            findings.Add(CardCount, at, $"The carousel has {Cards(cards.Count)}; {MinCards} to {MaxCards} are allowed.");
        else if (cards[0].IsProduct && cards.Count != ProductCards)
            findings.Add(CardCount, at, $"A carousel of products is defined with exactly {ProductCards} cards.");
    }

    private static string Cards(int count) => count == 1 ? "1 card" : string.Create(CultureInfo.InvariantCulture, $"{count} cards");

    private static void CheckCard(CardView card, FindingList findings)
    {
        if (card.Json.Kind != JsonValueKind.Object)
        {
            findings.Add(Header, card.Json, "The card is not a JSON object. Each card has a header and its buttons.");
            return;
        }

        if (card.Header is null)
            findings.Add(Header, card.Json["components"], "The card has no header. Each card shows an image, a video or a product.");
        else if (card.Header.Format is not ("IMAGE" or "VIDEO" or "PRODUCT"))
            findings.Add(Header, card.Header.Json["format"], "The header of a card is an image, a video or a product.");
        if (card.Components.Count == 0) return;
        foreach (var other in card.Components.Where(c => c.Type is not ("HEADER" or "BODY" or "BUTTONS")))
            findings.Add(Component, other.Json, "A card has a header, a body and buttons, nothing else.");

        var buttons = card.Buttons.ToList();
        foreach (var button in buttons.Where(b => !Allowed(card.IsProduct, b.Type)))
            findings.Add(ButtonType, button.Json["type"], card.IsProduct
                ? "A product card has a View button (SPM) or a web address."
                : "A card has quick replies, web addresses and phone numbers, nothing else.");
        var most = card.IsProduct ? 1 : MaxCardButtons;
        if (buttons.Count > most)
            findings.Add(ButtonCount, card.Json, $"The card has {buttons.Count} buttons; the limit is {most}.");
        else if (buttons.Count == 0 && card.IsProduct)
            findings.Add(ButtonCount, card.Json, "A product card has one button.");
        else if (buttons.Count == 0)
            findings.Add(NoButton, card.Json, "The card has no button. Some accounts require one on each card.");
    }

    private static bool Allowed(bool product, string type) => product
        ? type is "SPM" or "URL"
        : type is "QUICK_REPLY" or "URL" or "PHONE_NUMBER";

    private static void CheckUniform(IReadOnlyList<CardView> cards, FindingList findings)
    {
        // An empty card has its own finding.
        if (cards.FirstOrDefault(c => c.Components.Count > 0) is not { } first) return;
        var make = Make(first);
        foreach (var card in cards.Where(c => c.Components.Count > 0))
        {
            if (Make(card) != make)
                findings.Add(Uniform, card.Json, $"Card {card.Index + 1} differs from card {first.Index + 1}: all cards have the same components and kinds of buttons.");
            else if (card.Header?.Format is "IMAGE" or "VIDEO" && first.Header?.Format is "IMAGE" or "VIDEO" && card.Header.Format != first.Header.Format)
                findings.Add(MixedMedia, card.Json, "Images and videos are mixed: use one of them on all cards.");
        }
    }

    private static string Make(CardView card) =>
        string.Join(',', card.Components.Select(c => c.Type).Order(StringComparer.Ordinal)) + (card.IsProduct ? "|PRODUCT|" : "|") + string.Join(',', card.Buttons.Select(b => b.Type));
}
