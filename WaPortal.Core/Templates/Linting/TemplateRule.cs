using WaPortal.Core.Templates.Linting.Fixing;

namespace WaPortal.Core.Templates.Linting;

/// <summary>A rule, or a tight family of rules that look at the same spot of a template.</summary>
internal abstract class TemplateRule
{
    /// <summary>Every rule this class can report.</summary>
    public abstract IReadOnlyList<RuleInfo> Rules { get; }

    /// <summary>Looks at the template. Must cope with any JSON: a part of the wrong kind is somebody else's finding, or none.</summary>
    public abstract void Check(TemplatePayload template, FindingList findings);
}

/// <summary>Collects what the rules find.</summary>
internal sealed class FindingList
{
    private readonly List<TemplateFinding> _findings = [];

    public IReadOnlyList<TemplateFinding> Findings => _findings;

    public void Add(RuleInfo rule, JsonCursor at, string message, TemplateFix? fix = null) => Add(rule, at.Path, message, fix);

    public void Add(RuleInfo rule, string path, string message, TemplateFix? fix = null) =>
        _findings.Add(new TemplateFinding(rule.Id, rule.Severity, path, message, rule.Source) { Reason = rule.Reason, Fix = fix });
}
