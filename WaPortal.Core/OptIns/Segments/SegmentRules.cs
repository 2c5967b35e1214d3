using System.Globalization;
using WaPortal.Core.OptIns.Contacts;
using WaPortal.Core.OptIns.Import;

namespace WaPortal.Core.OptIns.Segments;

/// <summary>Which conditions there are. Whatever is evaluated has passed here first.</summary>
public static class SegmentRules
{
    public const int MostConditions = 30;
    public const int MostValues = 50;
    public const int Deepest = 4;
    public const int MostDays = 3650;
    private const int LongestValue = 200;
    private const int MostOfAudience = 400; // several segments, written out

    /// <summary>What each attribute type can be asked.</summary>
    public static IReadOnlyList<ConditionOperator> Of(AttributeType type) => type switch
    {
        AttributeType.Text or AttributeType.Url =>
            [ConditionOperator.Is, ConditionOperator.IsNot, ConditionOperator.BeginsWith, ConditionOperator.Contains, ConditionOperator.HasValue, ConditionOperator.HasNone],
        AttributeType.Choice or AttributeType.YesNo => [ConditionOperator.Is, ConditionOperator.IsNot, ConditionOperator.HasValue, ConditionOperator.HasNone],
        AttributeType.Number =>
        [
            ConditionOperator.Is, ConditionOperator.IsNot, ConditionOperator.Less, ConditionOperator.AtMost, ConditionOperator.Greater, ConditionOperator.AtLeast,
            ConditionOperator.HasValue, ConditionOperator.HasNone,
        ],
        AttributeType.Date =>
        [
            ConditionOperator.Is, ConditionOperator.IsNot, ConditionOperator.Less, ConditionOperator.AtMost, ConditionOperator.Greater, ConditionOperator.AtLeast,
            ConditionOperator.InLastDays, ConditionOperator.InNextDays, ConditionOperator.HasValue, ConditionOperator.HasNone,
        ],
    };

    /// <summary>What each other subject can be asked.</summary>
    public static IReadOnlyList<ConditionOperator> Of(ConditionSubject subject) => subject switch
    {
        ConditionSubject.List or ConditionSubject.Tag or ConditionSubject.Language or ConditionSubject.Region or ConditionSubject.TimeZone => [ConditionOperator.Is, ConditionOperator.IsNot],
        ConditionSubject.Consent => [ConditionOperator.OptedIn, ConditionOperator.OptedOut, ConditionOperator.NeverAgreed],
        ConditionSubject.Campaign => [ConditionOperator.Received, ConditionOperator.Delivered, ConditionOperator.Read, ConditionOperator.Answered, ConditionOperator.Clicked, ConditionOperator.Failed, ConditionOperator.FailedForNow],
        ConditionSubject.Attribute => throw new ArgumentOutOfRangeException(nameof(subject), subject, "By its type."),
    };

    /// <summary>What is wrong with a tree, in words for its writer; empty when it can be evaluated.</summary>
    /// <param name="match">The tree.</param>
    /// <param name="world">What it may speak of.</param>
    /// <param name="isAudience">It is put together from segments that were judged alone.</param>
    internal static IReadOnlyList<string> Problems(SegmentGroup match, SegmentWorld world, bool isAudience = false)
    {
        var problems = new List<string>();
        if (Depth(match) > (isAudience ? Deepest + 2 : Deepest))
            return [FormattableString.Invariant($"Groups stand in groups in groups: at most {Deepest} deep.")];
        var conditions = match.Conditions().ToList();
        var most = isAudience ? MostOfAudience : MostConditions;
        if (conditions.Count > most)
            return [FormattableString.Invariant($"At most {most} conditions.")];
        if (match is { Parts: [], Kind: not GroupKind.All } || match.Parts.OfType<SegmentGroup>().Any(HasEmpty))
            problems.Add("A group is empty. Add a condition to it, or remove it.");
        foreach (var condition in conditions)
        {
            if (Problem(condition, world) is { } problem && !problems.Contains(problem))
                problems.Add(problem);
        }

        return problems;
    }

