using WaPortal.Templates;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Templates;

public sealed class DraftKeeperTests
{
    private readonly MovableClock _clock = new(new DateTimeOffset(2026, 11, 24, 9, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task A_flush_saves_what_was_touched_once()
    {
        var saved = new List<string>();
        using var keeper = Keeper(key =>
        {
            saved.Add(key);
            return Task.FromResult(true);
        });
        keeper.Touch("es", _clock);
        keeper.Touch("es", _clock);
        Assert.True(keeper.HasUnsaved);
        Assert.True(await keeper.FlushAsync(_clock));
        Assert.True(await keeper.FlushAsync(_clock));
        Assert.Equal(["es"], saved);
        Assert.False(keeper.HasUnsaved);
        Assert.Equal(_clock.GetUtcNow(), keeper.SavedAt);
    }

    [Fact]
    public async Task What_is_typed_while_a_save_runs_is_not_taken_for_saved()
    {
        var started = new TaskCompletionSource();
        var first = new TaskCompletionSource<bool>();
        var calls = 0;
        using var keeper = Keeper(_ =>
        {
            started.TrySetResult();
            return calls++ == 0 ? first.Task : Task.FromResult(true);
        });
        keeper.Touch("es", _clock);
        var flush = keeper.FlushAsync(_clock);
        await started.Task;
        keeper.Touch("es", _clock);
        first.SetResult(true);
        Assert.False(await flush);
        Assert.True(keeper.IsDirty("es"));
        Assert.True(await keeper.FlushAsync(_clock));
        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task A_refused_save_keeps_the_text_and_is_not_repeated_until_something_changes()
    {
        var calls = 0;
        using var keeper = Keeper(_ => Task.FromResult(++calls > 1));
        keeper.Touch("es", _clock);
        Assert.False(await keeper.FlushAsync(_clock));
        Assert.False(await keeper.FlushAsync(_clock));
        Assert.Equal(1, calls);
        Assert.True(keeper.IsDirty("es"));
        keeper.Touch("es", _clock);
        Assert.True(await keeper.FlushAsync(_clock));
    }

    [Fact]
    public async Task A_fault_is_shown_and_the_next_save_clears_it()
    {
        var calls = 0;
        using var keeper = Keeper(_ => ++calls == 1 ? throw new IOException("gone") : Task.FromResult(true));
        keeper.Touch("es", _clock);
        Assert.False(await keeper.FlushAsync(_clock));
        Assert.IsType<IOException>(keeper.Fault);
        Assert.True(await keeper.FlushAsync(_clock));
        Assert.Null(keeper.Fault);
    }

    private static DraftKeeper Keeper(Func<string, Task<bool>> save) => new(save, () => Task.CompletedTask);
}
