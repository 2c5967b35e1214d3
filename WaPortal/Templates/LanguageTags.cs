namespace WaPortal.Templates;

/// <summary>Language codes for the <c>lang</c> attribute.</summary>
public static class LanguageTags
{
    /// <summary>The platform writes <c>pt_BR</c>, browsers read <c>pt-BR</c>.</summary>
    public static string Of(string code) => code.Replace('_', '-');
}
