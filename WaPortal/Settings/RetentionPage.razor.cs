using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Retention;

namespace WaPortal.Settings;

/// <summary>How long an enterprise keeps what, the legal hold, and what was deleted.</summary>
public partial class RetentionPage
{
    private RetentionView _view = new([], null, []);
    private RetainedClass? _changed;
    private RetainedCount? _preview;
    private IReadOnlyList<string> _problems = [];
    private FreshCodeDialog? _fresh;
    private ConfirmDialog? _release;
    private Modal? _change;
    private string? _holdProblem;
    private string? _told;
    private string _reason = "";
    private int _days;
    private bool _busy;

    [Inject]
    public required ManageRetention Retention { get; init; }

    private string PreviewWords => _preview is null || _changed is null ? ""
        : _preview.Older == 0 ? "Nothing of it is older."
        : _days < _changed.Days ? $"{Figures.Whole(_preview.Older)} of {Figures.Whole(_preview.Rows)} are older and would be deleted an hour from now, for good. Until then you can stop it."
        : $"{Figures.Whole(_preview.Older)} of {Figures.Whole(_preview.Rows)} are older and go within the hour.";

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        _view = await Retention.ReadAsync(Actor, token);
        return true;
    }

    private async Task ChangeAsync(RetainedClass of)
    {
        (_changed, _days, _problems, _told) = (of, of.PendingDays ?? of.Days, [], null);
        await PreviewAsync();
        await _change!.OpenAsync();
    }

    private async Task PreviewAsync() =>
        _preview = _changed is null || _days is < RetentionDefaults.LeastDays or > RetentionDefaults.MostDays ? null : await Retention.PreviewAsync(Actor, _changed.Class, _days, PageToken);

    private Task SaveAsync() => RunAsync(async () =>
    {
        var (of, days) = (_changed!, _days);
        if (days < of.Days && !await _fresh!.EnsureAsync("Keeping things for a shorter time"))
            return null;
        _problems = await Retention.SaveAsync(Actor, of.Class, days, PageToken);
        if (_problems.Count > 0)
            return null;
        await _change!.CloseAsync();
        return days < of.Days
            ? $"{RetentionWords.Name(of.Class)} will be kept for {Figures.Count(days, "day", "days")} an hour from now. Until then you can stop it."
            : $"{RetentionWords.Name(of.Class)} are kept for {Figures.Count(days, "day", "days")}.";
    });

    private Task StopAsync(RetainedClass of) => RunAsync(async () =>
        await Retention.StopAsync(Actor, of.Class, PageToken) ? $"{RetentionWords.Name(of.Class)} stay for {Figures.Count(of.Days, "day", "days")}." : "It was too late: the shorter time holds already.");

    private Task HoldAsync() => RunAsync(async () =>
    {
        _holdProblem = await Retention.HoldAsync(Actor, _reason, PageToken) is [var problem, ..] ? problem : null;
        if (_holdProblem is not null)
            return null;
        _reason = "";
        return "From now on nothing is deleted for its age.";
    });

    private Task ReleaseAsync() => RunAsync(async () =>
    {
        if (!await _release!.AskAsync() || !await _fresh!.EnsureAsync("Ending the hold"))
            return null;
        await Retention.ReleaseAsync(Actor, PageToken);
        return "The hold has ended.";
    });

    private async Task RunAsync(Func<Task<string?>> act)
    {
        if (_busy)
            return;
        (_told, _busy) = (null, true);
        try
        {
            if (await act() is not { } told)
                return;
            await ReloadAsync();
            _told = told;
        }
        finally
        {
            _busy = false;
        }
    }
}
