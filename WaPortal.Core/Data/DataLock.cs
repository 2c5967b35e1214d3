using Microsoft.Extensions.Hosting;

namespace WaPortal.Core.Data;

/// <summary>
/// Says by a locked file that a portal is at work on a data directory. SQLite's files want one process that writes much: before 3.51.3 two that write and checkpoint at once can
/// damage them. The system takes the lock away when the process ends, however it ends.
/// </summary>
public sealed class DataLock(DataDirectory directory, PortalDatabase database) : IHostedService, IDisposable
{
    private FileStream? _held;

    private string File => Path.Combine(directory.Root, "portal.lock");

    /// <summary>Whether a portal is at work on the SQLite files of this directory. Never on PostgreSQL, which takes any number of processes.</summary>
    public bool IsHeldElsewhere()
    {
        if (database.IsPostgres || _held is not null)
            return false;
        if (TryTake() is not { } taken)
            return true;
        taken.Dispose();
        return false;
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!database.IsPostgres)
            _held = TryTake();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public void Dispose() => _held?.Dispose();

    private FileStream? TryTake()
    {
        try
        {
            return new FileStream(File, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
