using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace WaPortal.Core.Templates;

/// <summary>Reads one template; parts that are not known are kept beside.</summary>
internal sealed class TemplateReader(ParameterFormat format, bool isAuthentication)
{
    private readonly List<string> _notSupported = [];
    private readonly List<ImportedSample> _samples = [];
    private readonly List<ForeignPart> _foreign = [];
    private readonly Dictionary<string, VariableText> _texts = new(StringComparer.Ordinal);

    public TemplateImport Read(JsonArray components)
    {
        var known = components.OfType<JsonObject>().ToList();
        var secured = isAuthentication || known.Exists(IsAuthentication);
        var content = new TemplateContent();
        foreach (var component in known)
        {
            content = Upper(component, "type") switch
            {
                "HEADER" => ReadHeader(component, null) is var (kind, text) && kind != HeaderKind.None ? content with { Header = kind, HeaderText = text } : content,
                "BODY" when secured => content with { Authentication = AuthenticationReading.Body(component, content.Authentication) },
                "BODY" => content with { Body = ReadBody(component, null) },
                "FOOTER" when secured => content with { Authentication = AuthenticationReading.Footer(component, content.Authentication) },
                "FOOTER" => content with { Footer = ReadFooter(component) },
                "BUTTONS" => content with { Buttons = ReadButtons(component, null) },
                "LIMITED_TIME_OFFER" when component["limited_time_offer"] is JsonObject offer =>
                    content with { Offer = new LimitedTimeOffer(Text(offer, "text"), offer["has_expiration"]?.GetValueKind() == JsonValueKind.True) },
                "CAROUSEL" => content with { Cards = [.. Objects(component, "cards").Select(ReadCard)] },
                var other => Keep(content, component, $"component {other}"),
            };
        }

        return new TemplateImport(content with { Texts = _texts, Foreign = _foreign }, _notSupported, _samples);
    }

    private static bool IsAuthentication(JsonObject component) =>
        component.ContainsKey("add_security_recommendation") || component.ContainsKey("code_expiration_minutes")
        || Objects(component, "buttons").Any(b => Upper(b, "type") == "OTP" || OtpAddress.Is(Text(b, "url")));

    private TemplateContent Keep(TemplateContent content, JsonObject component, string what, string? within = null)
    {
        _foreign.Add(new ForeignPart(within, (JsonObject)component.DeepClone()));
        _notSupported.Add(what);
        return content;
    }

    private (HeaderKind Kind, string? Text) ReadHeader(JsonObject component, int? card)
    {
        var word = Upper(component, "format");
        var kind = word switch
        {
            "TEXT" => HeaderKind.Text,
            "IMAGE" => HeaderKind.Image,
            "VIDEO" => HeaderKind.Video,
            "DOCUMENT" => HeaderKind.Document,
            "LOCATION" => HeaderKind.Location,
            "PRODUCT" => HeaderKind.Product,
            _ => HeaderKind.None,
        };
        if (kind == HeaderKind.None)
        {
            Keep(new TemplateContent(), component, $"header {word}", card is null ? null : Place(card, null));
            return (kind, null);
        }

        var text = kind == HeaderKind.Text ? Text(component, "text") : null;
        Samples(component, "header_text", Place(card, "header."), text);
        if (TemplateContent.IsMedia(kind) && (component["example"] as JsonObject)?["header_handle"] is JsonArray { Count: > 0 } handles)
            _samples.Add(new ImportedSample(card, kind, AsText(handles[0])));
        KeepFields(component, Place(card, "header"), "type", "format", "text", "example");
        return (kind, text);
    }

    private string ReadBody(JsonObject component, int? card)
    {
        var text = Text(component, "text");
        Samples(component, "body_text", Place(card, "body."), text);
        KeepFields(component, Place(card, "body"), "type", "text", "example");
        return text;
    }

    private string ReadFooter(JsonObject component)
    {
        KeepFields(component, "footer", "type", "text");
        return Text(component, "text");
    }

    private TemplateCard ReadCard(JsonObject json, int index)
    {
        var card = new TemplateCard(HeaderKind.None, null, "", []);
        foreach (var component in Objects(json, "components"))
        {
            switch (Upper(component, "type"))
            {
                case "HEADER":
                    card = card with { Header = ReadHeader(component, index).Kind };
                    break;
                case "BODY":
                    card = card with { Body = ReadBody(component, index) };
                    break;
                case "BUTTONS":
                    card = card with { Buttons = ReadButtons(component, index) };
                    break;
                case var other:
                    Keep(new TemplateContent(), component, $"component {other} of card {index + 1}", Place(index, null));
                    break;
            }
        }

        return card;
    }

    private List<TemplateButton> ReadButtons(JsonObject component, int? card)
    {
        var buttons = new List<TemplateButton>();
        foreach (var button in Objects(component, "buttons")) buttons.Add(ReadButton(button, buttons.Count, card));
        return buttons;
    }

