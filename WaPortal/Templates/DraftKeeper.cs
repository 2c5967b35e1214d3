using System.Diagnostics.CodeAnalysis;

namespace WaPortal.Templates;

/// <summary>
/// Saves drafts by itself, a moment after the last key. One save at a time; what changes while one runs is saved by the next.
/// A save that failed is tried again and nothing typed is lost meanwhile.
/// </summary>
/// <param name="save">Saves one language; false when it was refused and asking again would change nothing.</param>
/// <param name="changed">Tells the page that what it says about saving has changed.</param>
public sealed class DraftKeeper(Func<string, Task<bool>> save, Func<Task> changed) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);

    private readonly HashSet<string> _dirty = new(StringComparer.Ordinal);
    private readonly HashSet<string> _refused = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _one = new(1, 1);
    private CancellationTokenSource? _wait;
    private bool _disposed;

    public DateTimeOffset? SavedAt { get; private set; }

    /// <summary>Why the last save did not work; null when it did.</summary>
    public Exception? Fault { get; private set; }

    public bool IsSaving => _one.CurrentCount == 0;

    public bool HasUnsaved => _dirty.Count > 0 || IsSaving;

    public bool IsDirty(string key) => _dirty.Contains(key);

    /// <summary>Something was changed: save it soon.</summary>
    public void Touch(string key, TimeProvider time)
    {
        _dirty.Add(key);
        _refused.Remove(key);
        _ = LaterAsync(Pause, time);
    }

    public void Forget(string key)
    {
        _dirty.Remove(key);
        _refused.Remove(key);
    }

    public void ForgetAll()
    {
        _dirty.Clear();
        _refused.Clear();
        (SavedAt, Fault) = (null, null);
    }

    /// <summary>Saves now. False: something could not be saved.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever keeps the draft from being saved, the page says so and tries again.")]
    public async Task<bool> FlushAsync(TimeProvider time)
    {
        await (_wait?.CancelAsync() ?? Task.CompletedTask);
        await _one.WaitAsync();
        try
        {
            foreach (var key in _dirty.Except(_refused).ToList())
            {
                _dirty.Remove(key);
                try
                {
                    if (await save(key))
                    {
                        SavedAt = time.GetUtcNow();
                        Fault = null;
                        continue;
                    }
                    _refused.Add(key);
                }
                catch (Exception e)
                {
                    Fault = e;
                    _ = LaterAsync(Retry, time);
                }
                _dirty.Add(key);
            }
            return _dirty.Count == 0;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose()
    {
        _disposed = true;
        _wait?.Cancel();
        _wait?.Dispose();
    }

    private async Task LaterAsync(TimeSpan pause, TimeProvider time)
    {
        if (_disposed)
            return;
        var wait = new CancellationTokenSource();
        var before = Interlocked.Exchange(ref _wait, wait);
        if (before is not null)
        {
            await before.CancelAsync();
            before.Dispose();
        }
        try
        {
            await Task.Delay(pause, time, wait.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        await FlushAsync(time);
        if (!_disposed)
            await changed();
    }
}
