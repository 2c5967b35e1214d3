using System.Globalization;
using System.Text.Json.Nodes;

namespace WaPortal.Sandbox;

/// <summary>Holds the components of a send against those of its template.</summary>
internal static class ParameterCheck
{
    public static GraphAnswer? Check(SandboxTemplate template, IReadOnlyList<JsonObject> sent) => Check(template.Components, template.Category, template.IsNamed, isCard: false, sent);

    private static GraphAnswer? Check(JsonArray components, string category, bool named, bool isCard, IReadOnlyList<JsonObject> sent)
    {
        foreach (var type in sent.Select(component => component.Text("type")?.ToLowerInvariant()))
        {
            if (type is not ("header" or "body" or "button" or "carousel" or "limited_time_offer"))
                return GraphErrors.Of(100, $"The component type '{type}' is not known.");
        }

        if (sent.GroupBy(component => component.Upper("type")).Any(group => group.Key is not "BUTTON" && group.Count() > 1))
            return GraphErrors.Of(132000, "A component is there twice.");
        JsonObject? Of(string type) => sent.FirstOrDefault(component => component.Upper("type") == type);
        JsonObject? Defined(string type) => components.OfType<JsonObject>().FirstOrDefault(component => component.Upper("type") == type);

        var longest = isCard || Defined("HEADER")?.Upper("format") == "PRODUCT" ? 160 : Defined("LIMITED_TIME_OFFER") is not null ? 600 : 1024;
        return CheckHeader(Defined("HEADER"), Of("HEADER"), named)
            ?? CheckBody(Defined("BODY"), Of("BODY"), category, named, longest)
            ?? CheckButtons(Defined("BUTTONS"), [.. sent.Where(component => component.Upper("type") == "BUTTON")])
            ?? CheckOffer(Defined("LIMITED_TIME_OFFER"), Of("LIMITED_TIME_OFFER"))
            ?? CheckCarousel(Defined("CAROUSEL"), Of("CAROUSEL"), category, named);
    }

    private static GraphAnswer? CheckHeader(JsonObject? header, JsonObject? sent, bool named)
    {
        var parameters = Parameters(sent);
        var format = header?.Upper("format") ?? "";
        if (format is "" or "TEXT") return CheckText("header", header?.Text("text"), parameters, named, 60, textOnly: true);
        var kind = format == "GIF" ? "video" : format.ToLowerInvariant();
        if (parameters.Count != 1 || !string.Equals(parameters[0].Text("type"), kind, StringComparison.OrdinalIgnoreCase))
            return GraphErrors.Of(132012, $"header: Format mismatch, expected {format}, received {(parameters.Count == 1 ? parameters[0].Upper("type") : "UNKNOWN")}");
        if (parameters[0][kind] is not JsonObject content) return GraphErrors.Of(131008, $"header: the object '{kind}' is missing.");
        if (kind == "location" && !(IsDegrees(content, "latitude", 90) && IsDegrees(content, "longitude", 180)))
            return GraphErrors.Of(131009, "header: latitude and longitude are numbers of degrees.");
        if (kind == "product" && (string.IsNullOrEmpty(content.Text("product_retailer_id")) || string.IsNullOrEmpty(content.Text("catalog_id"))))
            return GraphErrors.Of(131008, "header: a product needs product_retailer_id and catalog_id.");
        return kind is "image" or "video" or "document" && content.Text("id") is null && content.Text("link") is null
            ? GraphErrors.Of(131008, $"header: '{kind}' needs an id or a link.")
            : null;
    }

    private static GraphAnswer? CheckBody(JsonObject? body, JsonObject? sent, string category, bool named, int longest)
    {
        var parameters = Parameters(sent);
        if (category != "AUTHENTICATION") return CheckText("body", body?.Text("text"), parameters, named, longest, textOnly: false);
        if (parameters.Count != 1) return Count("body", parameters.Count, 1);
        return parameters[0].Text("text") is { Length: > 0 and <= 15 } ? null : GraphErrors.Of(132012, "body: the code has 1 to 15 characters.");
    }

