using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access;

namespace WaPortal.Access.Account;

/// <summary>What people do with their own account: password, recovery codes, passkeys, sessions.</summary>
public partial class YourAccountPage
{
    private FreshCodeDialog? _freshCode;
    private RecoveryState _recovery = new(0, null);
    private IReadOnlyList<PasskeyLine> _passkeys = [];
    private IReadOnlyList<SessionLine> _sessions = [];
    private string _email = "";

    [Inject]
    public required OwnAccount Account { get; init; }

    [Inject]
    public required UserPasskeys Passkeys { get; init; }

    [Inject]
    public required Sessions Sessions { get; init; }

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        _email = (await Authentication).User.FindFirstValue(ClaimTypes.Email) ?? "";
        _recovery = await Account.RecoveryAsync(Actor, token);
        _passkeys = await Passkeys.ListAsync(Actor, token);
        _sessions = await Sessions.ListOwnAsync(Actor, token);
        return true;
    }

    private Task<bool> EnsureFreshAsync(string what) => _freshCode!.EnsureAsync(what);
}
