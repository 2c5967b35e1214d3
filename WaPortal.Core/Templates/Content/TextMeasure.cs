using WaPortal.Core.Templates.Linting;

namespace WaPortal.Core.Templates;

/// <summary>Measures a text in the linter's units, for counters beside fields.</summary>
public static class TextMeasure
{
    /// <summary>Characters (code points); placeholders count as they are written, <c>{{1}}</c> is five.</summary>
    public static int Characters(string text) => TextFacts.Length(text);

    /// <summary>Emojis as a reader sees them.</summary>
    public static int Emojis(string text) => TextFacts.Emojis(text);
}
