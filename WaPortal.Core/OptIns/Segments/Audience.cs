using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;

namespace WaPortal.Core.OptIns.Segments;

/// <summary>Whom a person chose: who is on one of the lists or in one of the segments, and not among those to leave out.</summary>
public sealed record AudienceChoice(IReadOnlyList<Guid> Lists, IReadOnlyList<Guid> Segments, IReadOnlyList<Guid> WithoutLists, IReadOnlyList<Guid> WithoutSegments)
{
    /// <summary>Nobody yet.</summary>
    public static readonly AudienceChoice None = new([], [], [], []);

    /// <summary>Everybody of a list.</summary>
    public static AudienceChoice OfList(Guid list) => new([list], [], [], []);

    /// <summary>Whether anybody could be in it.</summary>
    public bool IsEmpty => Lists.Count == 0 && Segments.Count == 0;

    /// <summary>The list, where one list is all that was chosen.</summary>
    public Guid? OnlyList => this is { Lists: [var only], Segments: [], WithoutLists: [], WithoutSegments: [] } ? only : null;

    /// <summary>All segments that it speaks of.</summary>
    public IEnumerable<Guid> AllSegments => Segments.Concat(WithoutSegments);
}

/// <summary>An audience with its segments written out, so that it stays the same whatever becomes of them.</summary>
/// <param name="Match">Whom it means.</param>
/// <param name="At">As of when days are counted.</param>
public sealed record Audience(SegmentGroup Match, DateTimeOffset At)
{
    /// <summary>The list, where it is everybody of one list.</summary>
    public Guid? OnlyList => Match is
    {
        Kind: GroupKind.All,
        Parts: [SegmentGroup { Kind: GroupKind.Any, Parts: [SegmentCondition { Subject: ConditionSubject.List, Is: ConditionOperator.Is, Values: [var list] }] }],
    } && Guid.TryParse(list, out var id) ? id : null;

    /// <summary>Writes the segments of a choice out.</summary>
    /// <returns>No audience and the reason, where a segment or what it speaks of is gone.</returns>
    public static async Task<(Audience? Audience, string? Problem)> WriteOutAsync(
        PortalDbContext db, AudienceChoice choice, IEnumerable<ISegmentFacts> facts, DateTimeOffset at, CancellationToken token)
    {
        if (choice.IsEmpty)
            return (null, "Nobody was chosen.");
        var ids = choice.AllSegments.Distinct().Select(SegmentId.Create).ToList();
        var segments = (await db.Set<Segment>().AsNoTracking().Where(s => ids.Contains(s.Id)).ToListAsync(token)).ToDictionary(s => s.Id.Value);
        if (ids.FirstOrDefault(id => !segments.ContainsKey(id.Value)) is { Value: var gone } && gone != Guid.Empty)
            return (null, "A segment that was chosen does not exist any more.");
        var read = segments.ToDictionary(s => s.Key, s => SegmentText.Read(s.Value.MatchJson));
        if (read.FirstOrDefault(s => s.Value is null) is { Key: var unread } && unread != Guid.Empty)
            return (null, $"The segment “{segments[unread].Name}” cannot be read by this version.");
        var match = new SegmentGroup(GroupKind.All, [new SegmentGroup(GroupKind.Any, Parts(choice.Lists, choice.Segments)), .. Without()]);
        var world = await SegmentWorld.LoadAsync(db, facts, at, token);
        return SegmentRules.Problems(match, world, isAudience: true) is [var problem, ..] ? (null, problem) : (new Audience(match, at), null);

        IReadOnlyList<SegmentNode> Parts(IReadOnlyList<Guid> lists, IReadOnlyList<Guid> of) =>
        [
            .. lists.Select(l => new SegmentCondition(ConditionSubject.List, ConditionOperator.Is, Values: [l.ToString()])),
            .. of.Select(s => read[s]!),
        ];

        IReadOnlyList<SegmentNode> Without() =>
            choice.WithoutLists.Count + choice.WithoutSegments.Count == 0 ? [] : [new SegmentGroup(GroupKind.None, Parts(choice.WithoutLists, choice.WithoutSegments))];
    }
}
