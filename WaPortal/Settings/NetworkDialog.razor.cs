using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using WaPortal.Access;
using WaPortal.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access;

namespace WaPortal.Settings;

/// <summary>Enters a network, or another name and end for one.</summary>
public partial class NetworkDialog
{
    private Modal? _modal;
    private NetworkScope _scope;
    private NetworkLine? _line;
    private string _range = "";
    private string _label = "";
    private DateTime? _until;
    private bool _isFirst;
    private bool _accepted;
    private bool _busy;
    private NetworkResult.TooWide? _wide;
    private string? _fault;
    private IReadOnlyDictionary<string, string> _errors = new Dictionary<string, string>();

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [CascadingParameter]
    public required TenantClock Clock { get; set; }

    [Inject]
    public required ManageNetworks Manage { get; init; }

    /// <summary>Asks for a fresh code; false when the person gives up.</summary>
    [Parameter, EditorRequired]
    public required Func<Task<bool>> Ensure { get; set; }

    /// <summary>Saved, with a sentence about it.</summary>
    [Parameter]
    public EventCallback<string> OnSaved { get; set; }

    /// <summary>Opens it for a new network.</summary>
    public Task AddAsync(NetworkScope scope, string? range, bool isFirst)
    {
        Begin(scope, null, isFirst);
        _range = range ?? "";
        return _modal!.OpenAsync();
    }

    /// <summary>Opens it for a network of the list.</summary>
    public Task EditAsync(NetworkScope scope, NetworkLine line)
    {
        Begin(scope, line, false);
        _label = line.Label;
        _until = line.Until is { } until && !line.HasEnded ? Clock.Local(until).DateTime : null;
        return _modal!.OpenAsync();
    }

    private void Begin(NetworkScope scope, NetworkLine? line, bool isFirst)
    {
        (_scope, _line, _isFirst) = (scope, line, isFirst);
        (_label, _until, _accepted, _wide, _fault) = ("", null, false, null, null);
        _errors = new Dictionary<string, string>();
    }

    private string? Invalid(string field) => _errors.ContainsKey(field) ? "wa-invalid" : null;

    private async Task SaveAsync()
    {
        if (_busy || (await Authentication).User.ToActor() is not { } actor)
            return;
        _busy = true;
        try
        {
            if (!await Ensure())
                return;
            var until = _until is { } local ? new DateTimeOffset(local, Clock.Zone.GetUtcOffset(local)) : (DateTimeOffset?)null;
            var result = _line is null
                ? await Manage.AddAsync(actor, _scope, new NetworkDraft(_range, _label, until, _accepted), CancellationToken.None)
                : await Manage.EditAsync(actor, _scope, _line.Id, _label, until, CancellationToken.None);
            _errors = result is NetworkResult.Refused refused ? refused.Errors : new Dictionary<string, string>();
            _wide = result as NetworkResult.TooWide;
            _fault = result switch
            {
                NetworkResult.ShutsYouOut shut => NetworkWords.ShutsYouOut(shut),
                NetworkResult.Gone => "Somebody has removed this network meanwhile.",
                _ => null,
            };
            if (result is not NetworkResult.Done)
                return;
            await _modal!.CloseAsync();
            await OnSaved.InvokeAsync(_line is null ? $"{_label.Trim()} ({_range.Trim()}) is allowed from now on." : $"{_label.Trim()} was changed.");
        }
        finally
        {
            _busy = false;
        }
    }
}
