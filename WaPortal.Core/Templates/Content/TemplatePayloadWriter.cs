using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using WaPortal.Core.Templates.Linting;
using WaPortal.Core.Templates.Linting.Rules;

namespace WaPortal.Core.Templates;

/// <summary>Writes contents as the platform's create and edit calls want them.</summary>
public static class TemplatePayloadWriter
{
    // Stands for the handle that the upload gives at submission, so that a draft can be judged before.
    private const string PendingHandle = "4::pending";

    /// <summary>The whole create payload.</summary>
    /// <param name="content">What it says.</param>
    /// <param name="name">The template's name.</param>
    /// <param name="language">The platform's code.</param>
    /// <param name="category">What it is for.</param>
    /// <param name="format">How variables are written.</param>
    /// <param name="handles">Handles of the uploaded sample files (<see cref="TemplateContent.Media"/>); null while they are not uploaded.</param>
    public static JsonObject ToCreatePayload(
        this TemplateContent content, string name, string language, TemplateCategory category, ParameterFormat format, IReadOnlyDictionary<Guid, string>? handles = null)
    {
        var payload = new JsonObject { ["name"] = name, ["language"] = language, ["category"] = category.ToString().ToUpperInvariant() };
        // The variable of an authentication template is the platform's own, so there is nothing to choose.
        if (category != TemplateCategory.Authentication) payload["parameter_format"] = format.ToString().ToUpperInvariant();
        return AddContent(payload, content, format, handles);
    }

    /// <summary>What an edit sends: everything that the translation says. Components that are left out would be deleted.</summary>
    public static JsonObject ToEditPayload(this TemplateContent content, ParameterFormat format, IReadOnlyDictionary<Guid, string>? handles = null) =>
        AddContent([], content, format, handles);

    /// <summary>The components alone.</summary>
    public static JsonArray ToComponents(this TemplateContent content, ParameterFormat format, IReadOnlyDictionary<Guid, string>? handles = null) =>
        new([.. Components(content, format, handles).Select(c => c.Json)]);

    /// <summary>What the linter says about the content.</summary>
    public static IReadOnlyList<TemplateFinding> Lint(this TemplateContent content, string name, string language, TemplateCategory category, ParameterFormat format) =>
        [.. TemplateLinter.Lint(JsonSerializer.SerializeToElement(content.ToCreatePayload(name, language, category, format)))
            .Where(f => f.Rule != OptOutRule.Wording.Id || content.AllButtons.All(b => b.OptOut is null))];

    /// <summary>The fields of the editor that the components belong to, in the order in which they are written.</summary>
    internal static IReadOnlyList<TemplateFieldKind> Order(TemplateContent content) => [.. Components(content, ParameterFormat.Positional, null).Select(c => c.Field)];

    private static JsonObject AddContent(JsonObject payload, TemplateContent content, ParameterFormat format, IReadOnlyDictionary<Guid, string>? handles)
    {
        if (content.TimeToLiveSeconds is { } seconds) payload["message_send_ttl_seconds"] = seconds;
        payload["components"] = content.ToComponents(format, handles);
        return payload;
    }

    private static List<(TemplateFieldKind Field, JsonObject Json)> Components(TemplateContent written, ParameterFormat format, IReadOnlyDictionary<Guid, string>? handles)
    {
        var content = written.Effective();
        var writer = new PartWriter(content, format, handles);
        var components = new List<(TemplateFieldKind, JsonObject)>();
        if (content.Header != HeaderKind.None) components.Add((TemplateFieldKind.Header, writer.Header(content.Header, content.HeaderText, content.HeaderMedia, null)));
        if (content.Offer is { } offer) components.Add((TemplateFieldKind.Offer, Offer(offer)));
        components.Add((TemplateFieldKind.Body, content.Authentication is { } texts ? Secured(texts) : writer.Body(content.Body, null)));
        if (content.Authentication is { ExpiryMinutes: { } minutes })
            components.Add((TemplateFieldKind.Footer, new JsonObject { ["type"] = "FOOTER", ["code_expiration_minutes"] = minutes }));
        else if (content.Authentication is null && !string.IsNullOrWhiteSpace(content.Footer))
            components.Add((TemplateFieldKind.Footer, writer.With("footer", new JsonObject { ["type"] = "FOOTER", ["text"] = content.Footer })));
        if (content.Cards.Count > 0) components.Add((TemplateFieldKind.Cards, Carousel(content, writer)));
        if (content.Buttons.Count > 0) components.Add((TemplateFieldKind.Buttons, writer.Buttons(content.Buttons, null)));
        components.AddRange(content.Foreign.Where(f => f.Within is null).Select(f => (TemplateFieldKind.Template, (JsonObject)f.Json.DeepClone())));
        return components;
    }

