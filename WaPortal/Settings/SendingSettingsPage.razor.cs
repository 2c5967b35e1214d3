using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Delivery.Frequency;

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
    private bool _busy;

    [Inject]
    public required ManageFrequency Frequency { get; init; }

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        _view = await Frequency.ReadAsync(Actor, token);
        _isLimited = _view.Messages is not null;
        (_messages, _days) = (_view.Messages ?? _messages, _view.Days ?? _days);
        return true;
    }

    private async Task SaveAsync()
    {
        if (_busy)
            return;
        (_told, _problems, _busy) = (null, [], true);
        try
        {
            _problems = await Frequency.SaveAsync(Actor, _isLimited ? _messages : null, _days, PageToken);
            if (_problems.Count > 0)
                return;
            await ReloadAsync();
            _told = _isLimited
                ? $"From now on a person gets at most {Figures.Count(_messages, "offer", "offers")} in {Figures.Count(_days, "day", "days")}."
                : "There is no limit of your own.";
        }
        finally
        {
            _busy = false;
        }
    }
}
