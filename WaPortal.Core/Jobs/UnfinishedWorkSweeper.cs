using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace WaPortal.Core.Jobs;

/// <summary>Asks every feature for its unfinished work, at start and every minute.</summary>
internal sealed partial class UnfinishedWorkSweeper(
    IEnumerable<IUnfinishedWork> features, SweepReport report, TimeProvider clock, ILogger<UnfinishedWorkSweeper> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            var (startedAt, began) = (clock.GetUtcNow(), clock.GetTimestamp());
            var failed = new List<string>();
            foreach (var feature in features)
            {
                try
                {
                    await feature.ResumeAsync(stoppingToken);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    failed.Add(feature.GetType().Name);
                    Log.SweepFailed(logger, feature.GetType().Name, e);
                }
            }

            report.Ended(startedAt, clock.GetElapsedTime(began), failed);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Looking for unfinished work failed in {Feature}; it is tried again within a minute.")]
        public static partial void SweepFailed(ILogger logger, string feature, Exception exception);
    }
}
