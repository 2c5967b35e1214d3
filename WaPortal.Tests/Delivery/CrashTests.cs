using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.Jobs;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Delivery;

/// <summary>
/// A small campaign that ends at its Nth step, for every N: begins, commits and ends of transactions and requests to the platform are the steps. Then a fresh process goes on
/// with the same database, statuses come late, twice and in any order, and what the platform took is held against the portal's tables.
/// </summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    private const int People = 5;

    [Theory, Engines]
    public async Task A_process_that_dies_at_any_step_sends_nothing_twice_and_loses_nothing(Engine engine) => await EveryStepAsync(engine, dies: true);

    [Theory, Engines]
    public async Task A_fault_at_any_step_sends_nothing_twice_and_loses_nothing(Engine engine) => await EveryStepAsync(engine, dies: false);

    private async Task EveryStepAsync(Engine engine, bool dies)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(People);
        // Every step of a death on SQLite; of the others some, since each costs some tenths of a second.
        var (steps, stride) = (0, (engine, dies) switch
        {
            (Engine.Sqlite, true) => 1,
            (Engine.Sqlite, false) => 4,
            _ => 9,
        });
        for (var at = 1; ; at += stride)
        {
            var run = new CrashRun(scene, new Mortality(at, dies), seed: at);
            var reached = await run.RunAsync(People);
            if (!reached)
                break;
            steps++;
        }

        output.WriteLine($"{engine}: {steps} steps");
        Assert.InRange(steps, 30 / stride, 400);
    }
}

/// <summary>Ends a process at one step: from then on its every step fails, and nothing of it leaves. Or only that step fails.</summary>
internal sealed class Mortality(int at, bool dies) : DbTransactionInterceptor
{
    private int _steps;

    public bool HasStruck => _steps >= at;

    public bool IsDead => dies && HasStruck;

    public void Step()
    {
        var now = Interlocked.Increment(ref _steps);
        if (now == at || (dies && now > at))
            throw new StruckException();
    }

    public override ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result, CancellationToken cancellationToken = default)
    {
        Step();
        return new(result);
    }

    public override ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        Step();
        return new(result);
    }

    public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Step();
        return Task.CompletedTask;
    }
}

internal sealed class StruckException : Exception;

/// <summary>One campaign through one crash to its end.</summary>
internal sealed class CrashRun(DeliveryScene scene, Mortality mortality, int seed)
{
#pragma warning disable CA5394 // Repeatable chance is the point here.
    private readonly Random _random = new(seed);
    private readonly Lock _wire = new();
    private readonly List<(string Opaque, string Wamid)> _accepted = [];
    private readonly List<MessageStatusEvent> _told = [];

    /// <summary>False when the run had fewer steps than the crash asks for.</summary>
    public async Task<bool> RunAsync(int people)
    {
        var order = await scene.OrderAsync(people);
        await using (var doomed = Process(mortality))
        {
            for (var i = 0; i < 4 && !mortality.IsDead; i++)
                await TurnAsync(doomed, order);
        }

        await using (var fresh = Process(null))
        {
            for (var i = 0; i < 4; i++)
            {
                scene.Portal.Clock.Advance(TimeSpan.FromMinutes(2));
                await TurnAsync(fresh, order);
            }

            // Everything that the platform has to tell, once more and in any order.
            await StatusesAsync(fresh, [.. _accepted.SelectMany(Statuses).OrderBy(_ => _random.Next())]);
            scene.Portal.Clock.Advance(TimeSpan.FromHours(25));
            await TurnAsync(fresh, order);
        }

        await CheckAsync(order, people);
        return mortality.HasStruck;
    }

