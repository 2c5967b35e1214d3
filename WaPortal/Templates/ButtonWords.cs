using WaPortal.Core.Templates;

namespace WaPortal.Templates;

/// <summary>How kinds of buttons are told.</summary>
public static class ButtonWords
{
    private static readonly ButtonKind[] ForMarketing =
    [
        ButtonKind.QuickReply, ButtonKind.Url, ButtonKind.Phone, ButtonKind.CopyCode, ButtonKind.Flow, ButtonKind.VoiceCall, ButtonKind.Catalog, ButtonKind.MultiProduct, ButtonKind.SingleProduct,
    ];

    private static readonly ButtonKind[] ForUtility = [ButtonKind.QuickReply, ButtonKind.Url, ButtonKind.Phone, ButtonKind.CopyCode, ButtonKind.Flow, ButtonKind.VoiceCall];

    /// <summary>What may be added to a message of this category.</summary>
    public static IReadOnlyList<ButtonKind> For(TemplateCategory category) => category == TemplateCategory.Marketing ? ForMarketing : ForUtility;

    /// <summary>What may be added to the cards of a carousel with such headers.</summary>
    public static IReadOnlyList<ButtonKind> ForCards(HeaderKind header) =>
        header == HeaderKind.Product ? [ButtonKind.SingleProduct, ButtonKind.Url] : [ButtonKind.QuickReply, ButtonKind.Url, ButtonKind.Phone];

    public static string NameOf(ButtonKind kind) => kind switch
    {
        ButtonKind.QuickReply => "Quick reply",
        ButtonKind.Url => "Web address",
        ButtonKind.Phone => "Phone call",
        ButtonKind.CopyCode => "Copy code",
        ButtonKind.Otp => "One-time code",
        ButtonKind.Flow => "Flow",
        ButtonKind.Catalog => "Catalogue",
        ButtonKind.MultiProduct => "Products",
        ButtonKind.SingleProduct => "Product",
        ButtonKind.VoiceCall => "WhatsApp call",
        ButtonKind.Other => "Made elsewhere",
    };

    public static string IconOf(ButtonKind kind) => kind switch
    {
        ButtonKind.QuickReply => "reply",
        ButtonKind.Url => "open_in_new",
        ButtonKind.Phone => "call",
        ButtonKind.CopyCode or ButtonKind.Otp => "content_copy",
        ButtonKind.Flow => "ballot",
        ButtonKind.Catalog => "storefront",
        ButtonKind.MultiProduct or ButtonKind.SingleProduct => "shopping_bag",
        ButtonKind.VoiceCall => "wifi_calling_3",
        ButtonKind.Other => "smart_button",
    };

    /// <summary>One sentence on what it does, for those that ask for no target.</summary>
    public static string? HintOf(ButtonKind kind) => kind switch
    {
        ButtonKind.Catalog => "Opens the catalogue that is connected to the account",
        ButtonKind.MultiProduct => "Up to 30 products, chosen with each message",
        ButtonKind.SingleProduct => "Opens the product of the header",
        ButtonKind.VoiceCall => "Calls you over WhatsApp",
        ButtonKind.Other => "Kept as it came from WhatsApp",
        _ => null,
    };

    public static string TargetOf(ButtonKind kind) => kind switch
    {
        ButtonKind.Url => "Address",
        ButtonKind.Phone => "Number",
        ButtonKind.CopyCode => "Sample code",
        ButtonKind.Flow => "Flow ID",
        _ => "",
    };

    public static string ExampleOf(ButtonKind kind) => kind switch
    {
        ButtonKind.Url => "https://example.com/gifts/{{1}}",
        ButtonKind.Phone => "+442079460182",
        ButtonKind.CopyCode => "Sample code",
        ButtonKind.Flow => "Flow ID, such as 712345678901234",
        _ => "",
    };
}
