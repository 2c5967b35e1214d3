using Microsoft.AspNetCore.Components;
using WaPortal.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access;
using WaPortal.Core.Campaigns;

namespace WaPortal.Campaigns;

/// <summary>What a second person says to a campaign.</summary>
public partial class ApprovalPanel
{
    private ApprovalView? _view;
    private FreshCodeDialog? _fresh;
    private string _words = "";
    private string? _fault;
    private bool _busy;

    [Parameter, EditorRequired]
    public required Actor Actor { get; set; }

    [Parameter, EditorRequired]
    public CampaignId Id { get; set; }

    /// <summary>The version that is shown beside it.</summary>
    [Parameter, EditorRequired]
    public int Version { get; set; }

    /// <summary>Whether what is shown may be handed over; false while something else stands against it.</summary>
    [Parameter]
    public bool CanAsk { get; set; } = true;

    /// <summary>False where it only tells what was said.</summary>
    [Parameter]
    public bool Asks { get; set; } = true;

    /// <summary>Something was asked or decided.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    [CascadingParameter]
    public required TenantClock Clock { get; set; }

    [Inject]
    public required ApproveCampaign Approve { get; init; }

    [Inject]
    public required CampaignApprovalQuery Query { get; init; }

    private bool MayAsk => Asks && Actor.May(Right.EditCampaigns) && _view!.Newest is null or { State: ApprovalState.SentBack } or { State: ApprovalState.Approved, AtStart: false };

    protected override async Task OnParametersSetAsync() => _view = await Query.ReadAsync(Actor, Id, CancellationToken.None);

    private Task AskAsync() => RunAsync(() => Approve.AskAsync(Actor, Id, Version, _words, CancellationToken.None));

    private Task TakeBackAsync() => RunAsync(() => Approve.TakeBackAsync(Actor, Id, CancellationToken.None));

    private async Task DecideAsync(bool approve)
    {
        if (_view?.Newest is not { } asked || (approve && _view.Alone && !await _fresh!.EnsureAsync("Confirming a campaign alone")))
            return;
        await RunAsync(() => approve
            ? Approve.ApproveAsync(Actor, Id, asked.Id, _words, CancellationToken.None)
            : Approve.SendBackAsync(Actor, Id, asked.Id, _words, CancellationToken.None));
    }

    private async Task RunAsync(Func<Task<CampaignResult>> act)
    {
        if (_busy)
            return;
        (_busy, _fault) = (true, null);
        try
        {
            _fault = CampaignResultWords.Problem(await act());
            if (_fault is null)
                _words = "";
            await OnChanged.InvokeAsync();
            _view = await Query.ReadAsync(Actor, Id, CancellationToken.None);
        }
        finally
        {
            _busy = false;
        }
    }
}