    private static bool HasEmpty(SegmentGroup group) => group.Parts.Count == 0 || group.Parts.OfType<SegmentGroup>().Any(HasEmpty);

    private static int Depth(SegmentGroup group) => 1 + group.Parts.OfType<SegmentGroup>().Select(Depth).DefaultIfEmpty(0).Max();

    private static string? Problem(SegmentCondition condition, SegmentWorld world)
    {
        if (!Enum.IsDefined(condition.Subject) || !Enum.IsDefined(condition.Is))
            return "A condition is of a kind that this portal does not know.";
        var values = condition.Values ?? [];
        if (values.Count > MostValues || values.Any(v => v is null || v.Length > LongestValue || v.Contains('\0', StringComparison.Ordinal)))
            return $"A condition compares with at most {MostValues} values of {LongestValue} characters.";
        if (condition.Days is < 0 or > MostDays)
            return string.Create(CultureInfo.InvariantCulture, $"Days go from 0 to {MostDays}.");
        return condition.Subject switch
        {
            ConditionSubject.Attribute => AttributeProblem(condition, values, world),
            ConditionSubject.List => !Allowed(condition) ? Unfit : values.Count == 0 ? "Choose a list." : values.All(v => Guid.TryParse(v, out var id) && world.Lists.ContainsKey(id)) ? null : "A list does not exist any more.",
            ConditionSubject.Tag => !Allowed(condition) ? Unfit : values.Count == 0 ? "Choose a tag." : values.All(v => Guid.TryParse(v, out var id) && world.Tags.ContainsKey(id)) ? null : "A tag does not exist any more.",
            ConditionSubject.Language => !Allowed(condition) ? Unfit : values.Count == 0 ? "Choose a language." : null,
            ConditionSubject.Region => !Allowed(condition) ? Unfit : values.Count == 0 ? "Choose a country." : null,
            ConditionSubject.TimeZone => !Allowed(condition) ? Unfit : values.Count == 0 ? "Choose a time zone." : null,
            ConditionSubject.Consent => !Allowed(condition) || values.Count != 1 || !Enum.GetNames<ConsentPurpose>().Contains(values[0]) ? Unfit : null,
            ConditionSubject.Campaign => !Allowed(condition) ? Unfit
                : world.Facts.FirstOrDefault(f => f.Subject == condition.Subject) is not { } facts ? "Nothing is known here about campaigns." : facts.Problem(condition),
        };
    }

    private const string Unfit = "A condition says something that does not go with what it is about.";

    private static bool Allowed(SegmentCondition condition) => Of(condition.Subject).Contains(condition.Is);

    private static string? AttributeProblem(SegmentCondition condition, IReadOnlyList<string> values, SegmentWorld world)
    {
        if (condition.Of is not { } id || !world.Attributes.TryGetValue(id, out var attribute))
            return condition.Of is null ? "Choose an attribute." : "An attribute does not exist any more.";
        if (!Of(attribute.Rule.Type).Contains(condition.Is))
            return Unfit;
        switch (condition.Is)
        {
            case ConditionOperator.HasValue or ConditionOperator.HasNone:
                return null;
            case ConditionOperator.InLastDays or ConditionOperator.InNextDays:
                return condition.Days is null ? $"Say how many days for {attribute.Label}." : null;
        }

        if (values.Count == 0 || values.All(string.IsNullOrWhiteSpace))
            return $"Say what {attribute.Label} is compared with.";
        if (condition.Is is not (ConditionOperator.Is or ConditionOperator.IsNot) && values.Count != 1)
            return Unfit;
        return condition.Is is ConditionOperator.BeginsWith or ConditionOperator.Contains || values.All(v => attribute.Rule.Read(v) is not null)
            ? null
            : $"“{TextLength.Cut(values.First(v => attribute.Rule.Read(v) is null), 40)}” is no value of {attribute.Label}.";
    }
}
