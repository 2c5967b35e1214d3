using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Contacts;
using WaPortal.Core.OptIns.Lists;

namespace WaPortal.Core.OptIns.Segments;

/// <summary>A defined attribute, as conditions and pages know it.</summary>
public sealed record AttributeInfo(AttributeId Id, string Label, AttributeRule Rule);

/// <summary>
/// Conditions about something that belongs to a feature above this one, which brings the SQL. The text it gives is a constant of its own
/// with the parameters that it asked for; it may read only its own tables, by <c>c.tenant_id</c> and <c>c.phone_id</c>.
/// </summary>
public interface ISegmentFacts
{
    /// <summary>The subject that it answers for.</summary>
    ConditionSubject Subject { get; }

    /// <summary>What is wrong with a condition; null when it can be evaluated.</summary>
    string? Problem(SegmentCondition condition);

    /// <summary>A condition that is true of the contact <c>c</c>.</summary>
    /// <param name="condition">One without a problem.</param>
    /// <param name="moment">As of when days are counted.</param>
    /// <param name="parameter">Takes a value and gives its name.</param>
    string Sql(SegmentCondition condition, SegmentMoment moment, Func<object, string> parameter);
}

/// <summary>As of when a segment is evaluated.</summary>
/// <param name="Now">The instant.</param>
/// <param name="Today">Its day in the tenant's zone.</param>
public sealed record SegmentMoment(DateTimeOffset Now, DateOnly Today);

/// <summary>What conditions may speak of in a tenant at this moment.</summary>
internal sealed record SegmentWorld(
    IReadOnlyDictionary<Guid, AttributeInfo> Attributes, IReadOnlyDictionary<Guid, string> Lists, IReadOnlyDictionary<Guid, string> Tags,
    IReadOnlyList<ISegmentFacts> Facts, SegmentMoment Moment)
{
    public static async Task<SegmentWorld> LoadAsync(PortalDbContext db, IEnumerable<ISegmentFacts> facts, DateTimeOffset now, CancellationToken token)
    {
        var attributes = await db.Set<AttributeDefinition>().AsNoTracking().Where(a => a.RetiredAt == null).ToListAsync(token);
        var lists = await db.Set<OptInList>().AsNoTracking().Select(l => new { l.Id, l.Name }).ToListAsync(token);
        var tags = await db.Set<Tag>().AsNoTracking().Where(t => t.RetiredAt == null).Select(t => new { t.Id, t.Name }).ToListAsync(token);
        var zone = await db.Set<Tenancy.Tenant>().Where(t => t.Id == db.TenantId).Select(t => t.TimeZone).FirstAsync(token);
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, TimeZoneInfo.FindSystemTimeZoneById(zone)).DateTime);
        return new SegmentWorld(
            attributes.ToDictionary(a => a.Id.Value, a => new AttributeInfo(a.Id, a.Label, a.Rule)), lists.ToDictionary(l => l.Id.Value, l => l.Name),
            tags.ToDictionary(t => t.Id.Value, t => t.Name), [.. facts], new SegmentMoment(now, today));
    }
}
