using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.Delivery;

/// <summary>
/// One slice of sending for one sender number (the subject). It keeps the wire full: whenever pace and limit give something and there is room, it claims, starts the
/// messages a few at a time and sends each right after its start is committed; meanwhile it books the answers that come. Then it asks to be woken again, at once or when quota or
/// pace frees. A stop ends it when the answers to what is on the wire are booked.
/// </summary>
/// <remarks>It may run twice at once; the claims stay right, since each has a lease token of its own.</remarks>
internal sealed partial class DispatchJob(
    ClaimStore claims, StartStore starts, OutcomeStore outcomes, SenderConnections connections, IWhatsAppClient client, TenantKeys keyRings,
    DiskSpace disk, IBackgroundJobs jobs, IPortalSignals signals, IOptions<DeliveryOptions> options, TimeProvider clock, ILogger<DispatchJob> logger)
    : IBackgroundJob
{
    // So many share a commit of their start at an everyday pace. More would be left in doubt by a kill, fewer would cost more commits.
    private const int StartedTogether = 8;

    // A fast number has as many more on the wire anyway, so that its larger groups add little doubt.
    private const int GroupsOfClaim = 4;

    // What was claimed and could not be sent at once (the process stood still) goes back instead: meanwhile somebody may have opted out.
    private static readonly TimeSpan FreshEnough = TimeSpan.FromSeconds(10);

    // The same for the moment between start and request; longer, so that what was started in time leaves.
    private static readonly TimeSpan StillFresh = FreshEnough * 1.5;
    private static readonly TimeSpan UnreachableWait = TimeSpan.FromSeconds(10);
    private const int DiskFull = 13; // SQLITE_FULL

    private static readonly TimeSpan BookAgain = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc />
    public async Task RunAsync(TenantId tenant, Guid subject, CancellationToken token)
    {
        var sender = new SenderNumberId(subject);
        var route = await connections.FindAsync(tenant, sender, token);
        var keys = await keyRings.GetAsync(tenant, token);
        var most = options.Value.InFlight;
        var flight = new Flight(clock);
        DateTimeOffset? next = clock.GetUtcNow(); // null: nothing waits
        var unreachable = false;
        long? begun = null; // from the first claim on, so that every slice makes one
        // Nothing here is cancelled halfway: what is claimed is sent and its answer booked, also while the portal stops.
        while (true)
        {
            var goesOn = !unreachable && !token.IsCancellationRequested && (begun is not { } since || Stopwatch.GetElapsedTime(since) < options.Value.Slice);
            var mayClaim = goesOn && next is not null && most - flight.Open >= Math.Max(1, most / StartedTogether);
            if (mayClaim && next <= clock.GetUtcNow())
            {
                begun ??= Stopwatch.GetTimestamp();
                var lease = Guid.NewGuid();
                var claim = await claims.ClaimAsync(tenant, sender, lease, most - flight.Open, CancellationToken.None);
                next = claim.NextAt;
                await LaunchAsync(tenant, route, keys, flight, lease, claim.Messages);
            }

            if (flight.Open > 0)
            {
                TimeSpan? patience = mayClaim && next is { } at ? Positive(at - clock.GetUtcNow()) : null;
                if (await flight.TakeAsync(patience) is not { Count: > 0 } answers)
                    continue;
                var window = await BookAsync(tenant, sender, answers);
                unreachable |= window.Unreachable && (answers.Count >= StartedTogether || flight.Open == 0); // one lost connection among many says nothing
                next ??= clock.GetUtcNow(); // a refusal may have put something back
                foreach (var order in window.Orders)
                    signals.Publish(tenant, $"order:{order.Value}");
                continue;
            }

            if (!goesOn || next is null || next - clock.GetUtcNow() > options.Value.ShortWait)
                break;
            await WaitAsync(next.Value, token);
        }

        token.ThrowIfCancellationRequested();
        if (unreachable)
        {
            Log.Unreachable(logger);
            next = clock.GetUtcNow() + UnreachableWait;
        }

        if (next > clock.GetUtcNow())
            await jobs.ScheduleAsync<DispatchJob>(tenant, subject, next.Value, token);
        else if (next is not null)
            await jobs.EnqueueAsync<DispatchJob>(tenant, subject, token);
    }

    // Nobody can ask for an answer again. As long as the messages are held under their lease, booking it is tried again: the database may be back, or the disk have room.
    private async Task<RecordedWindow> BookAsync(TenantId tenant, SenderNumberId sender, IReadOnlyList<SendAnswer> answers)
    {
        for (var since = Stopwatch.GetTimestamp(); ;)
        {
            try
            {
                return await outcomes.RecordAsync(tenant, sender, answers, CancellationToken.None);
            }
            catch (Exception fault) when (fault is not OutOfMemoryException && Stopwatch.GetElapsedTime(since) < options.Value.LeaseTime / 2)
            {
                Log.NotBooked(logger, answers.Count, fault);
                if (fault is SqliteException { SqliteErrorCode: DiskFull } or { InnerException: SqliteException { SqliteErrorCode: DiskFull } })
                    disk.GiveReserve();
                await Task.Delay(BookAgain, TimeProvider.System);
            }
        }
    }

    private async Task WaitAsync(DateTimeOffset until, CancellationToken token)
    {
        if (until - clock.GetUtcNow() is { } wait && wait > TimeSpan.Zero)
            await Task.Delay(wait, clock, token);
    }

    private static TimeSpan Positive(TimeSpan span) => span > TimeSpan.Zero ? span : TimeSpan.Zero;

    private async Task LaunchAsync(TenantId tenant, SenderRoute route, TenantKeyRing keys, Flight flight, Guid lease, IReadOnlyList<ClaimedMessage> messages)
    {
        var claimedAt = Stopwatch.GetTimestamp();
        foreach (var group in messages.Chunk(Math.Max(StartedTogether, messages.Count / GroupsOfClaim)))
        {
            var started = await StartAsync(tenant, lease, claimedAt, group);
            foreach (var message in group)
            {
                if (started.Contains(message.Id))
                    flight.Launch(message.Id, lease, () => SendOneAsync(route, keys, claimedAt, message));
                else
                    flight.Note(message.Id, lease, new SendOutcome.NotSent("It was not started."));
            }
        }
    }

    private async Task<IReadOnlySet<MessageId>> StartAsync(TenantId tenant, Guid lease, long claimedAt, ClaimedMessage[] group)
    {
        var nothing = new HashSet<MessageId>();
        if (Stopwatch.GetElapsedTime(claimedAt) > FreshEnough)
            return nothing;
        try
        {
            return await starts.StartAsync(tenant, lease, [.. group.Select(message => message.Id)], CancellationToken.None);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // What is on the wire already still needs its answer recorded. These do not leave, marked or not.
            Log.NotStarted(logger, group.Length, fault);
            return nothing;
        }
    }

    private async Task<SendOutcome> SendOneAsync(SenderRoute route, TenantKeyRing keys, long claimedAt, ClaimedMessage message)
    {
        if (Stopwatch.GetElapsedTime(claimedAt) > StillFresh)
            return new SendOutcome.NotSent("It was started, and the process stood still.");
        try
        {
            var payload = MessagePayload.Decrypt(keys, message.Id, message.Payload);
            return await client.SendAsync(
                route.Connection,
                route.PhoneNumberId,
                new TemplateMessage(payload.To, message.TemplateName, message.Language, payload.Components, message.Id.ToOpaque(message.Resends)),
                CancellationToken.None);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // A fault of ours says nothing about whether the request left.
            Log.Faulted(logger, fault);
            return new SendOutcome.InDoubt(fault.GetType().Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The platform is out of reach; nothing was sent, and it is tried again in ten seconds.")]
        public static partial void Unreachable(ILogger logger);

        [LoggerMessage(LogLevel.Error, "A message could not be sent for a fault of the portal; it is in doubt.")]
        public static partial void Faulted(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Error, "{Count} answers of the platform could not be booked; it is tried again.")]
        public static partial void NotBooked(ILogger logger, int count, Exception exception);

        [LoggerMessage(LogLevel.Error, "{Count} claimed messages could not be marked as started; they go back to the queue.")]
        public static partial void NotStarted(ILogger logger, int count, Exception exception);
    }
}
