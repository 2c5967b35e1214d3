using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Jobs;
using WaPortal.Core.Tenancy;

namespace WaPortal.Tests.Data;

/// <summary>Keeps the jobs that were asked for and runs the due ones when the test says so, in the test's own thread.</summary>
public sealed class RecordedJobs(TimeProvider clock, IServiceProvider services) : IBackgroundJobs, IJobBoard
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(Type Job, TenantId Tenant, Guid Subject), DateTimeOffset> _waiting = [];

    public IReadOnlyCollection<(Type Job, TenantId Tenant, Guid Subject, DateTimeOffset At)> Waiting
    {
        get
        {
            lock (_lock)
                return [.. _waiting.Select(w => (w.Key.Job, w.Key.Tenant, w.Key.Subject, w.Value))];
        }
    }

    public Task EnqueueAsync<TJob>(TenantId tenant, Guid subject, CancellationToken token)
        where TJob : IBackgroundJob => ScheduleAsync<TJob>(tenant, subject, clock.GetUtcNow(), token);

    public Task ScheduleAsync<TJob>(TenantId tenant, Guid subject, DateTimeOffset at, CancellationToken token)
        where TJob : IBackgroundJob
    {
        lock (_lock)
        {
            var key = (typeof(TJob), tenant, subject);
            _waiting[key] = _waiting.TryGetValue(key, out var earlier) && earlier < at ? earlier : at;
        }

        return Task.CompletedTask;
    }

    public Task CancelAsync<TJob>(TenantId tenant, Guid subject, CancellationToken token)
        where TJob : IBackgroundJob
    {
        lock (_lock)
            _waiting.Remove((typeof(TJob), tenant, subject));
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<WaitingJob>> WaitingAsync(CancellationToken token) => Task.FromResult<IReadOnlyList<WaitingJob>>(
        [.. Waiting.OrderBy(w => w.At).Select(w => new WaitingJob(w.Job.Name, w.Tenant, w.Subject, w.At, 0))]);

    public Task<bool> RunNowAsync(string job, TenantId tenant, Guid subject, CancellationToken token)
    {
        if (services.GetServices<BackgroundJobType>().FirstOrDefault(t => t.Name == job) is not { } type)
            return Task.FromResult(false);
        lock (_lock)
            _waiting[(type.Type, tenant, subject)] = clock.GetUtcNow();
        return Task.FromResult(true);
    }

    /// <summary>Runs due jobs until none is due (or until <paramref name="most"/> have run) and gives how many ran.</summary>
    public async Task<int> RunDueAsync(IServiceProvider provider, int most = 1000)
    {
        var ran = 0;
        while (ran < most && Take() is { } next)
        {
            await JobRun.RunAsync(provider.GetRequiredService<IServiceScopeFactory>(), next.Job, next.Tenant, next.Subject, CancellationToken.None);
            ran++;
        }

        return ran;
    }

    private (Type Job, TenantId Tenant, Guid Subject)? Take()
    {
        lock (_lock)
        {
            var due = _waiting.Where(w => w.Value <= clock.GetUtcNow()).OrderBy(w => w.Value).Select(w => ((Type, TenantId, Guid)?)w.Key).FirstOrDefault();
            if (due is { } key)
                _waiting.Remove(key);
            return due;
        }
    }
}
