using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access;
using WaPortal.Core.Access.Users;

namespace WaPortal.Access.Users;

/// <summary>The enterprise's users and the invitations that wait.</summary>
public partial class UsersPage
{
    private UserList _list = new([], []);
    private IReadOnlyList<UserLine> _shown = [];
    private InviteDialog? _invite;
    private FreshCodeDialog? _freshCode;
    private IssuedLink? _issued;
    private string? _refused;
    private bool _busy;

    [Inject]
    public required UserListQuery Query { get; init; }

    [Inject]
    public required Invitations Invitations { get; init; }

    [SupplyParameterFromQuery]
    public string? Q { get; set; }

    [SupplyParameterFromQuery(Name = "state")]
    public string? StateWord { get; set; }

    [SupplyParameterFromQuery(Name = "role")]
    public string? RoleWord { get; set; }

    [SupplyParameterFromQuery]
    public string? Sort { get; set; }

    protected override bool IsLive => true;

    private IReadOnlyList<UserLine> All => _list.Users;

    private IReadOnlyList<InvitationLine> Pending => _list.Invitations;

    private UserFilter Filter => UserFilter.Read(Q, StateWord, RoleWord, Sort);

    private IReadOnlyList<PortalRole> MayGive =>
        [.. Enum.GetValues<PortalRole>().Where(role => role != PortalRole.PlatformAdmin || May(Right.ManageTenants))];

    private IReadOnlyList<FilterChip> Chips =>
    [
        Chip("All", null, null),
        Chip("Active", UserFilter.Active, StatusTone.Ok),
        .. Optional("Locked", UserFilter.Locked, StatusTone.Bad),
        .. Optional("Disabled", UserFilter.Disabled, StatusTone.Idle),
        .. Optional("No second factor", UserFilter.WithoutFactor, StatusTone.Wait),
    ];

    protected override bool Listens(string topic) => topic == "users";

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        _list = await Query.RunAsync(Actor, token);
        _shown = Filter.Apply(_list.Users);
        return true;
    }

    private IEnumerable<FilterChip> Optional(string text, string state, StatusTone tone) =>
        Filter.State == state || All.Any(u => UserFilter.InState(u, state)) ? [Chip(text, state, tone)] : [];

    private FilterChip Chip(string text, string? state, StatusTone? tone)
    {
        var isOn = Filter.State == state;
        return new FilterChip(text, All.Count(u => UserFilter.InState(u, state)), tone, (Filter with { State = isOn ? null : state }).ToAddress(), isOn);
    }

    private void Search(ChangeEventArgs e) => Navigation.NavigateTo(UserFilter.Read(e.Value as string, StateWord, RoleWord, Sort).ToAddress());

    private void ChooseRole(ChangeEventArgs e) => Navigation.NavigateTo(UserFilter.Read(Q, StateWord, e.Value as string, Sort).ToAddress());

    private Task InvitedAsync(IssuedLink link)
    {
        (_issued, _refused) = (link, null);
        return ReloadAsync();
    }

    private Task RenewAsync(InvitationLine invitation) => ActAsync("A new link", () => Invitations.RenewAsync(Actor, invitation.Id, PageToken));

    private Task RevokeAsync(InvitationLine invitation) => ActAsync("Taking back an invitation", () => Invitations.RevokeAsync(Actor, invitation.Id, PageToken));

    private async Task ActAsync(string what, Func<Task<UserChange>> act)
    {
        if (_busy || !await _freshCode!.EnsureAsync(what))
            return;
        _busy = true;
        try
        {
            (_issued, _refused) = (null, null);
            switch (await act())
            {
                case UserChange.Issued issued:
                    _issued = issued.Link;
                    break;
                case UserChange.Refused refused:
                    _refused = refused.Words;
                    break;
                case UserChange.NotFound:
                    _refused = "This invitation was taken up or taken back meanwhile.";
                    break;
            }
        }
        finally
        {
            _busy = false;
        }

        await ReloadAsync();
    }
}
