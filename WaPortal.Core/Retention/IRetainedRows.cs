using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Retention;

/// <summary>What is there of a class.</summary>
/// <param name="Rows">All of it.</param>
/// <param name="Older">Of these, what is from before the time that was asked about and would be deleted.</param>
/// <param name="Oldest">When the oldest of it happened; null where there is nothing.</param>
public sealed record RetainedCount(long Rows, long Older, DateTimeOffset? Oldest);

/// <summary>A time that another rule needs.</summary>
/// <param name="Days">The class must be kept so long at least.</param>
/// <param name="Why">A sentence.</param>
public sealed record RetentionFloor(int Days, string Why);

/// <summary>The rows of one class that a feature keeps. Each feature registers its own.</summary>
public interface IRetainedRows
{
    /// <summary>Their class.</summary>
    DataClass Class { get; }

    /// <summary>Counts them.</summary>
    Task<RetainedCount> CountAsync(PortalDbContext db, DateTimeOffset before, CancellationToken token);

    /// <summary>
    /// Deletes some of those from before a time, in a transaction of its own, files before rows, and gives how many; 0 when none is left. Safe to run at any time,
    /// also twice at once.
    /// </summary>
    Task<int> PurgeAsync(TenantId tenant, DateTimeOffset before, int most, CancellationToken token);

    /// <summary>The time that other rules of the enterprise need them for; null for none.</summary>
    Task<RetentionFloor?> FloorAsync(PortalDbContext db, CancellationToken token) => Task.FromResult<RetentionFloor?>(null);
}
