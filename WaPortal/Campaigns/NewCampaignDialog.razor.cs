using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using WaPortal.Access;
using WaPortal.Components.Pieces;
using WaPortal.Core.Campaigns;

namespace WaPortal.Campaigns;

/// <summary>From a name to a draft in the wizard.</summary>
public partial class NewCampaignDialog
{
    private Modal? _modal;
    private string _name = "";
    private string? _problem;
    private bool _busy;

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Inject]
    public required EditCampaign Edit { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    public async Task OpenAsync()
    {
        (_name, _problem) = ("", null);
        await _modal!.OpenAsync();
    }

    private async Task CreateAsync()
    {
        if (_busy || (await Authentication).User.ToActor() is not { } actor)
            return;
        _busy = true;
        try
        {
            switch (await Edit.CreateAsync(actor, _name, CancellationToken.None))
            {
                case CampaignResult.Done done:
                    await _modal!.CloseAsync();
                    Navigation.NavigateTo(CampaignAddresses.Edit(done.Id));
                    break;
                case CampaignResult.Refused refused:
                    _problem = refused.Problems[0].Message;
                    break;
            }
        }
        finally
        {
            _busy = false;
        }
    }
}
