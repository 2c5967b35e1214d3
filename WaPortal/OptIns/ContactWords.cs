using WaPortal.Core.OptIns.Contacts;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Phone;
using WaPortal.Core.OptIns.Segments;

namespace WaPortal.OptIns;

/// <summary>How the pages speak of contacts and conditions.</summary>
internal static class ContactWords
{
    private static readonly Dictionary<string, string> Countries = PhoneRegion.All.ToDictionary(r => r.Code, r => r.EnglishName, StringComparer.Ordinal);

    /// <summary>Consent by purpose, as the address names it.</summary>
    public static readonly IReadOnlyList<(string Value, string Text)> ConsentFilters =
    [
        .. from purpose in Enum.GetValues<ConsentPurpose>()
           from state in new[] { (Key: "in", Is: "opted in"), (Key: "out", Is: "opted out"), (Key: "never", Is: "never agreed") }
           select ($"{purpose.ToString().ToLowerInvariant()}-{state.Key}", $"{ImportWords.Purpose(purpose)}: {state.Is}"),
    ];

    public static string Country(string? region) => region is null ? "" : Countries.GetValueOrDefault(region, region);

    /// <summary>The condition behind one of <see cref="ConsentFilters"/>; null for none of them.</summary>
    public static SegmentCondition? ConsentCondition(string? filter)
    {
        if (filter?.Split('-') is not [var name, var state] || !Enum.TryParse<ConsentPurpose>(name, ignoreCase: true, out var purpose) || !Enum.IsDefined(purpose))
            return null;
        ConditionOperator? asked = state switch
        {
            "in" => ConditionOperator.OptedIn,
            "out" => ConditionOperator.OptedOut,
            "never" => ConditionOperator.NeverAgreed,
            _ => null,
        };
        return asked is { } choice ? new SegmentCondition(ConditionSubject.Consent, choice, Values: [purpose.ToString()]) : null;
    }

    public static string Type(AttributeType type) => type switch
    {
        AttributeType.Text => "Text",
        AttributeType.Number => "Number",
        AttributeType.Date => "Date",
        AttributeType.YesNo => "Yes or no",
        AttributeType.Choice => "One of several values",
        AttributeType.Url => "Web address",
    };

    public static string TypeHint(AttributeType type) => type switch
    {
        AttributeType.Number => "1,5 and 1.5 are read; 1,500 could be two numbers and is not.",
        AttributeType.Date => "2026-11-03, 3.11.2026 and 20261103 are read; 3/11/2026 could be two days and is not.",
        AttributeType.YesNo => "Yes and no are read in the languages of lists, and 1 and 0.",
        AttributeType.Url => "A whole address that begins with http or https.",
        AttributeType.Choice => "Case and accents do not matter when a list is read.",
        AttributeType.Text => "Any text.",
    };

    /// <summary>A value as people read it.</summary>
    public static string Value(ContactField field) => field switch
    {
        { Fits: true, Attribute.Rule.Type: AttributeType.Date } when DateOnly.TryParseExact(field.Text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var day)
            => day.ToString("d MMMM yyyy", System.Globalization.CultureInfo.GetCultureInfo("en-GB")),
        _ => field.Text,
    };

    /// <summary>An operator of a condition about an attribute, as the middle of a sentence.</summary>
    public static string Operator(ConditionOperator asked, AttributeType type) => asked switch
    {
        ConditionOperator.Is => "is",
        ConditionOperator.IsNot => "is not",
        ConditionOperator.Less => type == AttributeType.Date ? "is before" : "is less than",
        ConditionOperator.AtMost => type == AttributeType.Date ? "is on or before" : "is at most",
        ConditionOperator.Greater => type == AttributeType.Date ? "is after" : "is more than",
        ConditionOperator.AtLeast => type == AttributeType.Date ? "is on or after" : "is at least",
        ConditionOperator.BeginsWith => "begins with",
        ConditionOperator.Contains => "contains",
        ConditionOperator.HasValue => "is known",
        ConditionOperator.HasNone => "is not known",
        ConditionOperator.InLastDays => "was in the last … days",
        ConditionOperator.InNextDays => "is in the next … days",
        _ => asked.ToString(),
    };

    /// <summary>Where a condition about an attribute begins.</summary>
    public static SegmentCondition First(AttributeInfo attribute) => new(ConditionSubject.Attribute, ConditionOperator.Is, attribute.Id.Value, attribute.Rule.Type switch
    {
        AttributeType.YesNo => ["yes"],
        AttributeType.Choice => [attribute.Rule.Choices[0]],
        _ => [""],
    });

    /// <summary>Whether it says all that it has to, so that it can be asked.</summary>
    public static bool IsComplete(SegmentCondition condition, AttributeInfo attribute) => condition.Is switch
    {
        ConditionOperator.HasValue or ConditionOperator.HasNone => true,
        ConditionOperator.InLastDays or ConditionOperator.InNextDays => condition.Days is >= 0 and <= SegmentRules.MostDays,
        ConditionOperator.BeginsWith or ConditionOperator.Contains => condition.Values is [{ } text] && !string.IsNullOrWhiteSpace(text),
        _ => condition.Values is [{ } value] && attribute.Rule.Read(value) is not null,
    };
}
