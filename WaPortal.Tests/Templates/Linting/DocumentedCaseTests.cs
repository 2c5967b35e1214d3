using WaPortal.Core.Templates.Linting;
using Xunit;

namespace WaPortal.Tests.Templates.Linting;

public sealed class DocumentedCaseTests
{
    // Where two of our rules see the fault, the documentation's main one must be among them; these are the ones we name otherwise.
    private static readonly Dictionary<string, string> OurName = new(StringComparer.Ordinal)
    {
    };

    public static TheoryData<string> Ids => DocumentedCases.Ids;

    [Theory, MemberData(nameof(Ids))]
    public void The_verdict_is_the_documented_one(string id)
    {
        var expected = DocumentedCases.Get(id);
        var errors = TemplateLinter.Lint(expected.Element).Where(f => f.Severity == FindingSeverity.Error).ToList();

        Assert.True(expected.Valid == (errors.Count == 0), string.Join("; ", errors));
        if (!expected.Valid)
            Assert.Contains(OurName.GetValueOrDefault(expected.Rule, expected.Rule), errors.Select(e => e.Rule));
    }

    [Fact]
    public void Every_case_is_there() => Assert.Equal(99, DocumentedCases.All.Count);
}
