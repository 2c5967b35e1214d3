using WaPortal.Core.Templates;

namespace WaPortal.Templates;

/// <summary>Language codes on pages.</summary>
public static class LanguageTags
{
    /// <summary>For the <c>lang</c> attribute: the platform writes <c>pt_BR</c>, browsers read <c>pt-BR</c>.</summary>
    public static string Of(string code) => code.Replace('_', '-');

    /// <summary>The language of a code; one that is not in the list is called by its code.</summary>
    public static TemplateLanguage Named(string code) => TemplateLanguages.Find(code) ?? new TemplateLanguage(code, code, code);
}
