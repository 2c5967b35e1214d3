using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Delivery;

namespace WaPortal.Campaigns;

/// <summary>For whom of a campaign another one is, and its name.</summary>
public partial class FollowUpDialog
{
    private Modal? _modal;
    private FollowUpGroup _group;
    private string _name = "";
    private string? _problem;
    private bool _busy;

    [Parameter, EditorRequired]
    public required Actor Actor { get; set; }

    [Parameter, EditorRequired]
    public required Campaign Earlier { get; set; }

    [Parameter, EditorRequired]
    public required OrderProgress Progress { get; set; }

    /// <summary>People who wrote back or tapped.</summary>
    [Parameter]
    public int Answered { get; set; }

    /// <summary>People whose message may be tried again, now or when the platform's waiting time is over.</summary>
    [Parameter]
    public int FailedForNow { get; set; }

    /// <summary>People who opened a tracked link; null where it has none.</summary>
    [Parameter]
    public int? Clicked { get; set; }

    [Inject]
    public required FollowUpCampaign FollowUp { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    public async Task OpenAsync()
    {
        const string Suffix = ", follow-up";
        var room = Campaign.NameLength - Suffix.Length;
        (_group, _problem) = (FollowUpGroup.NotRead, null);
        _name = (Earlier.Name.Length > room ? Earlier.Name[..room] : Earlier.Name) + Suffix;
        await _modal!.OpenAsync();
    }

    private static string Now(int people) => $" ({Figures.Whole(people)} now)";

    private void Choose(FollowUpGroup group) => _group = group;

    private async Task CreateAsync()
    {
        if (_busy)
            return;
        _busy = true;
        try
        {
            switch (await FollowUp.RunAsync(Actor, Earlier.Id, _group, _name, CancellationToken.None))
            {
                case CampaignResult.Done done:
                    await _modal!.CloseAsync();
                    Navigation.NavigateTo(CampaignAddresses.Edit(done.Id));
                    break;
                case CampaignResult.Refused refused:
                    _problem = refused.Problems[0].Message;
                    break;
                case CampaignResult.NotFound:
                    _problem = "This campaign does not exist any more.";
                    break;
            }
        }
        finally
        {
            _busy = false;
        }
    }
}
