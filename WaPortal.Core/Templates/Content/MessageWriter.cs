using System.Globalization;
using System.Text.Json.Nodes;

namespace WaPortal.Core.Templates;

/// <summary>Writes one message's components, of the message itself and of its cards.</summary>
internal sealed class MessageWriter(TemplateContent content, ParameterFormat format, TemplateValues values, List<ValueProblem> problems)
{
    private const int MaxCouponLength = 20;
    private const int MaxOtpLength = 15;

    private readonly IReadOnlyList<TemplateVariable> _variables = content.Variables();

    public IReadOnlyList<JsonObject> Write()
    {
        var components = new List<JsonObject>();
        AddHeader(content.Header, values.Media, null, components);
        if (_variables.FirstOrDefault(v => v.Place == VariablePlace.OfferEnd) is { } end && Value(end) is { } moment)
        {
            var offer = new JsonObject { ["expiration_time_ms"] = OfferEnd.Read(moment)!.Value.ToUnixTimeMilliseconds() };
            components.Add(Component("limited_time_offer", new JsonObject { ["type"] = "limited_time_offer", ["limited_time_offer"] = offer }));
        }

        AddTexts("body", VariablePlace.Body, null, components);
        for (var i = 0; i < content.Buttons.Count; i++)
        {
            if (content.Buttons[i].Kind == ButtonKind.Otp) AddCode(i, components);
        }

        AddButtons(content.Buttons, null, components);
        if (content.Cards.Count > 0)
            components.Add(new JsonObject { ["type"] = "carousel", ["cards"] = new JsonArray([.. content.Cards.Select(Card)]) });
        return components;
    }

    private JsonObject Card(TemplateCard card, int index)
    {
        var components = new List<JsonObject>();
        AddHeader(card.Header, values.CardMedia?.GetValueOrDefault(index), index, components);
        AddTexts("body", VariablePlace.Body, index, components);
        AddButtons(card.Buttons, index, components);
        return new JsonObject { ["card_index"] = index, ["components"] = new JsonArray([.. components]) };
    }

    private void AddHeader(HeaderKind kind, HeaderMedia? media, int? card, List<JsonObject> components)
    {
        switch (kind)
        {
            case HeaderKind.Text:
                AddTexts("header", VariablePlace.Header, card, components);
                break;
            case HeaderKind.Image or HeaderKind.Video or HeaderKind.Document when (media?.MediaId ?? media?.Link) is null:
                problems.Add(new ValueProblem(card is null ? "header" : FormattableString.Invariant($"card{card}.header"), "The file of the header is missing."));
                break;
            case HeaderKind.Image or HeaderKind.Video or HeaderKind.Document:
                var word = kind.ToString().ToLowerInvariant();
                var file = media!.MediaId is { } id ? new JsonObject { ["id"] = id } : new JsonObject { ["link"] = media.Link };
                if (kind == HeaderKind.Document && media.FileName is { } name) file["filename"] = name;
                components.Add(Component("header", new JsonObject { ["type"] = word, [word] = file }));
                break;
            case HeaderKind.Location:
                AddLocation(card, components);
                break;
            case HeaderKind.Product:
                if (Value(Find(VariablePlace.HeaderProduct, card)) is { } product && Value(Find(VariablePlace.Catalog, null)) is { } catalog)
                {
                    var shown = new JsonObject { ["product_retailer_id"] = product, ["catalog_id"] = catalog };
                    components.Add(Component("header", new JsonObject { ["type"] = "product", ["product"] = shown }));
                }

                break;
        }
    }

    private void AddLocation(int? card, List<JsonObject> components)
    {
        var place = new JsonObject();
        foreach (var part in _variables.Where(v => v.Place == VariablePlace.HeaderLocation && v.CardIndex == card))
        {
            if (Value(part) is { } value) place[part.Name == "place" ? "name" : part.Name] = value.Trim();
        }

        components.Add(Component("header", new JsonObject { ["type"] = "location", ["location"] = place }));
    }

    private void AddTexts(string type, VariablePlace where, int? card, List<JsonObject> components)
    {
        var here = _variables.Where(v => v.Place == where && v.CardIndex == card);
        // Positional values go by number, which need not be the order in the text.
        var ordered = format == ParameterFormat.Positional
            ? here.OrderBy(v => int.TryParse(v.Name, CultureInfo.InvariantCulture, out var n) ? n : int.MaxValue)
            : here;
        var parameters = new List<JsonObject>();
        foreach (var variable in ordered)
        {
            if (Value(variable) is not { } value) continue;
            var parameter = new JsonObject { ["type"] = "text", ["text"] = value };
            if (format == ParameterFormat.Named) parameter["parameter_name"] = variable.Name;
            parameters.Add(parameter);
        }

        if (parameters.Count > 0) components.Add(Component(type, [.. parameters]));
    }

