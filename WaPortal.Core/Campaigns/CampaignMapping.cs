namespace WaPortal.Core.Campaigns;

/// <summary>Where a variable's value comes from.</summary>
public enum ValueSource
{
    /// <summary>The person's name.</summary>
    Name,

    /// <summary>A column of the list, by its name.</summary>
    Attribute,

    /// <summary>The same text for everybody.</summary>
    Constant,

    /// <summary>A text with fields of the person (<see cref="FieldText"/>).</summary>
    Expression,

    /// <summary>The link by which the person stops further messages (<see cref="OptIns.Unsubscribing.UnsubscribeLinks"/>).</summary>
    UnsubscribeLink,

    /// <summary>A link that counts who opens it, and leads on to the address in the value (<see cref="Delivery.Clicks.TrackedLinks"/>).</summary>
    TrackedLink,
}

/// <summary>How one variable is filled.</summary>
/// <param name="Variable">The variable as the template names it, such as <c>body.1</c>, <c>body.first_name</c>, <c>button.1</c>.</param>
/// <param name="Source">Where from.</param>
/// <param name="Value">The column's name, the constant text, the text with fields, or the address that a tracked link leads to.</param>
/// <param name="Fallback">For people who have no value; null skips them.</param>
public sealed record VariableMapping(string Variable, ValueSource Source, string Value, string? Fallback);

/// <summary>All variables' sources, and the fallback language.</summary>
/// <param name="Variables">One for each variable of the template.</param>
/// <param name="FallbackLanguage">For people whose language has no approved translation; null skips them.</param>
public sealed record CampaignMapping(IReadOnlyList<VariableMapping> Variables, string? FallbackLanguage)
{
    /// <summary>Nothing chosen yet.</summary>
    public static readonly CampaignMapping Empty = new([], null);

    /// <summary>What comes after the fallback language, in order, where it has no approved translation any more.</summary>
    public IReadOnlyList<string> FurtherLanguages { get; init; } = [];

    /// <summary>Whether people get another region's form of their language before the fallback: <c>pt_PT</c> for <c>pt_BR</c>.</summary>
    public bool SameLanguageElsewhere { get; init; } = true;

    /// <summary>The languages for people whose own is not there, in order.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyList<string> LanguageChain => FallbackLanguage is null ? [] : [FallbackLanguage, .. FurtherLanguages];
}
