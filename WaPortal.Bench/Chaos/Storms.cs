namespace WaPortal.Bench.Chaos;

/// <summary>Makes the platform misbehave, one way after the other in an order that the seed gives, until it is told to stop.</summary>
internal sealed class Storms(SandboxChild sandbox, int seed, TimeSpan longest) : IDisposable
{
    private static readonly (string Kind, double Probability, int DelayMs, int? RetryAfter, int? Count)[] Kinds =
    [
        ("http500", 0.4, 0, null, null),
        ("http503", 0.4, 0, null, null),
        ("gateway", 0.2, 0, null, null),
        ("timeout", 0.1, 0, null, null),
        ("reset_before", 0.2, 0, null, null),
        ("reset_after_accept", 0.3, 0, null, null),
        ("half_answer", 0.3, 0, null, null),
        ("garbage", 0.3, 0, null, null),
        ("late_answer", 0.5, 1500, null, null),
        ("delay", 0.4, 700, null, null),
        ("error:130429", 1, 0, null, 2),
        ("error:130429", 1, 0, 1, 2),
        ("error:131056", 0.2, 0, null, null),
        ("error:131056", 0.2, 0, 2, null),
        ("error:131016", 0.3, 0, null, null),
        ("error:131026", 0.1, 0, null, null),
        ("error:131049", 0.1, 0, null, null),
        ("error:131048", 1, 0, null, 1),
    ];

#pragma warning disable CA5394 // Repeatable chance is the point here.
    private readonly Random _random = new(seed);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private bool _tokenExpired;

    /// <summary>How many there were.</summary>
    public int Count { get; private set; }

    public async Task RunAsync(CancellationToken token)
    {
        var order = new Queue<int>();
        while (!token.IsCancellationRequested)
        {
            if (order.Count == 0)
                order = new Queue<int>(Enumerable.Range(0, Kinds.Length).OrderBy(_ => _random.Next()));
            var (kind, probability, delay, retryAfter, count) = Kinds[order.Dequeue()];
            await SetAsync(async () =>
            {
                await sandbox.PostAsync("/sandbox/faults", new { kind, probability, delayMs = delay, retryAfter, count });
                Count++;
            });
            await WaitAsync(longest * (0.2 + (0.8 * _random.NextDouble())), token);
            await SetAsync(() => Task.CompletedTask);
            await WaitAsync(longest * (0.1 + (0.4 * _random.NextDouble())), token);
        }

        await sandbox.DeleteAsync("/sandbox/faults");
    }
#pragma warning restore CA5394

    /// <summary>From now on the platform refuses the token of everybody, until <see cref="RenewTokenAsync"/>.</summary>
    public Task ExpireTokenAsync()
    {
        _tokenExpired = true;
        return SetAsync(() => Task.CompletedTask);
    }

    public Task RenewTokenAsync()
    {
        _tokenExpired = false;
        return SetAsync(() => Task.CompletedTask);
    }

    public void Dispose() => _gate.Dispose();

    // Webhooks are doubled and shuffled all the time.
    private async Task SetAsync(Func<Task> more)
    {
        await _gate.WaitAsync();
        try
        {
            await sandbox.DeleteAsync("/sandbox/faults");
            await sandbox.PostAsync("/sandbox/faults", new { kind = "duplicate_webhooks", probability = 0.2 });
            await sandbox.PostAsync("/sandbox/faults", new { kind = "shuffle_webhooks", probability = 0.3 });
            if (_tokenExpired)
                await sandbox.PostAsync("/sandbox/faults", new { kind = "error:190" });
            await more();
        }
        finally
        {
            _gate.Release();
        }
    }

    private static Task WaitAsync(TimeSpan time, CancellationToken token) => Task.Delay(time, token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
}
