using System.Text.RegularExpressions;
using WaPortal.Core.Templates.Linting.Fixing;

namespace WaPortal.Core.Templates.Linting;

/// <summary>Collects what the rules find: of one rule at one place no more than a person reads, then how many more there are.</summary>
internal sealed partial class FindingList
{
    /// <summary>How many findings of a rule are told one by one in one place, which is a text or the members of a list.</summary>
    public const int Most = 20;

    private readonly List<TemplateFinding> _findings = [];
    private readonly Dictionary<(string Rule, string Place), (int Count, int Last)> _seen = [];

    public void Add(RuleInfo rule, JsonCursor at, string message, TemplateFix? fix = null) => Add(rule, at.Path, message, () => fix);

    /// <summary>With a fix that costs something to make; it is made only where it is shown.</summary>
    public void Add(RuleInfo rule, JsonCursor at, string message, Func<TemplateFix?> fix) => Add(rule, at.Path, message, fix);

    public void Add(RuleInfo rule, string path, string message) => Add(rule, path, message, () => null);

    private void Add(RuleInfo rule, string path, string message, Func<TemplateFix?> fix)
    {
        var key = (rule.Id, Indexes().Replace(path, "[]"));
        var (count, last) = _seen.GetValueOrDefault(key);
        if (count < Most)
        {
            last = _findings.Count;
            _findings.Add(new TemplateFinding(rule.Id, rule.Severity, path, message, rule.Source) { Reason = rule.Reason, Fix = fix() });
        }

        _seen[key] = (count + 1, last);
    }

    /// <summary>The findings; at places whose text was broken nothing but that.</summary>
    public IReadOnlyList<TemplateFinding> Finish(IReadOnlySet<string> broken)
    {
        var more = _seen.Values.Where(s => s.Count > Most).ToDictionary(s => s.Last, s => s.Count - Most);
        var told = new List<TemplateFinding>();
        foreach (var (finding, index) in _findings.Select((f, i) => (f, i)))
        {
            if (broken.Contains(finding.Path) && finding.Rule != Rules.UnicodeRule.HalfPair.Id) continue;
            told.Add(finding);
            if (more.TryGetValue(index, out var rest))
                told.Add(finding with { Message = FormattableString.Invariant($"… and {rest} more of this kind."), Fix = null });
        }

        return told;
    }

    [GeneratedRegex(@"\[\d+\]", RegexOptions.CultureInvariant)]
    private static partial Regex Indexes();
}
