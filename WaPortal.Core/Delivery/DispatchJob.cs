using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WaPortal.Core.Jobs;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.Delivery;

/// <summary>
/// One slice of sending for one sender number (the subject): claim a window, start its messages a few at a time and send each right
/// after its start is committed, record the answers, claim the next while the pace allows; then ask to be woken again, at once or when quota or pace frees. A stop ends it between two windows.
/// </summary>
/// <remarks>It may run twice at once; the claims stay right, since each slice has a lease token of its own.</remarks>
internal sealed partial class DispatchJob(
    ClaimStore claims, StartStore starts, OutcomeStore outcomes, SenderConnections connections, IWhatsAppClient client, TenantKeys keyRings,
    IBackgroundJobs jobs, IPortalSignals signals, IOptions<DeliveryOptions> options, TimeProvider clock, ILogger<DispatchJob> logger)
    : IBackgroundJob
{
    // So many share a commit of their start. More would be left in doubt by a kill, fewer would cost more commits.
    private const int StartedTogether = 8;

    // A window that could not be sent at once (the process stood still) goes back instead: meanwhile somebody may have opted out.
    private static readonly TimeSpan FreshEnough = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan UnreachableWait = TimeSpan.FromSeconds(10);

    /// <inheritdoc />
    public async Task RunAsync(TenantId tenant, Guid subject, CancellationToken token)
    {
        var sender = new SenderNumberId(subject);
        var route = await connections.FindAsync(tenant, sender, token);
        var keys = await keyRings.GetAsync(tenant, token);
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < options.Value.Slice)
        {
            token.ThrowIfCancellationRequested();
            var lease = Guid.NewGuid();
            var claim = await claims.ClaimAsync(tenant, sender, lease, token);
            if (claim.Messages.Count == 0)
            {
                if (claim.NextAt is not { } next)
                    return;
                var wait = next - clock.GetUtcNow();
                if (wait > options.Value.ShortWait)
                {
                    await jobs.ScheduleAsync<DispatchJob>(tenant, subject, next, token);
                    return;
                }

                await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.FromMilliseconds(1), clock, token);
                continue;
            }

            // From here on nothing is cancelled: what is claimed is sent and its answer recorded, also while the portal stops.
            var window = await SendAsync(tenant, sender, route, keys, lease, claim.Messages);
            foreach (var order in window.Orders)
                signals.Publish(tenant, $"order:{order.Value}");
            if (window.Unreachable)
            {
                Log.Unreachable(logger);
                await jobs.ScheduleAsync<DispatchJob>(tenant, subject, clock.GetUtcNow() + UnreachableWait, CancellationToken.None);
                return;
            }
        }

        await jobs.EnqueueAsync<DispatchJob>(tenant, subject, token);
    }

    private async Task<RecordedWindow> SendAsync(
        TenantId tenant, SenderNumberId sender, SenderRoute route, TenantKeyRing keys, Guid lease, IReadOnlyList<ClaimedMessage> messages)
    {
        var claimedAt = Stopwatch.GetTimestamp();
        var answers = new List<Task<(MessageId, SendOutcome)>>();
        foreach (var group in messages.Chunk(StartedTogether))
        {
            var started = await StartAsync(tenant, lease, claimedAt, group);
            answers.AddRange(group.Select(async message =>
            {
                await Task.Yield();
                return (message.Id, started.Contains(message.Id) ? await SendOneAsync(route, keys, message) : new SendOutcome.NotSent("It was not started."));
            }));
        }

        return await outcomes.RecordAsync(tenant, sender, lease, await Task.WhenAll(answers), CancellationToken.None);
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

    private Task<SendOutcome> SendOneAsync(SenderRoute route, TenantKeyRing keys, ClaimedMessage message)
    {
        var payload = MessagePayload.Decrypt(keys, message.Id, message.Payload);
        return client.SendAsync(
            route.Connection,
            route.PhoneNumberId,
            new TemplateMessage(payload.To, message.TemplateName, message.Language, payload.Components, message.Id.ToOpaque()),
            CancellationToken.None);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The platform is out of reach; nothing of the window was sent, and it is tried again in ten seconds.")]
        public static partial void Unreachable(ILogger logger);

        [LoggerMessage(LogLevel.Error, "{Count} claimed messages could not be marked as started; they go back to the queue.")]
        public static partial void NotStarted(ILogger logger, int count, Exception exception);
    }
}
