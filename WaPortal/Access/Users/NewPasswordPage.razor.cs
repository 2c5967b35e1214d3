using Microsoft.AspNetCore.Components;
using WaPortal.Core.Access.Users;

namespace WaPortal.Access.Users;

/// <summary>Lets the holder of a password link choose a new password. It signs nobody in.</summary>
public partial class NewPasswordPage
{
    private string? _enterprise;
    private string? _fault;
    private bool _done;

    [Parameter]
    public string Token { get; set; } = "";

    [Inject]
    public required ChoosePassword Choose { get; init; }

    [SupplyParameterFromForm(FormName = "new-password")]
    public Form? Input { get; set; }

    protected override async Task OnInitializedAsync()
    {
        _enterprise = await Choose.FindAsync(Token, HttpContext.RequestAborted);
        if (_enterprise is null)
            HttpContext.Response.StatusCode = StatusCodes.Status410Gone;
    }

    private async Task SubmitAsync()
    {
        switch (await Choose.RunAsync(Token, Input?.Password ?? "", Input?.PasswordAgain ?? "", HttpContext.Visitor(), HttpContext.RequestAborted))
        {
            case ChoosePasswordResult.Done:
                SessionCookie.Remove(HttpContext.Response);
                _done = true;
                break;
            case ChoosePasswordResult.Refused refused:
                _fault = refused.Words;
                break;
            default:
                _enterprise = null;
                break;
        }
    }

    public sealed class Form
    {
        public string? Password { get; set; }

        public string? PasswordAgain { get; set; }
    }
}
