using System.Data.Common;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace WaPortal.Bench;

/// <summary>Keeps the SQL that Entity Framework sends, to ask the database for its plan.</summary>
internal sealed class CommandLog : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private readonly List<(string Sql, (string Name, object? Value)[] Values)> _commands = [];
    private readonly IDisposable _listeners;

    public CommandLog() => _listeners = DiagnosticListener.AllListeners.Subscribe(this);

    public IReadOnlyList<(string Sql, (string Name, object? Value)[] Values)> Take()
    {
        var taken = _commands.ToList();
        _commands.Clear();
        _listeners.Dispose();
        return taken;
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == "Microsoft.EntityFrameworkCore")
            value.Subscribe(this);
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Key == RelationalEventId.CommandExecuting.Name && value.Value is CommandEventData { Command: { } command } && command.CommandText.StartsWith("SELECT", StringComparison.Ordinal))
            _commands.Add((command.CommandText, [.. command.Parameters.Cast<DbParameter>().Select(p => (p.ParameterName, p.Value))]));
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose() => _listeners.Dispose();
}
