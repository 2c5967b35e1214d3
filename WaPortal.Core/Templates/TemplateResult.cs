using WaPortal.Core.Templates.Linting;

namespace WaPortal.Core.Templates;

/// <summary>What became of an action on a template.</summary>
public abstract record TemplateResult
{
    private TemplateResult()
    {
    }

    /// <summary>Done.</summary>
    /// <param name="Template">The template.</param>
    /// <param name="DraftVersion">The translation's new row version, where one translation was meant.</param>
    public sealed record Done(TemplateId Template, int DraftVersion = 0) : TemplateResult;

    /// <summary>What was entered cannot be taken; by field.</summary>
    public sealed record Invalid(IReadOnlyDictionary<string, string> Errors) : TemplateResult;

    /// <summary>Somebody else saved in the meantime. Nothing was changed; here is what holds now.</summary>
    public sealed record Stale(int DraftVersion, TemplateContent Content) : TemplateResult;

    /// <summary>The linter found errors.</summary>
    public sealed record HasProblems(IReadOnlyList<TemplateFinding> Findings) : TemplateResult;

    /// <summary>The state it is in does not allow it.</summary>
    public sealed record NotNow(string Reason) : TemplateResult;

    /// <summary>The platform's limits do not allow it before a moment.</summary>
    public sealed record NotBefore(DateTimeOffset At, string Reason) : TemplateResult;

    /// <summary>There is no such template or translation.</summary>
    public sealed record NotFound : TemplateResult;

    internal static Invalid Wrong(string field, string message) => new(new Dictionary<string, string>(StringComparer.Ordinal) { [field] = message });
}
