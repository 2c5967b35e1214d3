using System.Text.Json.Serialization;

namespace WaPortal.Core.OptIns.Segments;

/// <summary>How the parts of a group go together.</summary>
public enum GroupKind
{
    /// <summary>Every part is true.</summary>
    All,

    /// <summary>At least one part is true.</summary>
    Any,

    /// <summary>No part is true.</summary>
    None,
}

/// <summary>What a condition is about.</summary>
public enum ConditionSubject
{
    /// <summary>A defined attribute: <see cref="SegmentCondition.Of"/>.</summary>
    Attribute,
    List,
    Tag,
    Language,
    Region,
    TimeZone,
    Consent,

    /// <summary>Messages of a campaign, or of any in the last days.</summary>
    Campaign,
}

/// <summary>What a condition says about its subject; <see cref="SegmentRules"/> has which go with which.</summary>
public enum ConditionOperator
{
    Is,
    IsNot,
    Less,
    AtMost,
    Greater,
    AtLeast,
    BeginsWith,
    Contains,
    HasValue,
    HasNone,

    /// <summary>A day of the last <see cref="SegmentCondition.Days"/> days, today among them.</summary>
    InLastDays,

    /// <summary>A day of the next days, today among them.</summary>
    InNextDays,
    OptedIn,
    OptedOut,
    NeverAgreed,

    /// <summary>A message was handed over to the platform.</summary>
    Received,
    Delivered,
    Read,
    Failed,

    /// <summary>Wrote back or tapped a button.</summary>
    Answered,

    /// <summary>Failed for a reason that passes, and may be tried again by now.</summary>
    FailedForNow,

    /// <summary>Opened a tracked link of it.</summary>
    Clicked,
}

/// <summary>A part of a segment: a group of parts, or a condition.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "part", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(SegmentGroup), "group")]
[JsonDerivedType(typeof(SegmentCondition), "condition")]
public abstract record SegmentNode;

/// <summary>Parts that go together. Only the outermost group may have none: it is then true of everybody.</summary>
public sealed record SegmentGroup(GroupKind Kind, IReadOnlyList<SegmentNode> Parts) : SegmentNode
{
    /// <summary>True of everybody.</summary>
    public static readonly SegmentGroup Everybody = new(GroupKind.All, []);

    /// <summary>All conditions in it, of its groups too.</summary>
    public IEnumerable<SegmentCondition> Conditions() => Parts.SelectMany(part => part switch
    {
        SegmentGroup group => group.Conditions(),
        SegmentCondition condition => [condition],
        _ => throw new InvalidOperationException(),
    });
}

/// <summary>One thing that is true of some contacts.</summary>
/// <param name="Subject">What it is about.</param>
/// <param name="Is">What it says.</param>
/// <param name="Of">The attribute, or the campaign; null for any campaign.</param>
/// <param name="Values">What is compared with: of an attribute texts as people write them, of lists and tags their ids, of consent the purpose. Any of several.</param>
/// <param name="Days">How many days back or ahead; of consent how long the choice holds at most.</param>
/// <param name="Longer">Of consent: the choice is older than the days, not younger.</param>
public sealed record SegmentCondition(
    ConditionSubject Subject, ConditionOperator Is, Guid? Of = null, IReadOnlyList<string>? Values = null, int? Days = null, bool Longer = false) : SegmentNode;
