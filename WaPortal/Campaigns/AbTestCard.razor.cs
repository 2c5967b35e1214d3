using Microsoft.AspNetCore.Components;
using WaPortal.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access;
using WaPortal.Core.Campaigns;

namespace WaPortal.Campaigns;

/// <summary>The test of two versions on the page of any campaign that is a part of it.</summary>
public partial class AbTestCard
{
    private ConfirmDialog? _confirm;
    private AbVariant _asked;
    private string? _problem;
    private bool _busy;

    [Parameter, EditorRequired]
    public required AbTestView View { get; set; }

    [Parameter, EditorRequired]
    public required Actor Actor { get; set; }

    /// <summary>A winner was chosen.</summary>
    [Parameter]
    public EventCallback OnDone { get; set; }

    [CascadingParameter]
    public required TenantClock Clock { get; set; }

    [Inject]
    public required ChooseWinner Winner { get; init; }

    private bool MayChoose => Actor.May(Right.StartCampaigns);

    private string Standing => View.Verdict switch
    {
        { Leader: null } => "Both stand the same.",
        { IsClear: true, Leader: var leader } => $"Version {leader} is clearly ahead: chance alone makes such a difference less often than once in twenty times.",
        { Leader: var leader } => $"Version {leader} is ahead, but the difference may be chance.",
    };

    private string Next => View.IsSending
        ? View.Versions.Any(v => v.State == CampaignState.Paused) ? "A version is paused; the test waits until it goes on or is cancelled." : "The versions are on their way."
        : View.LooksAt is { } at ? $"The winner is chosen {Clock.Within(at)}." : "";

    private async Task AskAsync(AbVariant variant)
    {
        _asked = variant;
        if (_busy || !await _confirm!.AskAsync())
            return;
        _busy = true;
        try
        {
            _problem = CampaignResultWords.Problem(await Winner.RunAsync(Actor, View.Role.Whole, variant, CancellationToken.None));
            await OnDone.InvokeAsync();
        }
        finally
        {
            _busy = false;
        }
    }
}
