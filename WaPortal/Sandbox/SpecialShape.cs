using System.Text.Json.Nodes;

namespace WaPortal.Sandbox;

/// <summary>What is refused at once about authentication templates, carousels, offers and products.</summary>
internal static class SpecialShape
{
    public static GraphAnswer? Check(IReadOnlyList<JsonObject> components, string category)
    {
        var buttons = components.Where(component => component.Upper("type") == "BUTTONS").SelectMany(component => component.Objects("buttons")).ToList();
        var codes = buttons.Where(button => button.Upper("type") == "OTP").ToList();
        if (category == "AUTHENTICATION") return CheckAuthentication(components, buttons, codes);
        if (codes.Count > 0) return Wrong("Button is not supported", "Buttons for one-time codes are only possible in authentication templates.");
        var isMarketing = category == "MARKETING";
        if (!isMarketing && buttons.Exists(button => button.Upper("type") is "CATALOG" or "MPM" or "SPM")) return Wrong("Category does not fit", "Products are only possible in marketing templates.");
        foreach (var component in components)
        {
            var refusal = component.Upper("type") switch
            {
                "CAROUSEL" when !isMarketing => Wrong("Category does not fit", "Carousels are only possible in marketing templates."),
                "CAROUSEL" => CheckCards([.. component.Objects("cards")]),
                "LIMITED_TIME_OFFER" when !isMarketing => Wrong("Category does not fit", "Limited-time offers are only possible in marketing templates."),
                "LIMITED_TIME_OFFER" => (component["limited_time_offer"] as JsonObject)?.Text("text") is { Length: > 0 and <= 16 } ? null : Wrong("Offer is wrong", "The text of an offer has 1 to 16 characters."),
                "FOOTER" when components.Any(other => other.Upper("type") == "LIMITED_TIME_OFFER") => Wrong("Footer is not supported", "A template with a limited-time offer has no footer."),
                _ => null,
            };
            if (refusal is not null) return refusal;
        }

        return null;
    }

    private static GraphAnswer? CheckAuthentication(IReadOnlyList<JsonObject> components, List<JsonObject> buttons, List<JsonObject> codes)
    {
        foreach (var component in components)
        {
            if (component.Upper("type") is not ("BODY" or "FOOTER" or "BUTTONS")) return Wrong("Component is not supported", "An authentication template has a body, a footer and a button for the code.");
            if (component["text"] is not null) return Wrong("Text is not supported", "The texts of authentication templates are preset.");
            if (component["code_expiration_minutes"] is { } minutes && minutes.AsNumber() is not (>= 1 and <= 90)) return Wrong("Value is wrong", "code_expiration_minutes is between 1 and 90.");
        }

        if (codes is not [var code] || buttons.Count != 1) return Wrong("Button is missing", "An authentication template has one button of type OTP and no other.");
        var type = code.Upper("otp_type");
        var apps = code.Objects("supported_apps").ToList();
        if (type is not ("COPY_CODE" or "ONE_TAP" or "ZERO_TAP")) return Wrong("Value is wrong", "otp_type is COPY_CODE, ONE_TAP or ZERO_TAP.");
        if (type != "COPY_CODE" && apps.Count is (0 or > 5)) return Wrong("Apps are missing", "One to five supported_apps are needed.");
        if (apps.Exists(app => app.Text("package_name") is not { Length: > 2 and <= 224 } || app.Text("signature_hash") is not { Length: 11 })) return Wrong("App is wrong", "An app has a package_name and a signature_hash of 11 characters.");
        return type == "ZERO_TAP" && !code["zero_tap_terms_accepted"].IsTrue() ? Wrong("Terms are not accepted", "zero_tap_terms_accepted has to be true.") : null;
    }

    private static GraphAnswer? CheckCards(List<JsonObject> cards)
    {
        if (cards.Count is < 2 or > 10) return Wrong("Number of cards is wrong", "A carousel has 2 to 10 cards.");
        foreach (var card in cards)
        {
            var parts = card.Objects("components").ToList();
            var header = parts.Find(part => part.Upper("type") == "HEADER")?.Upper("format");
            if (header is not ("IMAGE" or "VIDEO" or "PRODUCT")) return Wrong("Card is wrong", "A card has a header with an image, a video or a product.");
            if (parts.Exists(part => part.Upper("type") == "BODY" && part.Text("text") is not { Length: > 0 and <= 160 })) return Wrong("Card is wrong", "The body of a card has at most 160 characters.");
        }

        return cards.Select(Kinds).Distinct(StringComparer.Ordinal).Count() > 1 ? Wrong("Cards differ", "All cards of a carousel have the same components and buttons.") : null;
    }

    private static string Kinds(JsonObject card) => string.Join(',', card.Objects("components")
        .SelectMany(part => part.Objects("buttons").Select(button => button.Upper("type")).Prepend(part.Upper("type"))));

    private static GraphAnswer Wrong(string title, string message) => GraphErrors.InvalidTemplate(null, title, message, "components");
}
