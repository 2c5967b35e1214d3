using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Delivery;

namespace WaPortal.Bench.Chaos;

/// <summary>A run of so much disorder.</summary>
/// <param name="People">Over all three campaigns.</param>
/// <param name="Seed">Of what happens when.</param>
/// <param name="Server">A PostgreSQL server, where two nodes run; null for SQLite with one.</param>
/// <param name="Program">The portal's assembly.</param>
internal sealed record ChaosPlan(int People, int Seed, string? Server, string Program)
{
    public int Kills { get; init; } = Math.Clamp(People / 400, 2, 60);

    /// <summary>On PostgreSQL: how often a node stands still past its lease.</summary>
    public int Freezes { get; init; } = 3;

    public int TokenExpiries { get; init; } = 2;

    /// <summary>Messages a second of the number.</summary>
    public int Throughput { get; init; } = 400;

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(4);

    public TimeSpan StartTime { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan LeaseTime { get; init; } = TimeSpan.FromSeconds(15);

    public TimeSpan InDoubtLimit { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>The longest that the platform misbehaves in one way.</summary>
    public TimeSpan LongestStorm { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The longest that a portal is dead.</summary>
    public TimeSpan LongestDeath { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>After so long without progress somebody looks after it.</summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>After so long everything has to have been settled.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(20);

    /// <summary>Is told now and then how it goes.</summary>
    public Action<string>? Progress { get; init; }

    /// <summary>Messaging limits that hold one after the other, as the platform raises them when they are reached.</summary>
    public IReadOnlyList<int> Limits { get; init; } = People > 2_000 ? [2_000, 10_000, 100_000] : [250, 2_000];
}

/// <summary>What a run came to.</summary>
internal sealed record ChaosReport(
    Evidence Evidence, IReadOnlyList<Finding> Findings, int Kills, int Freezes, int Storms, JsonObject Counters, TimeSpan Sending, TimeSpan Lasted);

/// <summary>
/// The portal and the platform as processes of their own; the portal is killed and frozen, the platform misbehaves, people write STOP, a token expires, a limit is
/// reached and raised. Then everything may settle, and the checker looks.
/// </summary>
internal sealed class ChaosRun : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private readonly ChaosPlan _plan;
    private readonly string _directory;
    private readonly BenchDatabase _database;
    private readonly SandboxChild _sandbox;
    private readonly ChaosEnterprise _enterprise;
    private readonly List<PortalNode> _nodes;
    private readonly Storms _storms;
    private readonly List<int> _stops = [];
    private readonly List<(DateTimeOffset From, int? People)> _limits = [];
#pragma warning disable CA5394 // Repeatable chance is the point here.
    private readonly Random _random;
    private long _began;
    private int _limit;
    private int _kills;
    private int _freezes;

    private ChaosRun(ChaosPlan plan, string directory, BenchDatabase database, SandboxChild sandbox)
    {
        (_plan, _directory, _database, _sandbox, _random) = (plan, directory, database, sandbox, new Random(plan.Seed));
        var settings = new Dictionary<string, string?>(database.Settings)
        {
            ["Data:Directory"] = directory,
            ["Sandbox:Enabled"] = "false",
            ["Logging:LogLevel:Default"] = "Warning",
            ["WhatsApp:BaseAddress"] = sandbox.Http.BaseAddress!.ToString(),
            ["WhatsApp:AllowLoopback"] = "true",
            ["WhatsApp:Timeout"] = Text(plan.Timeout),
            ["Delivery:StartTime"] = Text(plan.StartTime),
            ["Delivery:LeaseTime"] = Text(plan.LeaseTime),
            ["Delivery:InDoubtLimit"] = Text(plan.InDoubtLimit),
        };
        _enterprise = new ChaosEnterprise(settings, plan.Throughput);
        _nodes = [.. Enumerable.Range(0, plan.Server is null ? 1 : 2).Select(_ => new PortalNode(plan.Program, settings))];
        _storms = new Storms(sandbox, plan.Seed, plan.LongestStorm);
    }

    private string LogFile => LogIn(_directory);

    public static async Task<ChaosReport> RunAsync(ChaosPlan plan)
    {
        var directory = Directory.CreateTempSubdirectory("waportal-chaos-").FullName;
        var database = await BenchDatabase.CreateAsync(plan.Server);
        var sandbox = await SandboxChild.StartAsync(
            "--seed", plan.Seed.ToString(CultureInfo.InvariantCulture), "--log", LogIn(directory), "--tier", plan.Limits[0].ToString(CultureInfo.InvariantCulture),
            "--throughput", (plan.Throughput * 2).ToString(CultureInfo.InvariantCulture));
        await using var run = new ChaosRun(plan, directory, database, sandbox);
        return await run.RunAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        _storms.Dispose();
        await _sandbox.DisposeAsync();
        await _enterprise.DisposeAsync();
        await _database.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private static string Text(TimeSpan time) => time.ToString("c", CultureInfo.InvariantCulture);

    private static string LogIn(string directory) => Path.Combine(directory, "accepted.jsonl");

    private async Task<ChaosReport> RunAsync()
    {
        await _sandbox.PostAsync("/sandbox/behaviour", new { delivered = 1, read = 0.6, failed = new Dictionary<string, double> { ["131026"] = 0.01, ["131049"] = 0.01 }, sentDelayMs = 100, deliveredDelayMs = 300, readDelayMs = 600 });
        Limit(_plan.Limits[0]);
        await _enterprise.FillAsync(_plan.People, Enumerable.Range(0, _plan.People).Where(_ => _random.Next(50) == 0));
        var began = _began = Stopwatch.GetTimestamp();
        await Task.WhenAll(_nodes.Select(StartAsync));
        await ListenAsync();

        using var calm = new CancellationTokenSource();
        var storms = _storms.RunAsync(calm.Token);
        await SendAsync(began);
        var sending = Stopwatch.GetElapsedTime(began);
        await calm.CancelAsync();
        await storms;
        await SettleAsync(began);
        var counters = (await StateAsync())["counters"]!.AsObject();
        foreach (var node in _nodes)
            await node.KillAsync();
        var evidence = await EvidenceReader.ReadAsync(_enterprise, LogFile, _stops, _limits, (long?)counters["over_limit"] ?? 0);
        return new ChaosReport(evidence, ChaosChecker.Check(evidence), _kills, _freezes, _storms.Count, counters, sending, Stopwatch.GetElapsedTime(began));
    }

    /// <summary>Disorder by how far the sending has come, until nothing waits any more.</summary>
    private async Task SendAsync(long began)
    {
        var acts = Acts();
        var expected = _plan.People * 1.15;
        var (last, since, patience) = (-1L, Stopwatch.GetTimestamp(), _plan.Stall);
        while (Stopwatch.GetElapsedTime(began) < _plan.Patience)
        {
            var accepted = (long)(await StateAsync())["accepted"]!;
            if (accepted != last)
                (last, since, patience) = (accepted, Stopwatch.GetTimestamp(), _plan.Stall);
            if (acts.Count > 0 && accepted / expected >= acts[0].At)
            {
                var act = acts[0];
                acts.RemoveAt(0);
                await act.Run();
            }
            else if (Stopwatch.GetElapsedTime(since) > patience)
            {
                if (await IsSentAsync())
                    return;
                await KillAsync(); // whatever holds it up, somebody looks after it
                (since, patience) = (Stopwatch.GetTimestamp(), patience * 1.5); // a busy machine takes its time
            }
            else
            {
                await Task.Delay(Look);
            }
        }
    }

    private async Task<bool> IsSentAsync()
    {
        var counts = await _enterprise.CountsAsync();
        return counts.GetValueOrDefault(MessageState.Queued) + counts.GetValueOrDefault(MessageState.Claimed) == 0
            && (await _enterprise.StatesAsync()).TrueForAll(s => s is not (CampaignState.Scheduled or CampaignState.Preparing));
    }

    private List<(double At, Func<Task> Run)> Acts()
    {
        var acts = new List<(double, Func<Task>)>();
        Add(_plan.Kills, 0, KillAsync);
        Add(_plan.TokenExpiries, 0.15, ExpireAsync);
        Add(Math.Max(3, _plan.People / 50), 0.02, StopAsync);
        if (_nodes.Count > 1)
            Add(_plan.Freezes, 0.05, FreezeAsync);
        return [.. acts.OrderBy(a => a.Item1)];

        void Add(int times, double from, Func<Task> act) => acts.AddRange(Enumerable.Range(0, times).Select(_ => (from + ((0.9 - from) * _random.NextDouble()), act)));
    }

    private async Task KillAsync()
    {
        var node = _nodes[_random.Next(_nodes.Count)];
        await node.KillAsync();
        _kills++;
        await Task.Delay(_plan.LongestDeath * _random.NextDouble());
        await TendAsync();
        await StartAsync(node);
        await ListenAsync();
        await SayAsync();
    }

    // As a service manager does: what ends before it listens (a database that is too busy to answer) is started again.
    private static async Task StartAsync(PortalNode node)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await node.StartAsync();
                return;
            }
            catch (InvalidOperationException) when (tries < 5)
            {
                await node.KillAsync();
            }
        }
    }

    // The node stands still for longer than its lease; another starts anew meanwhile and finds what it left. Then it goes on as if nothing had been.
    private async Task FreezeAsync()
    {
        var node = _nodes[_random.Next(_nodes.Count)];
        await node.FreezeAsync();
        _freezes++;
        await ListenAsync();
        await Task.Delay(_plan.LeaseTime + TimeSpan.FromSeconds(1));
        var other = _nodes.First(n => n != node);
        await other.KillAsync();
        _kills++;
        await TendAsync();
        await StartAsync(other);
        await ListenAsync();
        await Task.Delay(TimeSpan.FromSeconds(2) * _random.NextDouble());
        await node.ThawAsync();
    }

    private async Task ExpireAsync()
    {
        await _storms.ExpireTokenAsync();
        for (var looks = 0; looks < 100 && !(await _enterprise.StatesAsync()).TrueForAll(s => s is CampaignState.Paused or CampaignState.Completed); looks++)
            await Task.Delay(Look);
        await _storms.RenewTokenAsync();
    }

    private async Task StopAsync()
    {
        var person = _random.Next(_plan.People);
        await _sandbox.PostAsync("/sandbox/inbound", new { from = ChaosEnterprise.Phone(person), text = "STOP" });
        _stops.Add(person);
    }

    /// <summary>What people do after a disturbance: resume what has paused, and look whether the platform has raised the limit.</summary>
    private async Task TendAsync()
    {
        if (_limit < _plan.Limits[^1] && await _enterprise.CountedPeopleAsync() >= _limit)
        {
            var next = _plan.Limits.First(l => l > _limit);
            Limit(next);
            await _sandbox.PostAsync("/sandbox/limits", new { tier = next });
            await _enterprise.RefreshAsync();
        }

        await _enterprise.ResumeAsync();
    }

    private async Task SayAsync()
    {
        var counts = string.Join(", ", (await _enterprise.CountsAsync()).Where(c => c.Value != 0).OrderBy(c => c.Key).Select(c => FormattableString.Invariant($"{c.Key} {c.Value}")));
        _plan.Progress?.Invoke(string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(_began).TotalSeconds,5:0} s, {_kills} kills: {counts}"));
    }

    private void Limit(int people)
    {
        _limit = people;
        _limits.Add((TimeProvider.System.GetUtcNow(), people));
    }

    // Webhooks go to one of the nodes that can take them. A busy one may answer the handshake too late; then it is asked again.
    private async Task ListenAsync()
    {
        for (var tries = 1; ; tries++)
        {
            var awake = _nodes.FindAll(n => !n.IsFrozen);
            try
            {
                await _sandbox.PostAsync("/sandbox/webhook", new { url = $"{awake[_random.Next(awake.Count)].Address}/webhooks/whatsapp/{_enterprise.Account.Value}" });
                return;
            }
            catch (HttpRequestException) when (tries < 20)
            {
                await Task.Delay(Look * 10);
            }
        }
    }

    private async Task SettleAsync(long began)
    {
        while (Stopwatch.GetElapsedTime(began) < _plan.Patience && !await IsToldAsync())
            await Task.Delay(Look);
        // What nothing settles ends after its limit; a fresh start looks for it at once.
        while (Stopwatch.GetElapsedTime(began) < _plan.Patience && (await _enterprise.CountsAsync()).GetValueOrDefault(MessageState.InDoubt) > 0)
        {
            await Task.Delay(TimeSpan.FromSeconds(5) < _plan.InDoubtLimit ? TimeSpan.FromSeconds(5) : _plan.InDoubtLimit / 2);
            await _nodes[0].KillAsync();
            await _enterprise.ResumeAsync();
            await StartAsync(_nodes[0]);
            await SayAsync();
        }

        while (Stopwatch.GetElapsedTime(began) < _plan.Patience && (await _enterprise.StatesAsync()).Exists(s => s is CampaignState.Running))
            await Task.Delay(Look);
    }

    /// <summary>Whether the platform has told everything, and the portal has read it.</summary>
    private async Task<bool> IsToldAsync()
    {
        var queue = (await StateAsync())["queue"]!;
        var counts = await _enterprise.CountsAsync();
        return (int)queue["updates_waiting"]! + (int)queue["posts_on_the_wire"]! + (int)queue["posts_to_retry"]! == 0
            && counts.GetValueOrDefault(MessageState.Accepted) + counts.GetValueOrDefault(MessageState.Sent) == 0;
    }

    private async Task<JsonObject> StateAsync() => JsonNode.Parse(await _sandbox.Http.GetStringAsync(new Uri("/sandbox/state", UriKind.Relative)))!.AsObject();
#pragma warning restore CA5394
}
