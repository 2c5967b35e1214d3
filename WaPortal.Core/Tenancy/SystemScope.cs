using System.Collections.Concurrent;
using WaPortal.Core.Audit;

namespace WaPortal.Core.Tenancy;

/// <summary>Which enterprises a piece of system work reaches.</summary>
public enum TenantReach
{
    /// <summary>Those that may work.</summary>
    Working,

    /// <summary>Also suspended and closed ones, while their data is there: what arrives for them is still taken, such as an opt-out.</summary>
    Held,

    /// <summary>Those whose keys are destroyed.</summary>
    Erased,
}

/// <summary>
/// The one way to work across enterprises: names the purpose, then runs the work once in each enterprise's own name. The work itself
/// stays under that tenant's filter; nothing ever sees two at once.
/// </summary>
/// <remarks>
/// A loop by the minute would bury the platform's trail under thousands of equal lines a day. So each purpose is recorded when this
/// process opens it for the first time and then once a day, with how many enterprises it reached; what the work changes is recorded by
/// the work itself, in the enterprise where it happens.
/// </remarks>
public sealed class SystemScope(TenantDirectory tenants, PlatformTrail trail, TimeProvider clock)
{
    private static readonly TimeSpan RecordEvery = TimeSpan.FromHours(24);
    private static readonly Dictionary<TenantReach, TenantStatus[]> Reached = new()
    {
        [TenantReach.Working] = [TenantStatus.Active],
        [TenantReach.Held] = [TenantStatus.Active, TenantStatus.Suspended, TenantStatus.Closed],
        [TenantReach.Erased] = [TenantStatus.Erasing, TenantStatus.Erased],
    };

    private readonly ConcurrentDictionary<string, DateTimeOffset> _recorded = new(StringComparer.Ordinal);

    /// <summary>Runs the work in each enterprise. One that fails does not keep the others from their turn; the failures come together at the end.</summary>
    /// <param name="purpose">Why, in a few words that never change; the platform's trail shows them.</param>
    /// <param name="work">Runs in the name of the enterprise that it is given.</param>
    /// <param name="token">Cancels between two enterprises.</param>
    /// <param name="reach">Suspended and closed enterprises are left out unless it says otherwise.</param>
    /// <exception cref="AggregateException">The work failed in some enterprises.</exception>
    public async Task ForEachAsync(string purpose, Func<Tenant, CancellationToken, Task> work, CancellationToken token, TenantReach reach = TenantReach.Working)
    {
        var all = await tenants.ListAsync(Reached[reach], token);
        if (all.Count > 0)
            await RecordAsync(purpose, all.Count, token);
        List<Exception>? faults = null;
        foreach (var tenant in all)
        {
            token.ThrowIfCancellationRequested();
            try
            {
                await work(tenant, token);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                (faults ??= []).Add(e);
            }
        }

        if (faults is not null)
            throw new AggregateException($"{purpose}: failed in {faults.Count} of {all.Count} enterprises.", faults);
    }

    private async Task RecordAsync(string purpose, int count, CancellationToken token)
    {
        var now = clock.GetUtcNow();
        var known = _recorded.TryGetValue(purpose, out var at);
        if ((known && now - at < RecordEvery) || !(known ? _recorded.TryUpdate(purpose, now, at) : _recorded.TryAdd(purpose, now)))
            return;
        await trail.RecordAsync("system-scope.opened", purpose, "ok", FormattableString.Invariant($"{count} enterprises; recorded once a day"), token);
    }
}
