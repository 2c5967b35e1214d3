using System.Globalization;
using System.Text;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.Templates;

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

    /// <summary>Somebody of the contacts.</summary>
    Person,
}

/// <summary>The values that a preview fills in.</summary>
public static class PreviewText
{
    // A long double name and a long place name are about this long.
    private const int LongValue = 32;

    /// <summary>The value that stands in a hole; null or empty leaves the hole visible.</summary>
    /// <param name="content">Where the variable stands, with samples and fallbacks.</param>
    /// <param name="variable">Which one.</param>
    /// <param name="mode">What is to be seen.</param>
    /// <param name="person">Whose values to show; null while nobody is chosen, which shows the samples.</param>
    public static string? Value(TemplateContent content, TemplateVariable variable, PreviewValues mode, PreviewPerson? person = null)
    {
        var sample = content.SampleOf(variable);
        return mode switch
        {
            PreviewValues.Sample => sample,
            PreviewValues.Longest => Stretch(sample.Length > 0 ? sample : variable.Name),
            PreviewValues.Empty => content.FallbackOf(variable),
            PreviewValues.Person when person is null || !variable.IsInText || char.IsAsciiDigit(variable.Name[0]) => sample,
            PreviewValues.Person => ValueOf(person, variable) is { Length: > 0 } known ? known : content.FallbackOf(variable),
        };
    }

    // As a campaign's mapping begins: a variable called like a name is the name, others are the column of the same name.
    private static string? ValueOf(PreviewPerson person, TemplateVariable variable) =>
        variable.Name is "name" or "first_name" or "full_name" or "customer_name"
            ? person.Name
            : person.Fields.FirstOrDefault(field => new ContactChip(field.Key, "").Variable == variable.Name).Value;

    private static string Stretch(string sample)
    {
        var text = new StringBuilder(sample);
        while (new StringInfo(text.ToString()).LengthInTextElements < LongValue)
            text.Append(' ').Append(sample);
        return text.ToString();
    }
}
