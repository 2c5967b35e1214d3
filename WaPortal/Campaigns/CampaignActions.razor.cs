using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Delivery;

namespace WaPortal.Campaigns;

/// <summary>Pause, resume, cancel, take back.</summary>
public partial class CampaignActions
{
    private ConfirmDialog? _cancel;
    private ConfirmDialog? _pause;
    private ConfirmDialog? _resume;
    private string _why = "";
    private string? _problem;
    private bool _busy;

    [Parameter, EditorRequired]
    public required Campaign Campaign { get; set; }

    /// <summary>Null before the audience is put together.</summary>
    [Parameter]
    public OrderProgress? Progress { get; set; }

    [Parameter, EditorRequired]
    public required Actor Actor { get; set; }

    /// <summary>It waits for a second person, whose word lets it go on.</summary>
    [Parameter]
    public bool IsHeld { get; set; }

    /// <summary>Versions of it are out, and it waits for a winner.</summary>
    [Parameter]
    public bool IsTesting { get; set; }

    /// <summary>Something was done; the page reads again.</summary>
    [Parameter]
    public EventCallback OnDone { get; set; }

    [Inject]
    public required ControlCampaign Control { get; init; }

    [Inject]
    public required ScheduleCampaign Schedule { get; init; }

    private bool HasStarted => Progress is not null;

    // Before its order is open there is nothing to cancel yet: that is a matter of moments.
    private bool CanCancel => Campaign.State is CampaignState.Scheduled or CampaignState.Running or CampaignState.Paused
        || (Campaign.State == CampaignState.Preparing && Progress is not null);

    private int Waiting => Progress?.Of(MessageState.Queued) ?? 0;

    private int OnTheWay => Progress?.Of(MessageState.Claimed) ?? 0;

    private int Handled => (Progress?.Total ?? 0) - Waiting - OnTheWay;

    private async Task AskCancelAsync()
    {
        _why = "";
        if (await _cancel!.AskAsync())
            await RunAsync(t => Control.CancelAsync(Actor, Campaign.Id, Reason, t));
    }

    private async Task AskPauseAsync()
    {
        _why = "";
        if (await _pause!.AskAsync())
            await RunAsync(t => Control.PauseAsync(Actor, Campaign.Id, Reason, t));
    }

    private async Task AskResumeAsync()
    {
        var setBack = Progress?.SetBackTo is not null;
        if (!setBack || await _resume!.AskAsync())
            await RunAsync(t => Control.ResumeAsync(Actor, Campaign.Id, t, knowsOfRestore: setBack));
    }

    private string? Reason => string.IsNullOrWhiteSpace(_why) ? null : _why.Trim();

    // Not tied to the page: who confirmed and then left meant it.
    private async Task RunAsync(Func<CancellationToken, Task<CampaignResult>> act)
    {
        if (_busy)
            return;
        _busy = true;
        try
        {
            _problem = CampaignResultWords.Problem(await act(CancellationToken.None));
            await OnDone.InvokeAsync();
        }
        finally
        {
            _busy = false;
        }
    }
}
