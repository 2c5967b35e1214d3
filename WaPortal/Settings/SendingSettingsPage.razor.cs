using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Delivery.Frequency;
using WaPortal.Core.Delivery.Protection;

namespace WaPortal.Settings;

/// <summary>Limits of the enterprise's own on what leaves.</summary>
public partial class SendingSettingsPage
{
    private FrequencyView? _view;
    private IReadOnlyList<string> _problems = [];
    private string? _told;
    private bool _isLimited;
    private int _messages = 2;
    private int _days = 7;
    private ProtectionView? _protection;
    private int _faults;
    private int _unreachable;
    private int _withheld;
    private decimal _leavers;
    private int _kept;
    private bool _busy;

    [Inject]
    public required ManageFrequency Frequency { get; init; }

    [Inject]
    public required ManageProtection Protection { get; init; }

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        _protection = await Protection.ReadAsync(Actor, token);
        var holds = _protection.Choices;
        (_faults, _unreachable, _withheld, _leavers, _kept) = (holds.FaultPercent, holds.UnreachablePercent, holds.WithheldPercent, holds.LeaversPerMille / 10m, holds.KeptPercent);
        _view = await Frequency.ReadAsync(Actor, token);
        _isLimited = _view.Messages is not null;
        (_messages, _days) = (_view.Messages ?? _messages, _view.Days ?? _days);
        return true;
    }

    private Task SaveAsync() => SaveAsync(
        () => Frequency.SaveAsync(Actor, _isLimited ? _messages : null, _days, PageToken),
        () => _isLimited
            ? $"From now on a person gets at most {Figures.Count(_messages, "offer", "offers")} in {Figures.Count(_days, "day", "days")}."
            : "There is no limit of your own.");

    private Task SaveProtectionAsync() => SaveAsync(
        () => Protection.SaveAsync(
            Actor, new ProtectionChoices(_faults, _unreachable, _withheld, (int)Math.Clamp(Math.Round(_leavers * 10), 0, 10_000), _kept), PageToken),
        () => "From now on campaigns pause at these limits, those that run too.");

    private async Task SaveAsync(Func<Task<IReadOnlyList<string>>> save, Func<string> words)
    {
        if (_busy)
            return;
        (_told, _problems, _busy) = (null, [], true);
        try
        {
            _problems = await save();
            if (_problems.Count > 0)
                return;
            var told = words();
            await ReloadAsync();
            _told = told;
        }
        finally
        {
            _busy = false;
        }
    }
}
