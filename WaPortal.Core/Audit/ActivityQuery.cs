using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Audit;

/// <summary>Which trail is read.</summary>
public enum ActivityTrail
{
    /// <summary>Of the actor's enterprise; needs <see cref="Right.ViewActivity"/>.</summary>
    Enterprise,

    /// <summary>Of what belongs to no enterprise; needs <see cref="Right.ManageTenants"/>.</summary>
    Platform,
}

/// <summary>Which events are wanted; each part that is null lets all through.</summary>
/// <param name="From">From this moment on.</param>
/// <param name="To">Before this moment.</param>
/// <param name="Person">Done by this user.</param>
/// <param name="ByNobody">Done by no user: jobs, verbs on the server, strangers at the door.</param>
/// <param name="Target">Part of the target's id.</param>
public sealed record ActivityFilter(
    DateTimeOffset? From = null, DateTimeOffset? To = null, UserId? Person = null, bool ByNobody = false, EventKind? Kind = null, string? Result = null, string? Target = null);

/// <summary>One event as pages and files show it.</summary>
public sealed record ActivityLine(
    long Seq, DateTimeOffset At, UserId? UserId, string Actor, string? Session, string? Address, string Event, string Target, string Result, string? Reason)
{
    /// <summary>The event in words.</summary>
    public string Words => EventWords.Of(Event);
}

/// <summary>A verification that somebody asked for.</summary>
/// <param name="Events">How many events it read.</param>
/// <param name="Words">Where the chain breaks; null when it holds.</param>
public sealed record ActivityCheck(DateTimeOffset At, string By, long Events, bool Holds, string? Words);

/// <summary>Where a trail ends and when it was last verified.</summary>
/// <param name="Events">Number of the last event.</param>
/// <param name="Head">Lower-case hex; null while the trail is empty.</param>
public sealed record ActivityStatus(long Events, string? Head, ActivityCheck? LastCheck);

/// <summary>Reads the trails of what was done, newest first.</summary>
public sealed class ActivityQuery
{
    private readonly PortalDatabase _database;
    private readonly IEnumerable<ITargetNames> _targets;

    internal ActivityQuery(PortalDatabase database, IEnumerable<ITargetNames> targets) => (_database, _targets) = (database, targets);

    /// <summary>Events before the given number.</summary>
    public Task<List<ActivityLine>> ListAsync(Actor actor, ActivityTrail trail, ActivityFilter filter, long? before, int count, CancellationToken token) => trail switch
    {
        ActivityTrail.Enterprise => PageAsync<AuditEvent>(Demand(actor, trail), filter, before, count, token),
        ActivityTrail.Platform => PageAsync<PlatformEvent>(Demand(actor, trail), filter, before, count, token),
    };

    /// <summary>What the targets of these events are called now, by <see cref="ActivityLine.Target"/>. What is gone, or never had a name, is left out.</summary>
    public async Task<IReadOnlyDictionary<string, string>> TargetNamesAsync(Actor actor, ActivityTrail trail, IEnumerable<ActivityLine> lines, CancellationToken token)
    {
        var ids = lines.Select(l => Guid.TryParse(l.Target, out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty).ToHashSet();
        return await _database.ReadAsync(Demand(actor, trail), async (db, t) =>
        {
            var names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            foreach (var feature in _targets)
            {
                foreach (var (id, name) in await feature.FindAsync(db, ids, t))
                    names[id.ToString()] = name;
            }

            return names;
        }, token);
    }

    /// <summary>Where the trail ends, and the last verification.</summary>
    public Task<ActivityStatus> StatusAsync(Actor actor, ActivityTrail trail, CancellationToken token) => trail switch
    {
        ActivityTrail.Enterprise => StatusAsync<AuditEvent, AuditChainHead>(Demand(actor, trail), token),
        ActivityTrail.Platform => StatusAsync<PlatformEvent, PlatformChainHead>(Demand(actor, trail), token),
    };

    /// <summary>The people of the enterprise, by name, to choose from.</summary>
    public Task<List<(UserId Id, string Name)>> PeopleAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ViewActivity);
        return _database.ReadAsync(actor.Tenant, async (db, t) =>
        {
            var users = await db.Set<PortalUser>().OrderBy(u => u.DisplayName).Select(u => new { u.Id, u.DisplayName }).ToListAsync(t);
            return users.ConvertAll(u => (u.Id, u.DisplayName));
        }, token);
    }

    private static TenantId Demand(Actor actor, ActivityTrail trail)
    {
        actor.Demand(trail == ActivityTrail.Enterprise ? Right.ViewActivity : Right.ManageTenants);
        return trail == ActivityTrail.Enterprise ? actor.Tenant : TenantId.None;
    }

    private Task<List<ActivityLine>> PageAsync<TEvent>(TenantId tenant, ActivityFilter filter, long? before, int count, CancellationToken token)
        where TEvent : TrailEvent
    {
        var names = filter.Kind is { } kind ? EventWords.OfKind(kind) : null;
        return _database.ReadAsync(tenant, (db, t) => db.Set<TEvent>()
            .Where(e => (before == null || e.Seq < before)
                && (filter.From == null || e.At >= filter.From)
                && (filter.To == null || e.At < filter.To)
                && (filter.Person == null || e.UserId == filter.Person)
                && (!filter.ByNobody || e.UserId == null)
                && (names == null || names.Contains(e.Event))
                && (filter.Result == null || e.Result == filter.Result)
                && (filter.Target == null || e.Target.Contains(filter.Target)))
            .OrderByDescending(e => e.Seq).Take(count)
            .Select(e => new ActivityLine(e.Seq, e.At, e.UserId, e.Actor, e.Session, e.Address, e.Event, e.Target, e.Result, e.Reason))
            .ToListAsync(t), token);
    }

    private Task<ActivityStatus> StatusAsync<TEvent, THead>(TenantId tenant, CancellationToken token)
        where TEvent : TrailEvent
        where THead : class, ITrailHead => _database.ReadAsync(tenant, async (db, t) =>
    {
        var head = await db.Set<THead>().FirstOrDefaultAsync(t);
        var check = await db.Set<TEvent>().Where(e => e.Event == VerifyActivity.Event).OrderByDescending(e => e.Seq).FirstOrDefaultAsync(t);
        return new ActivityStatus(head?.Seq ?? 0, head is null ? null : Convert.ToHexStringLower(head.ChainHash), check is null ? null : new ActivityCheck(
            check.At, check.Actor, long.Parse(check.Target, CultureInfo.InvariantCulture), check.Result == "ok", check.Result == "ok" ? null : check.Reason));
    }, token);
}
