namespace WaPortal.Core.Templates.Linting;

/// <summary>What is known about a rule, apart from how it is checked.</summary>
/// <param name="Id">Stable id, shown beside the finding and used in exports.</param>
/// <param name="Severity">Error where the rule is documented or observed; advice where sources disagree.</param>
/// <param name="Source">The documentation page or the observation it rests on.</param>
/// <param name="Reason">Why the rule exists, in one sentence.</param>
/// <param name="Fix">What one click can do, where it can; null where a person has to think.</param>
public sealed record RuleInfo(string Id, FindingSeverity Severity, string Source, string Reason, string? Fix = null)
{
    internal static RuleInfo Error(string id, string source, string reason, string? fix = null) => new(id, FindingSeverity.Error, source, reason, fix);

    internal static RuleInfo Advice(string id, string source, string reason, string? fix = null) => new(id, FindingSeverity.Advice, source, reason, fix);
}
