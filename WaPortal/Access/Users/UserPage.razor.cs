using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access;
using WaPortal.Core.Access.Users;

namespace WaPortal.Access.Users;

/// <summary>One user: roles, and what an admin does about signing in.</summary>
public partial class UserPage
{
    private UserLine? _user;
    private IReadOnlyList<PortalRole> _roles = [];
    private ConfirmDialog? _disable;
    private ConfirmDialog? _reset;
    private FreshCodeDialog? _freshCode;
    private IssuedLink? _issued;
    private string _reason = "";
    private string? _refused;
    private string? _done;
    private bool _busy;

    [Parameter]
    public Guid Id { get; set; }

    [Inject]
    public required UserListQuery Query { get; init; }

    [Inject]
    public required AdministerUser Administer { get; init; }

    protected override bool IsLive => true;

    private UserLine Person => _user!;

    private UserId UserId => new(Id);

    private bool IsSelf => Person.Id == Actor.UserId;

    private bool IsOutOfReach => Person.Roles.Contains(PortalRole.PlatformAdmin) && !May(Right.ManageTenants);

    private IReadOnlyList<PortalRole> Offered =>
        [.. Enum.GetValues<PortalRole>().Where(role => role != PortalRole.PlatformAdmin || May(Right.ManageTenants) || Person.Roles.Contains(role))];

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        var before = _user;
        _user = await Query.FindAsync(Actor, UserId, token);
        // What was ticked and not saved yet stays, unless it is another user or somebody else changed the roles.
        if (_user is not null && (before?.Id != _user.Id || !before.Roles.SequenceEqual(_user.Roles)))
            _roles = _user.Roles;
        return _user is not null;
    }

    private Task SaveRolesAsync() => ActAsync("Changing roles", "The roles are changed.", () => Administer.ChangeRolesAsync(Actor, UserId, _roles, PageToken));

    private Task EnableAsync() => ActAsync("Enabling a user", "They can sign in again.", () => Administer.EnableAsync(Actor, UserId, PageToken));

    private Task UnlockAsync() => ActAsync("Unlocking a user", "The lock is gone.", () => Administer.UnlockAsync(Actor, UserId, PageToken));

    private Task EndSessionsAsync() => ActAsync("Ending sessions", "All their sessions have ended.", () => Administer.EndSessionsAsync(Actor, UserId, PageToken));

    private Task PasswordLinkAsync() => ActAsync("A password link", null, () => Administer.IssuePasswordLinkAsync(Actor, UserId, PageToken));

    private async Task DisableAsync()
    {
        if (await _disable!.AskAsync())
            await ActAsync("Disabling a user", "They are disabled, and all their sessions have ended.", () => Administer.DisableAsync(Actor, UserId, PageToken));
    }

    private async Task ResetAsync()
    {
        _reason = "";
        if (await _reset!.AskAsync())
        {
            await ActAsync("Resetting a second factor", "Their second factor is reset. They enrol anew at the next sign-in.",
                () => Administer.ResetSecondFactorAsync(Actor, UserId, _reason, PageToken));
        }
    }

    private async Task ActAsync(string what, string? done, Func<Task<UserChange>> act)
    {
        if (_busy || !await _freshCode!.EnsureAsync(what))
            return;
        _busy = true;
        try
        {
            (_issued, _refused, _done) = (null, null, null);
            switch (await act())
            {
                case UserChange.Issued issued:
                    _issued = issued.Link;
                    break;
                case UserChange.Done:
                    _done = done;
                    break;
                case UserChange.Refused refused:
                    _refused = refused.Words;
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
