using WaPortal.Components.Pieces;
using WaPortal.Core.Templates;

namespace WaPortal.Campaigns;

/// <summary>Turns an approved translation and values into what the phone shows.</summary>
internal static class MessagePreview
{
    private const string HeaderPrefix = "header_";

    /// <summary>With the samples that were approved.</summary>
    public static ChatMessage WithSamples(SendableTranslation translation) =>
        Of(translation, translation.Content.Variables().ToDictionary(v => v.Key, translation.Content.SampleOf, StringComparer.Ordinal));

    /// <summary>With values by variable key; what is missing stays a hole.</summary>
    public static ChatMessage Of(SendableTranslation translation, IReadOnlyDictionary<string, string> values)
    {
        var content = translation.Content;
        var shown = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var variable in content.Variables().Where(v => values.ContainsKey(v.Key)))
        {
            if (variable is { Place: VariablePlace.Header, CardIndex: null })
                shown[HeaderPrefix + variable.Name] = values[variable.Key];
            else if (variable is { Place: VariablePlace.Body, CardIndex: null })
                shown[variable.Name] = values[variable.Key];
        }

        return new ChatMessage(
            translation.Language.Replace('_', '-'),
            TemplateLanguages.Find(translation.Language)?.IsRightToLeft == true,
            Header(content.Header),
            // Header and body both begin with {{1}}: the header's variables get names of their own.
            content.HeaderText is { } text ? Placeholders.Fill(text, name => $"{{{{{HeaderPrefix}{name}}}}}") : null,
            null,
            content.Body,
            string.IsNullOrWhiteSpace(content.Footer) ? null : content.Footer,
            [.. content.Buttons.Select(button => new ChatButton(Kind(button.Kind), button.Label))],
            shown);
    }

    /// <summary>The language as people call it: "Spanish (SPA)".</summary>
    public static string LanguageName(string code) => TemplateLanguages.Find(code)?.Name ?? code;

    private static ChatHeaderKind Header(HeaderKind kind) => kind switch
    {
        HeaderKind.None => ChatHeaderKind.None,
        HeaderKind.Text => ChatHeaderKind.Text,
        HeaderKind.Image => ChatHeaderKind.Image,
        HeaderKind.Video => ChatHeaderKind.Video,
        HeaderKind.Document => ChatHeaderKind.Document,
        HeaderKind.Location => ChatHeaderKind.Location,
        HeaderKind.Product => ChatHeaderKind.Image,
    };

    private static ChatButtonKind Kind(ButtonKind kind) => kind switch
    {
        ButtonKind.QuickReply => ChatButtonKind.Reply,
        ButtonKind.Url => ChatButtonKind.Url,
        ButtonKind.Phone => ChatButtonKind.Phone,
        ButtonKind.CopyCode or ButtonKind.Otp => ChatButtonKind.Copy,
        ButtonKind.Flow or ButtonKind.Catalog or ButtonKind.MultiProduct or ButtonKind.SingleProduct or ButtonKind.Other => ChatButtonKind.Flow,
        ButtonKind.VoiceCall => ChatButtonKind.Phone,
    };
}