    private TemplateButton ReadButton(JsonObject json, int index, int? card)
    {
        var label = Text(json, "text");
        switch (Upper(json, "type"))
        {
            case "QUICK_REPLY":
                return new TemplateButton(ButtonKind.QuickReply, label) { Extra = Rest(json, "type", "text") };
            case "URL" when OtpAddress.Is(Text(json, "url")):
                return new TemplateButton(ButtonKind.Otp, OwnLabel(label)) { Otp = OtpAddress.Read(Text(json, "url")), Extra = Rest(json, "type", "text", "url", "example") };
            case "URL":
                foreach (var variable in Placeholders.In(Text(json, "url")))
                    _texts[new TemplateVariable(VariablePlace.ButtonUrl, variable.Name, index, card).Key] = new VariableText(Sample(json));
                return new TemplateButton(ButtonKind.Url, label, Text(json, "url")) { Extra = Rest(json, "type", "text", "url", "example") };
            case "PHONE_NUMBER":
                return new TemplateButton(ButtonKind.Phone, label, PhoneNumber: Text(json, "phone_number")) { Extra = Rest(json, "type", "text", "phone_number") };
            case "COPY_CODE":
                _texts[new TemplateVariable(VariablePlace.ButtonCode, "code", index, card).Key] = new VariableText(Sample(json));
                return new TemplateButton(ButtonKind.CopyCode, "") { Extra = Rest(json, "type", "text", "example") };
            case "OTP":
                return ReadOtp(json, label);
            case "FLOW":
                var action = Upper(json, "flow_action") == "DATA_EXCHANGE" ? FlowAction.DataExchange : FlowAction.Navigate;
                return new TemplateButton(ButtonKind.Flow, label)
                {
                    Flow = new FlowTarget(AsText(json["flow_id"]), action, json["navigate_screen"] is null ? null : Text(json, "navigate_screen")),
                    Extra = Rest(json, "type", "text", "flow_id", "flow_action", "navigate_screen"),
                };
            case "CATALOG":
                return Fixed(ButtonKind.Catalog, json, label);
            case "MPM":
                return Fixed(ButtonKind.MultiProduct, json, label);
            case "SPM":
                return Fixed(ButtonKind.SingleProduct, json, label);
            case "VOICE_CALL":
                return new TemplateButton(ButtonKind.VoiceCall, label) { Extra = Rest(json, "type", "text") };
            case var other:
                _notSupported.Add($"button {other}");
                return new TemplateButton(ButtonKind.Other, label) { Extra = (JsonObject)json.DeepClone() };
        }
    }

    private static TemplateButton ReadOtp(JsonObject json, string label)
    {
        var kind = OtpAddress.Kind(Text(json, "otp_type"));
        var apps = Objects(json, "supported_apps").Select(app => new OtpApp(Text(app, "package_name"), Text(app, "signature_hash")));
        var autofill = Text(json, "autofill_text");
        var accepted = json["zero_tap_terms_accepted"]?.GetValueKind() == JsonValueKind.True;
        return new TemplateButton(ButtonKind.Otp, OwnLabel(label))
        {
            Otp = new OtpButton(kind, autofill.Length == 0 || OtpLabels.IsOwn(autofill) ? null : autofill, [.. apps], accepted),
            Extra = Rest(json, "type", "otp_type", "text", "autofill_text", "supported_apps", "zero_tap_terms_accepted"),
        };
    }

    private static TemplateButton Fixed(ButtonKind kind, JsonObject json, string label) =>
        new(kind, label == TemplateButton.FixedLabel(kind) ? "" : label) { Extra = Rest(json, "type", "text") };

    private static string OwnLabel(string label) => OtpLabels.IsOwn(label) ? "" : label;

    private void Samples(JsonObject component, string key, string prefix, string? text)
    {
        if (component["example"] is not JsonObject example || text is null) return;
        if (format == ParameterFormat.Named)
        {
            foreach (var sample in Objects(example, key + "_named_params"))
                _texts[prefix + Text(sample, "param_name")] = new VariableText(Text(sample, "example"));
            return;
        }

        var row = example[key] is JsonArray { Count: > 0 } outer && outer[0] is JsonArray inner ? inner : example[key] as JsonArray;
        for (var i = 0; i < (row?.Count ?? 0); i++)
            _texts[prefix + (i + 1).ToString(CultureInfo.InvariantCulture)] = new VariableText(AsText(row![i]));
    }

    private void KeepFields(JsonObject component, string place, params ReadOnlySpan<string> known)
    {
        if (Rest(component, known) is { } rest) _foreign.Add(new ForeignPart(place, rest));
    }

    private static JsonObject? Rest(JsonObject json, params ReadOnlySpan<string> known)
    {
        JsonObject? rest = null;
        foreach (var (name, value) in json)
        {
            if (known.Contains(name)) continue;
            (rest ??= [])[name] = value?.DeepClone();
        }

        return rest;
    }

    private static string Sample(JsonObject button) => button["example"] is JsonArray { Count: > 0 } several ? AsText(several[0]) : AsText(button["example"]);

    private static string Place(int? card, string? part) => card is not { } index ? part ?? "" : FormattableString.Invariant($"card{index}{(part is null ? "" : "." + part)}");

    private static IEnumerable<JsonObject> Objects(JsonObject json, string name) => (json[name] as JsonArray)?.OfType<JsonObject>() ?? [];

    private static string Upper(JsonObject json, string name) => Text(json, name).ToUpperInvariant();

    private static string Text(JsonObject json, string name) => AsText(json[name]);

    // Ids of flows come as numbers from some answers.
    private static string AsText(JsonNode? node) => node switch
    {
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        JsonValue value when value.GetValueKind() == JsonValueKind.Number => value.ToJsonString(),
        _ => "",
    };
}
