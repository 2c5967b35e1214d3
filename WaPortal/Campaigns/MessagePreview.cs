using WaPortal.Components.Pieces;
using WaPortal.Core.Templates;
using WaPortal.Templates;

namespace WaPortal.Campaigns;

/// <summary>Turns an approved translation and values into what the phone shows.</summary>
internal static class MessagePreview
{
    /// <summary>With the samples that were approved.</summary>
    public static ChatMessage WithSamples(SendableTranslation translation) => Draw(translation, translation.Content.SampleOf);

    /// <summary>With values by variable key; what is missing stays a hole.</summary>
    public static ChatMessage Of(SendableTranslation translation, IReadOnlyDictionary<string, string> values) =>
        Draw(translation, variable => values.GetValueOrDefault(variable.Key));

    /// <summary>The language as people call it: "Spanish (SPA)".</summary>
    public static string LanguageName(string code) => TemplateLanguages.Find(code)?.Name ?? code;

    private static ChatMessage Draw(SendableTranslation translation, Func<TemplateVariable, string?> value) =>
        MessageDrawing.Draw(translation.Content, LanguageTags.Named(translation.Language), value, _ => null);
}
