using System.Text;
using WaPortal.Core.Templates.Linting;
using Xunit;

namespace WaPortal.Tests.Templates.Linting;

/// <summary>The page that lists all rules is made from the rules themselves. Set WAPORTAL_WRITE_DOCS=1 to write it anew.</summary>
public sealed class LintRulesDocument
{
    [Fact]
    public void The_page_is_up_to_date()
    {
        var path = Path.Combine(Root(), "docs", "lint-rules.md");
        var page = Page();
        if (Environment.GetEnvironmentVariable("WAPORTAL_WRITE_DOCS") == "1") File.WriteAllText(path, page);

        Assert.True(File.Exists(path) && File.ReadAllText(path).ReplaceLineEndings("\n") == page, "docs/lint-rules.md is out of date: run this test with WAPORTAL_WRITE_DOCS=1.");
    }

    private static string Page()
    {
        var page = new StringBuilder("""
            # Rules of the template linter

            Made from the rules themselves; a test keeps it true. An **error** blocks submission: the platform refuses such a template, or its reviewers
            reject it. **Advice** blocks nothing: sources disagree, or it is a matter of taste with known consequences. A source is the title of
            the platform's page, the number of an error that it answers, or the observation that the rule rests on.


            """);
        Table(page, "One translation", TemplateLinter.Rules);
        Table(page, "All translations of a template, beside the first", FamilyLint.Rules);
        return page.ToString().ReplaceLineEndings("\n").TrimEnd() + "\n";
    }

    private static void Table(StringBuilder page, string title, IEnumerable<RuleInfo> rules)
    {
        page.Append("## ").Append(title).Append("\n\n| rule | weighs | why | source | one click |\n| --- | --- | --- | --- | --- |\n");
        foreach (var rule in rules)
            page.Append(System.Globalization.CultureInfo.InvariantCulture, $"| `{rule.Id}` | {(rule.Severity == FindingSeverity.Error ? "error" : "advice")} | {Cell(rule.Reason)} | {Cell(rule.Source)} | {Cell(rule.Fix ?? "")} |\n");
        page.Append('\n');
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "WaPortal.sln"))) folder = folder.Parent;
        return folder.FullName;
    }
}
