using Microsoft.AspNetCore.Components;
using WaPortal.Core.Access.Users;

namespace WaPortal.Access.Users;

/// <summary>Takes an invitation up. Only the form's submission spends the link; looking at it does not.</summary>
public partial class JoinPage
{
    private IReadOnlyDictionary<string, string> _errors = new Dictionary<string, string>();
    private InvitationOffer? _offer;

    [Parameter]
    public string Token { get; set; } = "";

    [Inject]
    public required TakeUpInvitation Invitation { get; init; }

    [SupplyParameterFromForm(FormName = "join")]
    public Form? Input { get; set; }

    protected override async Task OnInitializedAsync()
    {
        _offer = await Invitation.FindAsync(Token, HttpContext.RequestAborted);
        if (_offer is null)
            HttpContext.Response.StatusCode = StatusCodes.Status410Gone;
    }

    private async Task SubmitAsync()
    {
        var result = await Invitation.RunAsync(
            Token, Input?.DisplayName ?? "", Input?.Password ?? "", Input?.PasswordAgain ?? "", HttpContext.Visitor(), HttpContext.RequestAborted);
        switch (result)
        {
            case TakeUpResult.Done done:
                Give(done.Ticket);
                GoOn(done.Ticket.Stage);
                break;
            case TakeUpResult.Refused refused:
                _errors = refused.Errors;
                break;
            default:
                _offer = null;
                break;
        }
    }

    public sealed class Form
    {
        public string? DisplayName { get; set; }

        public string? Password { get; set; }

        public string? PasswordAgain { get; set; }
    }
}