    private static JsonObject Offer(LimitedTimeOffer offer) => new()
    {
        ["type"] = "LIMITED_TIME_OFFER",
        ["limited_time_offer"] = new JsonObject { ["text"] = offer.Text, ["has_expiration"] = offer.HasExpiration },
    };

    // A text would be refused: the wording is the platform's.
    private static JsonObject Secured(AuthenticationTexts texts) => new() { ["type"] = "BODY", ["add_security_recommendation"] = texts.SecurityRecommendation };

    private static JsonObject Carousel(TemplateContent content, PartWriter writer) => new()
    {
        ["type"] = "CAROUSEL",
        ["cards"] = new JsonArray([.. content.Cards.Select((card, index) => Card(content, card, index, writer))]),
    };

    private static JsonObject Card(TemplateContent content, TemplateCard card, int index, PartWriter writer)
    {
        var components = new JsonArray();
        if (card.Header != HeaderKind.None) components.Add((JsonNode)writer.Header(card.Header, null, card.Media, index));
        if (card.Body.Length > 0) components.Add((JsonNode)writer.Body(card.Body, index));
        if (card.Buttons.Count > 0) components.Add((JsonNode)writer.Buttons(card.Buttons, index));
        foreach (var part in content.Foreign.Where(f => f.Within == FormattableString.Invariant($"card{index}"))) components.Add(part.Json.DeepClone());
        return new JsonObject { ["components"] = components };
    }

    /// <summary>Writes header, body and buttons, of the message (no card) or of a card.</summary>
    private sealed class PartWriter(TemplateContent content, ParameterFormat format, IReadOnlyDictionary<Guid, string>? handles)
    {
        private readonly ILookup<(VariablePlace, int?, int?), TemplateVariable> _variables = content.Variables().ToLookup(v => (v.Place, v.CardIndex, v.ButtonIndex));

        public JsonObject Header(HeaderKind kind, string? text, Guid? media, int? card)
        {
            var header = new JsonObject { ["type"] = "HEADER", ["format"] = kind.ToString().ToUpperInvariant() };
            if (kind == HeaderKind.Text)
            {
                header["text"] = text ?? "";
                AddSamples(header, VariablePlace.Header, card);
            }
            else if (TemplateContent.IsMedia(kind) && media is { } file)
            {
                header["example"] = new JsonObject { ["header_handle"] = new JsonArray(handles?.GetValueOrDefault(file) ?? PendingHandle) };
            }

            return With(Place("header", card), header);
        }

        public JsonObject Body(string text, int? card)
        {
            var body = new JsonObject { ["type"] = "BODY", ["text"] = text };
            AddSamples(body, VariablePlace.Body, card);
            return With(Place("body", card), body);
        }

        public JsonObject Buttons(IReadOnlyList<TemplateButton> buttons, int? card) =>
            new() { ["type"] = "BUTTONS", ["buttons"] = new JsonArray([.. buttons.Select((button, index) => Add(button.Extra, Button(button, index, card)))]) };

        public JsonObject With(string place, JsonObject part) => Add(content.Foreign.FirstOrDefault(f => f.Within == place)?.Json, part);

        // What is known wins over what was kept.
        private static JsonObject Add(JsonObject? extra, JsonObject part)
        {
            foreach (var (name, value) in extra ?? [])
            {
                if (!part.ContainsKey(name)) part[name] = value?.DeepClone();
            }

            return part;
        }

