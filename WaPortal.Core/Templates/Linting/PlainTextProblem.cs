namespace WaPortal.Core.Templates.Linting;

/// <summary>What the platform refuses in headers and button labels.</summary>
internal static class PlainTextProblem
{
    /// <summary>"a line break", "an emoji", "formatting characters", or null.</summary>
    public static string? Of(string text)
    {
        if (TextFacts.HasNewline(text)) return "a line break";
        if (TextFacts.Emojis(text) > 0) return "an emoji";
        return TextFacts.HasFormatting(text) ? "formatting characters" : null;
    }
}
