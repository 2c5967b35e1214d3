using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace WaPortal.Bench.Fuzz;

/// <summary>Keeps what a portal logs at the level of errors.</summary>
internal sealed class FaultLog : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _faults = new();

    public IReadOnlyCollection<string> Faults => _faults;

    public ILogger CreateLogger(string categoryName) => new Keeper(categoryName, _faults);

    public void Dispose()
    {
        // Nothing is held.
    }

    private sealed class Keeper(string category, ConcurrentQueue<string> faults) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel) && faults.Count < 1_000)
                faults.Enqueue($"{category}: {formatter(state, exception)} {exception}");
        }
    }
}