    private static GraphAnswer? CheckText(string where, string? text, List<JsonObject> parameters, bool named, int longest, bool textOnly)
    {
        var variables = TemplateText.Variables(text);
        if (parameters.Count != variables.Count) return Count(where, parameters.Count, variables.Count);
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var at = 0; at < parameters.Count; at++)
        {
            var parameter = parameters[at];
            var name = parameter.Text("parameter_name");
            if (named && string.IsNullOrEmpty(name)) return GraphErrors.Of(132012, $"{where}: the template has named parameters, parameter_name is missing.");
            if (!named && name is not null) return GraphErrors.Of(132012, $"{where}: the template has positional parameters, parameter_name is not possible.");
            var key = name ?? variables.Order(NumericOrder.Instance).ElementAt(at);
            if (named && (!variables.Contains(key) || values.ContainsKey(key))) return GraphErrors.Of(132000, $"{where}: the parameter '{key}' is not expected.");
            var type = parameter.Text("type")?.ToLowerInvariant() ?? "";
            if (type is not "text" && (textOnly || type is not ("currency" or "date_time")))
                return GraphErrors.Of(132012, $"{where}: Format mismatch, expected TEXT, received {(type.Length == 0 ? "UNKNOWN" : type.ToUpperInvariant())}");
            var value = type == "text" ? parameter.Text("text") : (parameter[type] as JsonObject)?.Text("fallback_value");
            if (string.IsNullOrEmpty(value)) return GraphErrors.Of(131008, $"{where}: parameter of type {type} is missing its value.");
            if (value.AsSpan().IndexOfAny('\n', '\r', '\t') >= 0 || value.Contains("     ", StringComparison.Ordinal))
                return GraphErrors.Of(132018, $"{where}: Param text cannot have new-line/tab characters or more than 4 consecutive spaces.");
            values[key] = value;
        }

