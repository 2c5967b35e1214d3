using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace WaPortal.Sandbox;

/// <summary>
/// Components as the platform reads them back, which is not as they were written: codes have become links with finished texts around them,
/// handles addresses that expire, single samples arrays.
/// </summary>
internal static class TemplateReads
{
    private const int Minutes = 5;

    public static JsonArray Of(JsonArray components, string category, string language, string origin, DateTimeOffset now) =>
        new([.. components.OfType<JsonObject>().Select(component => Component(component, category == "AUTHENTICATION" ? AuthenticationWording.Of(language) : null, origin, now))]);

    /// <summary>A handle that leads back to the uploaded file.</summary>
    public static string Handle(string mediaId, string mimeType) => "4::" + Convert.ToBase64String(Encoding.ASCII.GetBytes(mediaId + ":" + mimeType));

    private static JsonObject Component(JsonObject written, AuthenticationWording? wording, string origin, DateTimeOffset now)
    {
        var read = (JsonObject)written.DeepClone();
        switch (read.Upper("type"))
        {
            case "HEADER" when read["example"] is JsonObject example && example["header_handle"] is JsonArray handles:
                example["header_handle"] = new JsonArray([.. handles.Select(handle => (JsonNode?)Address(handle.AsText() ?? "", origin, now))]);
                break;
            case "BODY" when wording is not null:
                read["text"] = wording.BodyText(read["add_security_recommendation"].IsTrue());
                read["example"] = new JsonObject { ["body_text"] = new JsonArray(new JsonArray("123456")) };
                break;
            case "FOOTER" when wording is not null && read["code_expiration_minutes"].AsNumber() is { } minutes:
                read["text"] = wording.FooterText(minutes);
                break;
            case "BUTTONS":
                read["buttons"] = new JsonArray([.. read.Objects("buttons").Select(button => Button(button, wording))]);
                break;
            case "CAROUSEL":
                foreach (var card in read.Objects("cards"))
                    card["components"] = new JsonArray([.. card.Objects("components").Select(component => Component(component, wording, origin, now))]);
                break;
        }

        return read;
    }

    private static JsonObject Button(JsonObject button, AuthenticationWording? wording)
    {
        var read = (JsonObject)button.DeepClone();
        switch (read.Upper("type"))
        {
            case "OTP":
                return Link(read, wording ?? AuthenticationWording.Of("en"));
            case "COPY_CODE":
                read["text"] = "Copy offer code";
                if (read["example"] is JsonValue code) read["example"] = new JsonArray(code.DeepClone());
                break;
            case "URL" when read["example"] is JsonValue sample:
                read["example"] = new JsonArray(sample.DeepClone());
                break;
            case "FLOW":
                // The id comes back as a number, and the action in upper case.
                if (long.TryParse(read.Text("flow_id"), NumberStyles.None, CultureInfo.InvariantCulture, out var flow)) read["flow_id"] = flow;
                if (read["flow_action"] is not null) read["flow_action"] = read.Upper("flow_action");
                break;
        }

        return read;
    }

    private static JsonObject Link(JsonObject otp, AuthenticationWording wording)
    {
        var type = otp.Upper("otp_type");
        var query = new StringBuilder("otp_type=").Append(type);
        if (type is "ONE_TAP" or "ZERO_TAP") query.Append("&cta_display_name=").Append(Uri.EscapeDataString(otp.Text("autofill_text") ?? wording.AutofillLabel));
        foreach (var app in otp.Objects("supported_apps"))
            query.Append("&package_name=").Append(Uri.EscapeDataString(app.Text("package_name") ?? "")).Append("&signature_hash=").Append(Uri.EscapeDataString(app.Text("signature_hash") ?? ""));
        var address = $"https://www.whatsapp.com/otp/code/?{query}&code=otp";
        return new JsonObject
        {
            ["type"] = "URL",
            ["text"] = otp.Text("text") ?? wording.CopyLabel,
            ["url"] = address + "{{1}}",
            ["example"] = new JsonArray(address + "123456"),
        };
    }

    private static string Address(string handle, string origin, DateTimeOffset now)
    {
        var bytes = new byte[handle.Length];
        var known = handle.StartsWith("4::", StringComparison.Ordinal) && Convert.TryFromBase64String(handle[3..], bytes, out var length)
            && Encoding.ASCII.GetString(bytes, 0, length).Split(':') is [{ Length: > 0 } id, { Length: > 0 }] && id.All(char.IsAsciiDigit) ? id : null;
        var expires = now.AddMinutes(Minutes).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return known is null ? $"{origin}/samples/unknown?expires={expires}" : $"{origin}/media/{known}?expires={expires}";
    }
}
