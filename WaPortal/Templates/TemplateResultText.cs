using WaPortal.Core.Templates;

namespace WaPortal.Templates;

/// <summary>What the pages say when an action on a template did not work.</summary>
internal static class TemplateResultText
{
    /// <summary>Null: it worked.</summary>
    public static string? Fault(TemplateResult result) => result switch
    {
        TemplateResult.Done => null,
        TemplateResult.NotNow reason => reason.Reason,
        TemplateResult.NotBefore later => later.Reason,
        TemplateResult.Invalid invalid => string.Join(' ', invalid.Errors.Values),
        TemplateResult.Stale => "The text was changed in the meantime. Look again.",
        TemplateResult.HasProblems => "There are errors in the text.",
        _ => "It is not there any more.",
    };
}