    // The code of an authentication template travels twice: in the body, which people read, and in the button, which copies it.
    private void AddCode(int index, List<JsonObject> components)
    {
        var variable = Find(VariablePlace.ButtonCode, null, index);
        if (Value(variable) is not { } code) return;
        if (code.Length > MaxOtpLength) problems.Add(new ValueProblem(variable.Key, "The code has more than 15 characters."));
        components.Add(Component("body", new JsonObject { ["type"] = "text", ["text"] = code }));
        components.Add(Button("url", index, new JsonObject { ["type"] = "text", ["text"] = code }));
    }

    private void AddButtons(IReadOnlyList<TemplateButton> buttons, int? card, List<JsonObject> components)
    {
        for (var i = 0; i < buttons.Count; i++)
        {
            if (ButtonParameter(buttons[i].Kind, i, card) is var (subType, parameter)) components.Add(Button(subType, i, parameter));
        }
    }

    private (string SubType, JsonObject Parameter)? ButtonParameter(ButtonKind kind, int index, int? card)
    {
        switch (kind)
        {
            case ButtonKind.QuickReply when values.QuickReplyPayloads?.GetValueOrDefault(TemplateMessageComponents.ButtonKey(index, card)) is { } payload:
                return ("quick_reply", new JsonObject { ["type"] = "payload", ["payload"] = payload });
            case ButtonKind.Url when _variables.FirstOrDefault(v => v.Place == VariablePlace.ButtonUrl && v.ButtonIndex == index && v.CardIndex == card) is { } variable:
                return Value(variable) is { } suffix ? ("url", new JsonObject { ["type"] = "text", ["text"] = UrlSuffix.Escape(suffix) }) : null;
            case ButtonKind.CopyCode:
                var coupon = Find(VariablePlace.ButtonCode, card, index);
                if (Value(coupon) is not { } code) return null;
                if (code.Length > MaxCouponLength) problems.Add(new ValueProblem(coupon.Key, "The code has more than 20 characters."));
                return ("copy_code", new JsonObject { ["type"] = "coupon_code", ["coupon_code"] = code });
            case ButtonKind.Flow:
                // "unused" is what the platform itself takes where no token is given.
                return ("flow", Action(new JsonObject { ["flow_token"] = Value(Find(VariablePlace.ButtonFlowToken, card, index)) ?? "unused" }));
            case ButtonKind.Catalog when Value(Find(VariablePlace.ButtonThumbnail, card, index)) is { } thumbnail:
                return ("catalog", Action(new JsonObject { ["thumbnail_product_retailer_id"] = thumbnail }));
            case ButtonKind.MultiProduct when Value(Find(VariablePlace.ButtonProducts, card, index)) is { } list:
                var sections = ProductSections.Read(list).Sections;
                return ("mpm", Action(new JsonObject { ["thumbnail_product_retailer_id"] = sections[0].Products[0], ["sections"] = ProductSections.ToJson(sections) }));
            default:
                // Fixed addresses, calls, the catalogue without a picture of one's own: nothing to fill.
                return null;
        }
    }

    private string? Value(TemplateVariable variable)
    {
        var value = values.Values.GetValueOrDefault(variable.Key);
        if (variable.IsOptional && string.IsNullOrWhiteSpace(value)) return null;
        if (TemplateMessageComponents.Problem(variable, value) is not { } problem) return value;
        problems.Add(new ValueProblem(variable.Key, problem));
        return null;
    }

    private TemplateVariable Find(VariablePlace place, int? card, int? button = null) =>
        _variables.First(v => v.Place == place && v.CardIndex == card && (button is null || v.ButtonIndex == button));

    private static JsonObject Action(JsonObject action) => new() { ["type"] = "action", ["action"] = action };

    private static JsonObject Component(string type, params JsonObject[] parameters) =>
        new() { ["type"] = type, ["parameters"] = new JsonArray([.. parameters]) };

    private static JsonObject Button(string subType, int index, JsonObject parameter) => new()
    {
        ["type"] = "button",
        ["sub_type"] = subType,
        ["index"] = index.ToString(CultureInfo.InvariantCulture),
        ["parameters"] = new JsonArray(parameter),
    };
}
