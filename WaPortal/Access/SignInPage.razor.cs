using Microsoft.AspNetCore.Components;
using WaPortal.Core.Access;

namespace WaPortal.Access;

/// <summary>The first step: who, of which enterprise, with which password.</summary>
public partial class SignInPage
{
    private bool _refused;

    [Inject]
    public required SignIn SignIn { get; init; }

    [Inject]
    public required Installations Installations { get; init; }

    [SupplyParameterFromForm(FormName = "sign-in")]
    public Form? Input { get; set; }

    private string Address => HttpContext.Visitor().Address;

    private string NetworkLabel => NetworkGate.Label(HttpContext) ?? "";

    protected override async Task OnInitializedAsync()
    {
        if (Input is not null)
            return;
        if (HttpContext.User.Stage() == SessionStage.SignedIn)
            GoOn(SessionStage.SignedIn);
        else if (await Installations.IsSetUpOpenAsync(HttpContext.RequestAborted))
            Navigation.NavigateTo(AccountAddresses.SetUp);
    }

    private async Task SubmitAsync()
    {
        var result = await SignIn.PasswordAsync(
            Input?.EnterpriseId ?? "", Input?.Email ?? "", Input?.Password ?? "", HttpContext.Visitor(), HttpContext.RequestAborted);
        if (result is SignInResult.Passed passed)
        {
            Give(passed.Ticket);
            GoOn(passed.Ticket.Stage);
            return;
        }

        _refused = true;
    }

    public sealed class Form
    {
        public string? EnterpriseId { get; set; }

        public string? Email { get; set; }

        public string? Password { get; set; }
    }
}
