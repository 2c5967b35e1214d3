using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.OptIns.Segments;

namespace WaPortal.Campaigns;

/// <summary>Says whom a campaign is for.</summary>
internal static class AudienceWords
{
    /// <summary>"Newsletter and Regulars, without Staff"; null where nobody was chosen.</summary>
    public static string? Say(AudienceChoice choice, IReadOnlyList<OptInListSummary> lists, IReadOnlyList<SegmentSummary> segments)
    {
        if (choice.IsEmpty)
            return null;
        var without = Names(choice.WithoutLists, choice.WithoutSegments);
        return Names(choice.Lists, choice.Segments) + (without.Length > 0 ? ", without " + without : "");

        string Names(IReadOnlyList<Guid> of, IReadOnlyList<Guid> in_) => string.Join(" and ",
            of.Select(id => lists.FirstOrDefault(l => l.Id.Value == id)?.Name ?? "a list that is gone")
                .Concat(in_.Select(id => segments.FirstOrDefault(s => s.Id.Value == id)?.Name ?? "a segment that is gone")));
    }
}
