namespace WaPortal.Core.Data;

/// <summary>
/// Lets one writer at a time through on SQLite. SQLite has one writer anyway; waiting here is fair and cheap, waiting in SQLite
/// is a sleep loop. It also keeps every write and checkpoint on one path, which SQLite before 3.51.3 needs for a safe WAL reset.
/// On PostgreSQL it lets everybody through.
/// </summary>
internal sealed class WriteGate(bool single) : IDisposable
{
    private readonly SemaphoreSlim? _gate = single ? new SemaphoreSlim(1, 1) : null;

    public async Task<Pass> EnterAsync(CancellationToken token)
    {
        if (_gate is not null)
            await _gate.WaitAsync(token);
        return new Pass(_gate);
    }

    public void Dispose() => _gate?.Dispose();

    internal readonly struct Pass(SemaphoreSlim? gate) : IDisposable
    {
        public void Dispose() => gate?.Release();
    }
}
