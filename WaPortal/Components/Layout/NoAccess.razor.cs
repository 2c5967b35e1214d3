using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using WaPortal.Access;
using WaPortal.Core.Audit;

namespace WaPortal.Components.Layout;

/// <summary>What a page shows to those whose role does not open it; it is written down that they tried.</summary>
public partial class NoAccess
{
    [CascadingParameter]
    public Task<AuthenticationState>? Authentication { get; set; }

    [Inject]
    public required IncidentTrail Incidents { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override async Task OnInitializedAsync()
    {
        if (Authentication is not null && (await Authentication).User.ToActor() is { } actor)
            await Incidents.DeniedAsync("/" + Navigation.ToBaseRelativePath(Navigation.Uri).Split('?', '#')[0], actor);
    }
}
