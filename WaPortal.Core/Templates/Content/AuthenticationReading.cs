using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace WaPortal.Core.Templates;

/// <summary>
/// Reads what was chosen about an authentication template. Answers carry the finished texts, and not always the fields that they came from; then
/// the texts tell.
/// </summary>
internal static partial class AuthenticationReading
{
    public static AuthenticationTexts Body(JsonObject body, AuthenticationTexts? known)
    {
        var advised = body["add_security_recommendation"] is { } field
            ? field.GetValueKind() == JsonValueKind.True
            : body["text"] is JsonValue value && value.TryGetValue<string>(out var text) && SecondSentence().IsMatch(text);
        return new AuthenticationTexts(advised, known?.ExpiryMinutes);
    }

    public static AuthenticationTexts Footer(JsonObject footer, AuthenticationTexts? known)
    {
        int? minutes = footer["code_expiration_minutes"] is JsonValue value && value.TryGetValue<int>(out var number) ? number : null;
        if (minutes is null && footer["text"] is JsonValue words && words.TryGetValue<string>(out var text) && Minutes().Match(text) is { Success: true } found)
            minutes = int.Parse(found.Value, CultureInfo.InvariantCulture);
        return new AuthenticationTexts(known?.SecurityRecommendation ?? false, minutes);
    }

    [GeneratedRegex(@"[.。।۔]\s*\S", RegexOptions.CultureInvariant)]
    private static partial Regex SecondSentence();

    [GeneratedRegex(@"[0-9]{1,3}", RegexOptions.CultureInvariant)]
    private static partial Regex Minutes();
}
