using System.Globalization;
using System.Text;

namespace WaPortal.Templates;

/// <summary>What stands in the holes of the preview.</summary>
public enum PreviewValues
{
    /// <summary>The samples that reviewers see.</summary>
    Sample,

    /// <summary>Values as long as real ones get, to see where lines break.</summary>
    Longest,

    /// <summary>A person of whom nothing is known: fallbacks, and holes where there is none.</summary>
    Empty,
}

public static class PreviewText
{
    // A long double name and a long place name are about this long.
    private const int LongValue = 32;

    /// <summary>The values that the preview fills in.</summary>
    public static IReadOnlyDictionary<string, string> Fill(IEnumerable<VariableForm> variables, PreviewValues mode) =>
        variables.DistinctBy(variable => variable.Name).ToDictionary(
            variable => variable.Name,
            variable => mode switch
            {
                PreviewValues.Sample => variable.Sample,
                PreviewValues.Longest => Stretch(variable.Sample.Length > 0 ? variable.Sample : variable.Name),
                PreviewValues.Empty => variable.Fallback,
            },
            StringComparer.Ordinal);

    private static string Stretch(string sample)
    {
        var text = new StringBuilder(sample);
        while (new StringInfo(text.ToString()).LengthInTextElements < LongValue)
            text.Append(' ').Append(sample);
        return text.ToString();
    }
}
