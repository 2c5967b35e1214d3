using Microsoft.Extensions.Options;

namespace WaPortal.Core.Data;

/// <summary>
/// Free space on the disk of the data directory. Below the limit (<c>Data:LeastFreeMiB</c>) nothing new is begun; a quarter more must be free before it goes on, so
/// that it does not change with every file.
/// </summary>
public sealed class DiskSpace
{
    private const long Reserve = 8L << 20;
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly DataDirectory _directory;
    private readonly TimeProvider _clock;
    private readonly Func<long> _measure;
    private DateTimeOffset? _at;
    private long _free;
    private bool _isLow;

    /// <summary>Watches the disk of the directory.</summary>
    public DiskSpace(DataDirectory directory, IOptions<DataOptions> options, TimeProvider clock)
        : this(directory, options, clock, () => new DriveInfo(directory.Root).AvailableFreeSpace)
    {
    }

    internal DiskSpace(DataDirectory directory, IOptions<DataOptions> options, TimeProvider clock, Func<long> measure) =>
        (_directory, Least, _clock, _measure) = (directory, (long)options.Value.LeastFreeMiB << 20, clock, measure);

    /// <summary>Bytes that must be free.</summary>
    public long Least { get; }

    /// <summary>Bytes that are free, measured a few seconds ago at most.</summary>
    public long Free => Look().Free;

    /// <summary>Whether too little is free to begin something.</summary>
    public bool IsLow => Look().IsLow;

    private string ReserveFile => Path.Combine(_directory.Root, "reserve");

    /// <summary>Holds some space for what must be written when nothing is free any more. Does nothing while too little is free.</summary>
    public void KeepReserve()
    {
        if (IsLow || (File.Exists(ReserveFile) && new FileInfo(ReserveFile).Length == Reserve))
            return;
        try
        {
            using var file = new FileStream(ReserveFile, FileMode.Create, FileAccess.Write);
            // Written out, since a file that is only long takes no space.
            var block = new byte[1 << 20];
            for (var i = 0; i < Reserve / block.Length; i++)
                file.Write(block);
        }
        catch (IOException)
        {
            GiveReserve();
        }
    }

    /// <summary>Gives the held space free, for what must be written now. False when there was none.</summary>
    public bool GiveReserve()
    {
        lock (_lock)
            _at = null;
        if (!File.Exists(ReserveFile))
            return false;
        File.Delete(ReserveFile);
        return true;
    }

    private (long Free, bool IsLow) Look()
    {
        lock (_lock)
        {
            var now = _clock.GetUtcNow();
            if (_at is not { } at || (now - at).Duration() > Fresh)
            {
                _free = _measure();
                _isLow = _free < (_isLow ? Least + (Least / 4) : Least);
                _at = now;
            }

            return (_free, _isLow);
        }
    }
}
