using Microsoft.AspNetCore.Components;
using WaPortal.Core.Access;

namespace WaPortal.Access;

/// <summary>The second step: the code of the authenticator app, or a passkey.</summary>
public partial class SignInCodePage
{
    private bool _hasPasskey;

    [Inject]
    public required UserPasskeys Passkeys { get; init; }

    [SupplyParameterFromForm(FormName = "code")]
    public Form? Input { get; set; }

    protected override async Task OnInitializedAsync()
    {
        await base.OnInitializedAsync();
        if (Session is not null)
            _hasPasskey = (await Passkeys.FactsAsync(Session.Tenant, Session.UserId, HttpContext.RequestAborted)).Count > 0;
    }

    private async Task SubmitAsync()
    {
        if (Session is not null)
            Take(await SignIn.CodeAsync(Session, Input?.Code ?? "", HttpContext.Visitor(), HttpContext.RequestAborted));
    }
}
