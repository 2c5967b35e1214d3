using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access;
using WaPortal.Core.Access.Users;

namespace WaPortal.Access.Users;

/// <summary>From an address and roles to a link.</summary>
public partial class InviteDialog
{
    private Modal? _modal;
    private FreshCodeDialog? _freshCode;
    private IReadOnlyList<PortalRole> _chosen = [];
    private string _email = "";
    private string? _problem;
    private bool _busy;

    /// <summary>The roles that the admin may give.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<PortalRole> Roles { get; set; } = [];

    [Parameter]
    public EventCallback<IssuedLink> OnInvited { get; set; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Inject]
    public required Invitations Invitations { get; init; }

    public async Task OpenAsync()
    {
        (_email, _chosen, _problem) = ("", [PortalRole.Marketer], null);
        await _modal!.OpenAsync();
    }

    private async Task InviteAsync()
    {
        if (_busy || (await Authentication).User.ToActor() is not { } actor || !await _freshCode!.EnsureAsync("Inviting a user"))
            return;
        _busy = true;
        try
        {
            switch (await Invitations.InviteAsync(actor, _email, _chosen, CancellationToken.None))
            {
                case UserChange.Issued issued:
                    await _modal!.CloseAsync();
                    await OnInvited.InvokeAsync(issued.Link);
                    break;
                case UserChange.Refused refused:
                    _problem = refused.Words;
                    break;
            }
        }
        finally
        {
            _busy = false;
        }
    }
}
