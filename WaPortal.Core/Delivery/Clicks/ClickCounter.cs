using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery.Clicks;

/// <summary>
/// Counts clicks after their people were led on. What was clicked waits here, bounded, and is written together once a second. A crash loses what waits, and so does a database that stays busy for
/// longer than the room lasts: a click, never a redirect. Tables: message_clicks, messages.
/// </summary>
public sealed partial class ClickCounter(PortalDatabase database, IPortalSignals signals, TimeProvider clock, ILogger<ClickCounter> logger) : BackgroundService
{
    /// <summary>Clicks that wait at most.</summary>
    public const int Room = 10_000;

    private const int AtOnce = 500;
    private static readonly TimeSpan Gather = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(5);

    private readonly Channel<(LinkVisit Visit, DateTimeOffset At)> _clicks = Channel.CreateBounded<(LinkVisit, DateTimeOffset)>(Room);
    private readonly Dictionary<(TenantId Tenant, MessageId Message, long Link), Waiting> _waiting = [];
    private readonly SemaphoreSlim _one = new(1);
    private long _lost;

    /// <summary>Notes a click; waits for nothing.</summary>
    public void Note(LinkVisit visit)
    {
        if (!_clicks.Writer.TryWrite((visit, clock.GetUtcNow())))
            Interlocked.Increment(ref _lost);
    }

    /// <summary>Writes all that waits. False when some of it could not be written and still waits.</summary>
    public async Task<bool> FlushAsync(CancellationToken token)
    {
        await _one.WaitAsync(token);
        try
        {
            do
            {
                while (_waiting.Count < AtOnce && _clicks.Reader.TryRead(out var click))
                    Gathered(click.Visit, click.At);
                foreach (var tenant in _waiting.Keys.Select(k => k.Tenant).Distinct().ToList())
                    await TryWriteAsync(tenant, token);
                if (_waiting.Count > 0)
                    return false;
            }
            while (_clicks.Reader.Count > 0);
            if (Interlocked.Exchange(ref _lost, 0) is > 0 and var lost)
                Log.Lost(logger, lost);
            return true;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        _one.Dispose();
        base.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await _clicks.Reader.WaitToReadAsync(stoppingToken))
            {
                await Task.Delay(Gather, clock, stoppingToken);
                while (!await FlushAsync(stoppingToken))
                    await Task.Delay(TryAgain, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await FlushAsync(CancellationToken.None);
        }
    }

    private void Gathered(LinkVisit visit, DateTimeOffset at)
    {
        var key = (visit.Tenant, visit.Message, visit.Link);
        var known = _waiting.GetValueOrDefault(key) ?? new Waiting(visit.Order, at, at, 0);
        _waiting[key] = known with { First = at < known.First ? at : known.First, Last = at > known.Last ? at : known.Last, Count = known.Count + 1 };
    }

    private async Task TryWriteAsync(TenantId tenant, CancellationToken token)
    {
        // In the order of their keys, so that two processes that write the same rows do not wait for each other.
        var due = _waiting.Where(w => w.Key.Tenant == tenant).OrderBy(w => w.Key.Message.Value).ThenBy(w => w.Key.Link).ToList();
        try
        {
            await database.WriteAsync(tenant, async (db, t) =>
            {
                foreach (var (key, click) in due)
                    await WriteAsync(db, key.Message, key.Link, click, t);
            }, token);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Log.Failed(logger, fault);
            return;
        }

        foreach (var (key, _) in due)
            _waiting.Remove(key);
        foreach (var order in due.Select(d => d.Value.Order).Distinct())
            signals.Publish(tenant, $"order:{order.Value}");
    }

    // Nothing is written about a message that is gone, or whose person was erased since the click.
    private static Task<int> WriteAsync(PortalDbContext db, MessageId message, long link, Waiting click, CancellationToken token) => db.ExecuteSqlAsync(
        $"""
        INSERT INTO message_clicks (tenant_id, message_id, link_id, order_id, first_at, last_at, clicks)
        SELECT m.tenant_id, m.id, @link, m.order_id, @first, @last, @count FROM messages m WHERE m.tenant_id = @tenant AND m.id = @message AND {MessageTraces.IsSomebodys("m")}
        ON CONFLICT (tenant_id, message_id, link_id) DO UPDATE SET
          first_at = CASE WHEN excluded.first_at < message_clicks.first_at THEN excluded.first_at ELSE message_clicks.first_at END,
          last_at = CASE WHEN excluded.last_at > message_clicks.last_at THEN excluded.last_at ELSE message_clicks.last_at END,
          clicks = message_clicks.clicks + excluded.clicks
        """,
        token, ("@tenant", db.TenantId), ("@message", message), ("@link", link), ("@first", click.First), ("@last", click.Last), ("@count", click.Count));

    private sealed record Waiting(SendOrderId Order, DateTimeOffset First, DateTimeOffset Last, int Count);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Clicks could not be written; they are tried again.")]
        public static partial void Failed(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Warning, "{Count} clicks were led on and not counted: more came than could be written.")]
        public static partial void Lost(ILogger logger, long count);
    }
}
