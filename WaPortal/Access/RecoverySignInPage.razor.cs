using Microsoft.AspNetCore.Components;

namespace WaPortal.Access;

/// <summary>The second step without the app.</summary>
public partial class RecoverySignInPage
{
    [SupplyParameterFromForm(FormName = "recovery")]
    public Form? Input { get; set; }

    private async Task SubmitAsync()
    {
        if (Session is not null)
            Take(await SignIn.RecoveryCodeAsync(Session, Input?.Code ?? "", HttpContext.Visitor(), HttpContext.RequestAborted));
    }
}
