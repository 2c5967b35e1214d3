using WaPortal.Core.Templates;

namespace WaPortal.Templates;

/// <summary>How far a translation is, in words.</summary>
public static class CompletenessText
{
    /// <summary>"Missing: samples, footer".</summary>
    public static string Missing(TemplateCompleteness completeness) => "Missing: " + string.Join(", ", completeness.Missing.Select(NameOf));

    private static string NameOf(TranslationPart part) => part switch
    {
        TranslationPart.Header => "header",
        TranslationPart.Offer => "offer",
        TranslationPart.Body => "body",
        TranslationPart.Samples => "samples",
        TranslationPart.Footer => "footer",
        TranslationPart.Cards => "cards",
        TranslationPart.Buttons => "buttons",
    };
}