        return text is not null && TemplateText.Fill(text, key => values.GetValueOrDefault(key, "")).Length > longest
            ? GraphErrors.Of(132005, string.Create(CultureInfo.InvariantCulture, $"{where}: the text is longer than {longest} characters with its parameters."))
            : null;
    }

    private static GraphAnswer? CheckButtons(JsonObject? defined, List<JsonObject> sent)
    {
        var buttons = defined?.Objects("buttons").ToList() ?? [];
        var byIndex = new Dictionary<int, JsonObject>();
        foreach (var component in sent)
        {
            if (!int.TryParse(component.Text("index"), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
                return GraphErrors.Of(131008, "button: the index is missing.");
            if (index >= buttons.Count) return GraphErrors.Of(132000, $"button: the template has no button at index {index}.");
            if (!byIndex.TryAdd(index, component)) return GraphErrors.Of(132000, $"button: index {index} is there twice.");
        }

        for (var index = 0; index < buttons.Count; index++)
        {
            if (CheckButton(buttons[index], byIndex.GetValueOrDefault(index), index) is { } refusal) return refusal;
        }

        return null;
    }

    private static GraphAnswer? CheckButton(JsonObject button, JsonObject? sent, int index)
    {
        var type = button.Upper("type");
        var expected = type switch
        {
            "URL" or "OTP" => "url",
            "COPY_CODE" => "copy_code",
            "QUICK_REPLY" => "quick_reply",
            _ => type.ToLowerInvariant(),
        };
        var needed = type is "OTP" or "COPY_CODE" or "FLOW" or "MPM" || (type == "URL" && TemplateText.Variables(button.Text("url")).Count > 0);
        if (sent is null) return needed ? GraphErrors.Of(131008, $"buttons: Button at index {index} of type {type} requires a parameter") : null;
        if (!string.Equals(sent.Text("sub_type"), expected, StringComparison.OrdinalIgnoreCase))
            return GraphErrors.Of(132012, $"buttons: Button at index {index} is of type {type}, not {sent.Upper("sub_type")}.");
        var parameters = Parameters(sent);
        if (type == "URL" && !needed) return parameters.Count == 0 ? null : Count($"button {index}", parameters.Count, 0);
        if (type is "URL" or "OTP" or "COPY_CODE" or "QUICK_REPLY" && parameters.Count != 1) return Count($"button {index}", parameters.Count, 1);
        var (kind, longest) = type switch { "COPY_CODE" => ("coupon_code", 20), "QUICK_REPLY" => ("payload", 256), "OTP" => ("text", 15), "URL" => ("text", 2000), _ => ("", 0) };
        if (kind.Length == 0) return ActionCheck.Check(type, parameters, index);
        if (!string.Equals(parameters[0].Text("type"), kind, StringComparison.OrdinalIgnoreCase))
            return GraphErrors.Of(132012, $"buttons: Button at index {index} takes a parameter of type {kind}.");
        if (parameters[0].Text(kind) is not { Length: > 0 } value) return GraphErrors.Of(131008, $"buttons: Button at index {index} lacks its value.");
        return value.Length > longest
            ? GraphErrors.Of(132005, $"buttons: the value at index {index} is too long.")
            : kind is "coupon_code" or "text" && value.AsSpan().IndexOfAny('\n', '\r', '\t') >= 0
            ? GraphErrors.Of(132018, $"buttons: the value at index {index} cannot have new-line/tab characters.")
            : null;
    }

    private static GraphAnswer? CheckOffer(JsonObject? defined, JsonObject? sent)
    {
        var expires = (defined?["limited_time_offer"] as JsonObject)?["has_expiration"].IsTrue() ?? false;
        if (expires && sent is null) return GraphErrors.Of(131008, "limited_time_offer: the expiration time is missing.");
        if (defined is null && sent is not null) return GraphErrors.Of(132000, "limited_time_offer: the template has none.");
        if (sent is null) return null;
        return Parameters(sent) is [var only] && only["limited_time_offer"] is JsonObject offer && offer["expiration_time_ms"].AsNumber() is > 1e12
            ? null
            : GraphErrors.Of(132012, "limited_time_offer: expiration_time_ms in milliseconds is expected.");
    }

    private static GraphAnswer? CheckCarousel(JsonObject? defined, JsonObject? sent, string category, bool named)
    {
        var expected = defined?.Objects("cards").ToList() ?? [];
        var cards = sent?.Objects("cards").ToList() ?? [];
        if (cards.Count != expected.Count) return Count("carousel", cards.Count, expected.Count);
        for (var at = 0; at < expected.Count; at++)
        {
            var card = cards.FirstOrDefault(one => one["card_index"].AsNumber() is { } index && (int)index == at);
            if (card is null) return GraphErrors.Of(132012, $"carousel: card {at} is missing.");
            if (Check(expected[at]["components"] as JsonArray ?? [], category, named, isCard: true, [.. card.Objects("components")]) is { } refusal) return refusal;
        }

        return null;
    }

    private static bool IsDegrees(JsonObject place, string name, double most) =>
        double.TryParse(place.Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var degrees) && Math.Abs(degrees) <= most;

    private static List<JsonObject> Parameters(JsonObject? component) => component?.Objects("parameters").ToList() ?? [];

    private static GraphAnswer Count(string where, int sent, int expected) =>
        GraphErrors.Of(132000, string.Create(CultureInfo.InvariantCulture, $"{where}: number of localizable_params ({sent}) does not match the expected number of params ({expected})"));

    private sealed class NumericOrder : IComparer<string>
    {
        public static readonly NumericOrder Instance = new();

        public int Compare(string? x, string? y) =>
            int.TryParse(x, CultureInfo.InvariantCulture, out var one) && int.TryParse(y, CultureInfo.InvariantCulture, out var other)
                ? one.CompareTo(other)
                : string.CompareOrdinal(x, y);
    }
}
