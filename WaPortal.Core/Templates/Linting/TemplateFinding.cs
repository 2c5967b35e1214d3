using WaPortal.Core.Templates.Linting.Fixing;

namespace WaPortal.Core.Templates.Linting;

/// <summary>How much a finding weighs.</summary>
public enum FindingSeverity
{
    /// <summary>The platform refuses the template, or reviewers reject it: it is not submitted.</summary>
    Error,

    /// <summary>Worth a thought; a point on which sources disagree is never more than this.</summary>
    Advice,
}

/// <summary>One thing the linter says about a template.</summary>
/// <param name="Rule">Stable id of the rule, e.g. <c>param.adjacent</c>.</param>
/// <param name="Severity">Whether it blocks submission.</param>
/// <param name="Path">Where in the create payload, e.g. <c>components[1].text</c>; empty for the payload as a whole.</param>
/// <param name="Message">A sentence for the person who writes the template.</param>
/// <param name="Source">The page or observation the rule rests on.</param>
public sealed record TemplateFinding(string Rule, FindingSeverity Severity, string Path, string Message, string Source)
{
    /// <summary>Why the rule exists, in one sentence.</summary>
    public string Reason { get; init; } = "";

    /// <summary>What one click can do about it; null where a person has to think.</summary>
    public TemplateFix? Fix { get; init; }
}
