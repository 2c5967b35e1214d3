using WaPortal.Components.Pieces;
using WaPortal.Core.Access;
using WaPortal.Core.Campaigns;
using WaPortal.Core.OptIns.Contacts;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Segments;

namespace WaPortal.OptIns.Segments;

/// <summary>Says conditions in plain words, with the names of what they speak of.</summary>
internal sealed class SegmentWords(ContactChoices choices, IReadOnlyList<(Guid Id, string Name)> campaigns)
{
    public ContactChoices Choices => choices;

    /// <summary>Campaigns that have begun, the newest first.</summary>
    public IReadOnlyList<(Guid Id, string Name)> Campaigns => campaigns;

    /// <summary>The campaigns that conditions may speak of; none for those who may not see campaigns.</summary>
    public static async Task<IReadOnlyList<(Guid Id, string Name)>> CampaignsAsync(CampaignQueries queries, Actor actor, CancellationToken token)
    {
        if (!actor.May(Right.ViewCampaigns))
            return [];
        var begun = await queries.ListAsync(actor, [CampaignState.Preparing, CampaignState.Running, CampaignState.Paused, CampaignState.Completed, CampaignState.Cancelled], null, token);
        return [.. begun.Select(c => (c.Id.Value, c.Name))];
    }

    /// <summary>A tree as part of a sentence.</summary>
    public string Say(SegmentGroup group) => group.Parts.Count == 0 ? "anything is true" : group.Kind switch
    {
        GroupKind.All => string.Join(" and ", group.Parts.Select(p => Inner(p, GroupKind.All))),
        GroupKind.Any => string.Join(" or ", group.Parts.Select(p => Inner(p, GroupKind.Any))),
        GroupKind.None => "none is true of: " + string.Join(", ", group.Parts.Select(p => Inner(p, GroupKind.Any))),
    };

    /// <summary>One condition.</summary>
    public string Say(SegmentCondition condition)
    {
        var is_ = condition.Is == ConditionOperator.IsNot ? "is not" : "is";
        return condition.Subject switch
        {
            ConditionSubject.Attribute => Attribute(condition),
            ConditionSubject.List => $"{is_} on the list {Names(condition, choices.Lists)}",
            ConditionSubject.Tag => $"{(condition.Is == ConditionOperator.IsNot ? "does not have" : "has")} the tag {Names(condition, choices.Tags)}",
            ConditionSubject.Language => $"language {is_} {Values(condition)}",
            ConditionSubject.Region => $"country {is_} {string.Join(" or ", (condition.Values ?? []).Select(ContactWords.Country))}",
            ConditionSubject.TimeZone => $"time zone {is_} {Values(condition).Replace('_', ' ')}",
            ConditionSubject.Consent => Consent(condition),
            ConditionSubject.Campaign => Campaign(condition),
        };
    }

    public static string Campaign(ConditionOperator asked) => asked switch
    {
        ConditionOperator.Received => "was sent",
        ConditionOperator.Delivered => "got on their phone",
        ConditionOperator.Read => "read",
        ConditionOperator.Answered => "answered",
        ConditionOperator.Clicked => "opened a link of",
        ConditionOperator.Failed => "could not be reached by",
        ConditionOperator.FailedForNow => "could not be reached for a passing reason by",
        _ => asked.ToString(),
    };

    public static string Consent(ConditionOperator asked) => asked switch
    {
        ConditionOperator.OptedIn => "opted in",
        ConditionOperator.OptedOut => "opted out",
        ConditionOperator.NeverAgreed => "never agreed",
        _ => asked.ToString(),
    };

    private string Inner(SegmentNode part, GroupKind around) => part switch
    {
        SegmentCondition condition => Say(condition),
        SegmentGroup { Parts.Count: <= 1, Kind: not GroupKind.None } group => Say(group),
        SegmentGroup group when group.Kind == around => Say(group),
        SegmentGroup group => $"({Say(group)})",
        _ => "",
    };

    private string Attribute(SegmentCondition condition)
    {
        if (choices.Attributes.FirstOrDefault(a => a.Id.Value == condition.Of) is not { } attribute)
            return "something that is not known any more";
        var asked = ContactWords.Operator(condition.Is, attribute.Rule.Type);
        return condition.Is switch
        {
            ConditionOperator.HasValue or ConditionOperator.HasNone => $"{attribute.Label} {asked}",
            ConditionOperator.InLastDays or ConditionOperator.InNextDays => $"{attribute.Label} {asked.Replace("…", Figures.Whole(condition.Days ?? 0), StringComparison.Ordinal)}",
            _ => $"{attribute.Label} {asked} {Values(condition)}",
        };
    }

    private static string Consent(SegmentCondition condition)
    {
        var purpose = Enum.TryParse<ConsentPurpose>(condition.Values is [{ } name, ..] ? name : "", out var known) ? ImportWords.Purpose(known).ToLowerInvariant() : "messages";
        var says = condition.Is switch
        {
            ConditionOperator.OptedIn => $"opted in to {purpose}",
            ConditionOperator.OptedOut => $"opted out of {purpose}",
            _ => $"never agreed to {purpose}",
        };
        return condition.Days is { } days ? $"{says} {(condition.Longer ? "more than" : "within the last")} {Figures.Count(days, "day", "days")}{(condition.Longer ? " ago" : "")}" : says;
    }

    private string Campaign(SegmentCondition condition)
    {
        var which = condition.Of is { } id ? $"the campaign {campaigns.FirstOrDefault(c => c.Id == id).Name ?? "that is not known any more"}" : "a campaign";
        return $"{Campaign(condition.Is)} {which}{(condition.Days is { } days ? $" of the last {Figures.Count(days, "day", "days")}" : "")}";
    }

    private static string Names(SegmentCondition condition, IReadOnlyList<(Guid Id, string Name)> known) =>
        string.Join(" or ", (condition.Values ?? []).Select(v => known.FirstOrDefault(k => k.Id.ToString() == v).Name ?? "that is not known any more"));

    private static string Values(SegmentCondition condition) => string.Join(" or ", condition.Values ?? []);
}
