namespace WaPortal.Core.Templates.Linting;

/// <summary>A rule, or a tight family of rules that look at the same spot of a template.</summary>
internal abstract class TemplateRule
{
    /// <summary>Every rule this class can report.</summary>
    public abstract IReadOnlyList<RuleInfo> Rules { get; }

    /// <summary>Looks at the template. Must cope with any JSON: a part of the wrong kind is somebody else's finding, or none.</summary>
    public abstract void Check(TemplatePayload template, FindingList findings);
}
