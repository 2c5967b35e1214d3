using WaPortal.Verbs;
using Xunit;

namespace WaPortal.Tests.Verbs;

public sealed class VerbTableTests
{
    [Theory]
    [InlineData("--help"), InlineData("-h"), InlineData("help")]
    public void Help_says_how_to_start_and_lists_the_verbs(string word)
    {
        var help = VerbTable.Help([word])!;

        Assert.StartsWith("WaPortal [--demo]", help, StringComparison.Ordinal);
        Assert.All(new[] { "template lint FILE", "ledger verify", "admin create" }, verb => Assert.Contains(verb, help, StringComparison.Ordinal));
    }

    [Fact]
    public void Help_of_a_verb_is_about_that_verb()
    {
        var help = VerbTable.Help(["template", "lint", "--help"])!;

        Assert.StartsWith("WaPortal template lint FILE", help, StringComparison.Ordinal);
        Assert.DoesNotContain("ledger", help, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("template", "lint", "help.json")]
    [InlineData("--urls", "http://127.0.0.1:5080")]
    [InlineData]
    public void Other_command_lines_do_not_ask_for_help(params string[] args) => Assert.Null(VerbTable.Help(args));
}
