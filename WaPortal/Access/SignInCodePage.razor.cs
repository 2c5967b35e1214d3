using Microsoft.AspNetCore.Components;
using WaPortal.Core.Access;

namespace WaPortal.Access;

/// <summary>The second step: the code of the authenticator app.</summary>
public partial class SignInCodePage
{
    private SessionInfo? _session;
    private bool _refused;

    [Inject]
    public required SignIn SignIn { get; init; }

    [SupplyParameterFromForm(FormName = "code")]
    public Form? Input { get; set; }

    protected override async Task OnInitializedAsync()
    {
        _session = await SessionAsync();
        if (_session?.Stage != SessionStage.PasswordOk)
        {
            GoOn(_session?.Stage);
            _session = null;
        }
    }

    private async Task SubmitAsync()
    {
        if (_session is null)
            return;
        switch (await SignIn.CodeAsync(_session, Input?.Code ?? "", HttpContext.Visitor(), HttpContext.RequestAborted))
        {
            case SignInResult.Passed passed:
                Give(passed.Ticket);
                GoOn(SessionStage.SignedIn);
                break;
            case SignInResult.Over:
                SessionCookie.Remove(HttpContext.Response);
                GoOn(null);
                break;
            default:
                _refused = true;
                break;
        }
    }

    public sealed class Form
    {
        public string? Code { get; set; }
    }
}