        private void AddSamples(JsonObject component, VariablePlace place, int? card)
        {
            var variables = _variables[(place, card, null)].ToList();
            if (variables.Count == 0) return;
            var key = place == VariablePlace.Body ? "body_text" : "header_text";
            if (format == ParameterFormat.Named)
            {
                var named = new JsonArray([.. variables.Select(v => new JsonObject { ["param_name"] = v.Name, ["example"] = content.SampleOf(v) })]);
                component["example"] = new JsonObject { [key + "_named_params"] = named };
                return;
            }

            // Samples go by number, whatever the order in the text.
            var ordered = variables.OrderBy(v => int.TryParse(v.Name, CultureInfo.InvariantCulture, out var n) ? n : int.MaxValue);
            var samples = new JsonArray([.. ordered.Select(v => (JsonNode?)content.SampleOf(v))]);
            component["example"] = new JsonObject { [key] = place == VariablePlace.Body ? new JsonArray(samples) : samples };
        }

        private JsonObject Button(TemplateButton button, int index, int? card)
        {
            switch (button.Kind)
            {
                case ButtonKind.QuickReply:
                    return new JsonObject { ["type"] = "QUICK_REPLY", ["text"] = button.Text };
                case ButtonKind.Phone:
                    return new JsonObject { ["type"] = "PHONE_NUMBER", ["text"] = button.Text, ["phone_number"] = button.PhoneNumber ?? "" };
                case ButtonKind.CopyCode:
                    return new JsonObject { ["type"] = "COPY_CODE", ["example"] = content.SampleOf(new TemplateVariable(VariablePlace.ButtonCode, "code", index, card)) };
                case ButtonKind.Url:
                    var link = new JsonObject { ["type"] = "URL", ["text"] = button.Text, ["url"] = button.Url ?? "" };
                    var variables = _variables[(VariablePlace.ButtonUrl, card, index)].ToList();
                    if (variables.Count > 0) link["example"] = new JsonArray([.. variables.Select(v => (JsonNode?)content.SampleOf(v))]);
                    return link;
                case ButtonKind.Otp:
                    return Otp(button, button.Otp ?? new OtpButton(OtpKind.CopyCode, null, [], false));
                case ButtonKind.Flow:
                    return Flow(button, button.Flow ?? new FlowTarget(""));
                case ButtonKind.Catalog:
                    return Labelled("CATALOG", button);
                case ButtonKind.MultiProduct:
                    return Labelled("MPM", button);
                case ButtonKind.SingleProduct:
                    return Labelled("SPM", button);
                case ButtonKind.VoiceCall:
                    return Labelled("VOICE_CALL", button);
                case ButtonKind.Other:
                    return [];
                default:
                    throw new InvalidOperationException($"Unknown kind of button {button.Kind}.");
            }
        }

        private static JsonObject Labelled(string type, TemplateButton button) => new() { ["type"] = type, ["text"] = button.Label };

        // A label of one's own is documented as possible and was refused in reports, so it is only written where there is one.
        private static JsonObject Otp(TemplateButton button, OtpButton otp)
        {
            var json = new JsonObject
            {
                ["type"] = "OTP",
                ["otp_type"] = otp.Kind switch { OtpKind.CopyCode => "COPY_CODE", OtpKind.OneTap => "ONE_TAP", OtpKind.ZeroTap => "ZERO_TAP" },
            };
            if (button.Text.Length > 0) json["text"] = button.Text;
            if (!string.IsNullOrEmpty(otp.AutofillText)) json["autofill_text"] = otp.AutofillText;
            if (otp.Apps.Count > 0)
                json["supported_apps"] = new JsonArray([.. otp.Apps.Select(app => new JsonObject { ["package_name"] = app.PackageName, ["signature_hash"] = app.SignatureHash })]);
            if (otp.Kind == OtpKind.ZeroTap) json["zero_tap_terms_accepted"] = otp.ZeroTapTermsAccepted;
            return json;
        }

        private static JsonObject Flow(TemplateButton button, FlowTarget flow)
        {
            var json = new JsonObject { ["type"] = "FLOW", ["text"] = button.Text };
            // A flow may also be named or described in place of its id; such a button keeps what it came with.
            if (flow.FlowId.Length > 0) json["flow_id"] = flow.FlowId;
            json["flow_action"] = flow.Action switch { FlowAction.Navigate => "navigate", FlowAction.DataExchange => "data_exchange" };
            if (flow.Screen is { Length: > 0 } screen) json["navigate_screen"] = screen;
            return json;
        }

        private static string Place(string part, int? card) => card is { } index ? FormattableString.Invariant($"card{index}.{part}") : part;
    }
}
