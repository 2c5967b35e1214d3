using Microsoft.AspNetCore.Components;
using WaPortal.Core.Access;

namespace WaPortal.Access;

/// <summary>What people do with their own account: password, recovery codes, sessions.</summary>
public partial class YourAccountPage
{
    private int _codesLeft;
    private IReadOnlyList<SessionLine> _sessions = [];
    private IReadOnlyList<string>? _newCodes;
    private string? _done;
    private string? _fault;

    [Inject]
    public required OwnAccount Account { get; init; }

    [SupplyParameterFromQuery]
    public string? Recovery { get; set; }

    [SupplyParameterFromForm(FormName = "password", Name = "Input")]
    public PasswordForm? Passwords { get; set; }

    [SupplyParameterFromForm(FormName = "codes", Name = "Input")]
    public CodeForm? Fresh { get; set; }

    private Actor Actor => HttpContext.User.ToActor()!;

    protected override async Task OnInitializedAsync() => await LoadAsync();

    private async Task LoadAsync()
    {
        _codesLeft = await Account.RecoveryCodesLeftAsync(Actor, HttpContext.RequestAborted);
        _sessions = await Sessions.ListOwnAsync(Actor, HttpContext.RequestAborted);
    }

    private async Task ChangePasswordAsync()
    {
        _fault = await Account.ChangePasswordAsync(
            Actor, HttpContext.User.SessionId()!.Value, Passwords?.Old ?? "", Passwords?.New ?? "", Passwords?.PasswordCode ?? "", HttpContext.RequestAborted);
        _done = _fault is null ? "The password is changed. Your other sessions have ended." : null;
        await LoadAsync();
    }

    private async Task NewCodesAsync()
    {
        _newCodes = await Account.NewRecoveryCodesAsync(Actor, Fresh?.Code ?? "", HttpContext.RequestAborted);
        _fault = _newCodes is null ? "This code was not accepted. Each code works once: wait for the next one." : null;
        await LoadAsync();
    }

    private async Task EndAsync(SessionId session)
    {
        await Sessions.EndOwnAsync(Actor, session, "session.ended", HttpContext.RequestAborted);
        if (session == HttpContext.User.SessionId())
        {
            SessionCookie.Remove(HttpContext.Response);
            GoOn(null);
            return;
        }

        await LoadAsync();
    }

    public sealed class PasswordForm
    {
        public string? Old { get; set; }

        public string? New { get; set; }

        public string? PasswordCode { get; set; }
    }

    public sealed class CodeForm
    {
        public string? Code { get; set; }
    }
}
