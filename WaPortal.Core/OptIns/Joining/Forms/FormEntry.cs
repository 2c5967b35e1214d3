using System.Globalization;
using System.Net;
using System.Text.Json;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Lists;

namespace WaPortal.Core.OptIns.Joining.Forms;

/// <summary>The body of a submission, read strictly: whoever wrote the site's program should learn of a slip from the first answer.</summary>
/// <param name="Phone">E.164.</param>
/// <param name="Wording">The code or the words that the form showed; null where the site does not say.</param>
internal sealed record FormEntry(
    string Phone, string? Name, string? Language, IReadOnlyDictionary<string, string> Attributes, DateTimeOffset SubmittedAt, string Page, string? Ip, string? UserAgent, string? Wording)
{
    private const int MostAttributes = 30;
    private const int KeyLength = 60;
    private const int ValueLength = 300;
    private const int PageLength = 500;
    private const int AgentLength = 300;
    private static readonly TimeSpan Oldest = TimeSpan.FromDays(7);
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);
    private static readonly string[] Times = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mmzzz"];
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 3, AllowDuplicateProperties = false };
    private static readonly IReadOnlyDictionary<string, string> NoAttributes = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Without what it tells.</summary>
    public override string ToString() => nameof(FormEntry);

    /// <summary>The entry, or what is wrong by field (<c>body</c> for the whole); the words hold nothing of what came.</summary>
    /// <param name="body">UTF-8.</param>
    /// <param name="region">Where a number without country code belongs.</param>
    /// <param name="now">For times.</param>
    public static (FormEntry? Entry, IReadOnlyDictionary<string, string> Errors) Read(byte[] body, string? region, DateTimeOffset now)
    {
        var errors = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return (Read(document.RootElement, region, now, errors) is { } entry && errors.Count == 0 ? entry : null, errors);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Also text that is not valid Unicode, which is found when it is read.
        }

        return (null, new Dictionary<string, string>(StringComparer.Ordinal) { ["body"] = "The body is not a JSON object in UTF-8, or names a field twice." });
    }

    private static FormEntry? Read(JsonElement root, string? region, DateTimeOffset now, Dictionary<string, string> errors)
    {
        var texts = new Dictionary<string, string?>(StringComparer.Ordinal);
        var attributes = NoAttributes;
        foreach (var field in root.EnumerateObject())
        {
            if (field.Name == "attributes")
                attributes = ReadAttributes(field.Value, errors);
            else if (field.Name is not ("number" or "phone" or "name" or "language" or "submitted_at" or "page" or "ip" or "user_agent" or "wording"))
                errors["body"] = "There is a field that is not known here; see the documentation for those that are.";
            else if (field.Value.ValueKind is JsonValueKind.String or JsonValueKind.Null)
                texts[field.Name] = field.Value.GetString() is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;
            else
                errors[field.Name] = "This is no text.";
        }

        var phone = ReadPhone(texts.GetValueOrDefault("number"), texts.GetValueOrDefault("phone"), region, errors);
        var at = ReadTime(texts.GetValueOrDefault("submitted_at"), now, errors);
        var page = ReadPage(texts.GetValueOrDefault("page"), errors);
        Limit(texts, "name", Contact.NameLength, errors);
        Limit(texts, "language", Contact.LanguageLength, errors);
        Limit(texts, "wording", Wordings.Wording.TextLength, errors);
        var ip = texts.GetValueOrDefault("ip");
        if (ip is not null && !IPAddress.TryParse(ip, out _))
            errors["ip"] = "This is no IP address.";
        var agent = texts.GetValueOrDefault("user_agent") is { } told ? TextLength.Cut(told, AgentLength) : null;
        return phone is null || page is null || at is null
            ? null
            : new FormEntry(phone, texts.GetValueOrDefault("name"), texts.GetValueOrDefault("language"), attributes, at.Value, page, ip, agent, texts.GetValueOrDefault("wording"));
    }

    private static void Limit(Dictionary<string, string?> texts, string field, int longest, Dictionary<string, string> errors)
    {
        if (texts.GetValueOrDefault(field) is { } text && TextLength.IsOver(text, longest))
            errors[field] = "This is too long.";
    }

    private static string? ReadPhone(string? number, string? phone, string? region, Dictionary<string, string> errors)
    {
        if ((number ?? phone) is not { Length: <= 60 } text || (number is not null && phone is not null))
        {
            errors.TryAdd("number", "Give the phone number, once.");
            return null;
        }

        if (ListPhone.Read(text, region).E164 is { } e164)
            return e164;
        errors["number"] = "This is no phone number that can exist.";
        return null;
    }

    private static DateTimeOffset? ReadTime(string? text, DateTimeOffset now, Dictionary<string, string> errors)
    {
        if (text is null || !DateTimeOffset.TryParseExact(text, Times, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
            errors.TryAdd("submitted_at", "Say when the form was submitted, as in 2026-11-03T14:05:00Z or with an offset.");
        else if (at > now + Ahead || at < now - Oldest)
            errors.TryAdd("submitted_at", "This is in the future, or more than seven days ago.");
        else
            return at > now ? now : at;
        return null;
    }

    private static string? ReadPage(string? text, Dictionary<string, string> errors)
    {
        // What stands behind the path may name the person.
        if (Uri.TryCreate(text, UriKind.Absolute, out var page) && page.Scheme is "http" or "https" && page is { UserInfo: "" } && page.GetLeftPart(UriPartial.Path) is { Length: <= PageLength } path)
            return path;
        errors.TryAdd("page", "Name the page that the form stands on, as in https://example.com/news.");
        return null;
    }

    private static IReadOnlyDictionary<string, string> ReadAttributes(JsonElement value, Dictionary<string, string> errors)
    {
        if (value.ValueKind == JsonValueKind.Null)
            return NoAttributes;
        if (value.ValueKind != JsonValueKind.Object)
        {
            errors["attributes"] = "This is no object.";
            return NoAttributes;
        }

        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in value.EnumerateObject())
        {
            if (field.Value.ValueKind != JsonValueKind.String || field.Value.GetString() is not { } text || text.Length > ValueLength || field.Name.Trim().Length is 0 or > KeyLength || attributes.Count == MostAttributes)
                errors["attributes"] = "There are at most 30, with names of up to 60 and texts of up to 300 characters.";
            else if (!string.IsNullOrWhiteSpace(text))
                attributes[field.Name.Trim()] = text.Trim();
        }

        return attributes;
    }
}
