using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;

namespace WaPortal.Core.OptIns.Segments;

/// <summary>A feature that works with segments says which of its things stand on one, so that it is not deleted under them.</summary>
public interface ISegmentUse
{
    /// <summary>In words, such as <c>the campaign Autumn</c>; none when nothing needs it any more.</summary>
    Task<IReadOnlyList<string>> OfAsync(PortalDbContext db, SegmentId segment, CancellationToken token);
}

/// <summary>Where segments speak of tags and attributes: names of segments, by id.</summary>
internal static class SegmentUses
{
    public static Task<ILookup<Guid, string>> OfTagsAsync(PortalDbContext db, CancellationToken token) =>
        OfAsync(db, c => c.Subject == ConditionSubject.Tag ? (c.Values ?? []).Select(v => Guid.TryParse(v, out var id) ? id : Guid.Empty) : [], token);

    public static Task<ILookup<Guid, string>> OfAttributesAsync(PortalDbContext db, CancellationToken token) =>
        OfAsync(db, c => c is { Subject: ConditionSubject.Attribute, Of: { } id } ? [id] : [], token);

    private static async Task<ILookup<Guid, string>> OfAsync(PortalDbContext db, Func<SegmentCondition, IEnumerable<Guid>> of, CancellationToken token) =>
        (await db.Set<Segment>().AsNoTracking().OrderBy(s => s.Name).ToListAsync(token))
            .SelectMany(s => (SegmentText.Read(s.MatchJson) ?? SegmentGroup.Everybody).Conditions().SelectMany(of).Distinct().Select(id => (Id: id, s.Name)))
            .ToLookup(u => u.Id, u => u.Name);
}

/// <summary>A tree cannot be evaluated: it speaks of something that is gone, or was never right.</summary>
public sealed class SegmentProblemException(string problem) : InvalidOperationException(problem);