    // What a process does in a second: sends, looks for what was left, takes in what the platform tells. Each may fail and the next goes on.
    private async Task TurnAsync(ServiceProvider process, SendOrderId order)
    {
        await TryAsync(async () =>
        {
            await using var scope = process.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<DispatchJob>().RunAsync(scene.Portal.TenantId, scene.Sender.Value, CancellationToken.None);
        });
        scene.Portal.Clock.Advance(TimeSpan.FromSeconds(1));
        await TryAsync(() => process.GetServices<IUnfinishedWork>().OfType<Reconciliation>().Single().ResumeAsync(CancellationToken.None));
        List<MessageStatusEvent> news;
        lock (_wire)
        {
            news = [.. _accepted.SelectMany(Statuses).Where(e => !_told.Any(t => t.MessageId == e.MessageId && t.Status == e.Status)).OrderBy(_ => _random.Next())];
        }

        // Half of it now, the rest some other time; some of it twice.
        var now = news.Where(_ => _random.Next(2) == 0).ToList();
        await TryAsync(async () =>
        {
            await StatusesAsync(process, [.. now, .. now.Take(2)]);
            _told.AddRange(now);
        });
    }

    private IEnumerable<MessageStatusEvent> Statuses((string Opaque, string Wamid) taken) => ((MessageStatus[])[MessageStatus.Sent, MessageStatus.Delivered]).Select(status =>
        new MessageStatusEvent("1001", "2001", scene.Portal.Clock.GetUtcNow()) { MessageId = taken.Wamid, Status = status, BizOpaqueCallbackData = taken.Opaque });

    private static async Task TryAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception e) when (e is StruckException || e.InnerException is StruckException || e is AggregateException)
        {
            // The process died, or goes on without this.
        }
    }

    private Task StatusesAsync(ServiceProvider process, IReadOnlyList<MessageStatusEvent> events) => process.GetRequiredService<PortalDatabase>().WriteAsync(scene.Portal.TenantId, (db, t) =>
        process.GetServices<IWebhookHandler>().OfType<MessageStatusHandler>().Single().HandleAsync(new WebhookBatch(db, [.. events], new HashSet<string>(StringComparer.Ordinal)), t), CancellationToken.None);

    private ServiceProvider Process(Mortality? mortal) => TestPortal.CreateServices(
        scene.Portal.DataPath, scene.Portal.PostgresDatabase,
        new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Delivery:Slice"] = "00:00:00.001",
            ["Delivery:ShortWait"] = "00:00:00",
            ["Delivery:InFlight"] = "2",
            ["Delivery:LeaseTime"] = "00:00:00.01",
        },
        scene.Portal.Clock,
        services =>
        {
            services.RemoveAll<IWhatsAppClient>();
            services.AddSingleton<IWhatsAppClient>(new FakeWhatsApp { Answer = message => Take(message, mortal) });
            if (mortal is not null)
                services.AddSingleton<IInterceptor>(mortal);
        });

    // A request is a step before it leaves, and one before its answer is back.
    private SendOutcome Take(TemplateMessage message, Mortality? mortal)
    {
        lock (_wire)
        {
            mortal?.Step();
            var wamid = $"wamid.{seed}.{_accepted.Count}";
            _accepted.Add((message.BizOpaqueCallbackData, wamid));
            mortal?.Step();
            return new SendOutcome.Accepted(wamid, message.To[1..], "accepted");
        }
    }

    // Reads what the platform took and the portal's tables, and nothing else.
    private async Task CheckAsync(SendOrderId order, int people)
    {
        var messages = await scene.MessagesAsync(order);
        var where = $"step {seed}";
        Assert.Equal(people, messages.Select(m => Convert.ToHexString(m.PhoneId)).Distinct().Count());
        Assert.True(_accepted.Count == _accepted.Select(a => a.Opaque).Distinct().Count(), $"{where}: something left twice");
        foreach (var message in messages)
        {
            var taken = _accepted.Find(a => a.Opaque == message.Id.ToOpaque());
            Assert.True(
                taken.Opaque is not null
                    ? message.State == MessageState.Delivered && message.Wamid == taken.Wamid && message.ConsentSeq is not null
                    : message is { State: MessageState.Failed, Reason: MessageMoves.InDoubtExpired, StartedAt: not null },
                $"{where}: a message {(taken.Opaque is null ? "that never arrived" : "that arrived")} is {message.State} ({message.Reason})");
        }

        await scene.AssertCountsAsync(order);
    }
#pragma warning restore CA5394
}
