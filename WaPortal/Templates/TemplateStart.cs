using WaPortal.Core.Templates;

namespace WaPortal.Templates;

/// <summary>A way to begin a template: by what people want to say, not by the platform's words for it.</summary>
/// <param name="Category">What the platform files it under.</param>
/// <param name="Content">What stands in it already.</param>
public sealed record TemplateStart(string Title, string Text, TemplateCategory Category, TemplateContent Content)
{
    public static IReadOnlyList<TemplateStart> All { get; } =
    [
        new("News or an offer", "One message with a picture or without. Reminders to buy and invitations belong here too.", TemplateCategory.Marketing, new TemplateContent()),
        new("An offer with a deadline", "A picture, a countdown and a code to copy.", TemplateCategory.Marketing, new TemplateContent
        {
            Header = HeaderKind.Image,
            Offer = new LimitedTimeOffer("", HasExpiration: true),
            Buttons = [new TemplateButton(ButtonKind.CopyCode, ""), new TemplateButton(ButtonKind.Url, "", "")],
        }),
        new("Several things side by side", "A carousel of two to ten cards, each with a picture, a text and buttons.", TemplateCategory.Marketing, new TemplateContent
        {
            Cards = [EmptyCard(), EmptyCard()],
        }),
        new("Things from your catalogue", "Opens the catalogue that is connected to the WhatsApp account.", TemplateCategory.Marketing, new TemplateContent
        {
            Buttons = [new TemplateButton(ButtonKind.Catalog, "")],
        }),
        new("Something they asked for", "An order, a delivery, an appointment, a bill. No offers: WhatsApp would file it as marketing.", TemplateCategory.Utility, new TemplateContent()),
        new("A one-time code", "To sign in or to confirm. The words are WhatsApp's own; you choose how the code gets into your app.", TemplateCategory.Authentication, new TemplateContent()),
    ];

    private static TemplateCard EmptyCard() => new(HeaderKind.Image, null, "", [new TemplateButton(ButtonKind.Url, "", "")]);
}
