using Microsoft.AspNetCore.Components;
using WaPortal.Core.Access;

namespace WaPortal.Access;

/// <summary>Connects an authenticator app at the first sign-in. The answer to the right code shows the recovery codes, the only time.</summary>
public partial class EnrolPage
{
    private SessionInfo? _session;
    private EnrolmentOffer? _offer;
    private IReadOnlyList<string>? _recoveryCodes;
    private string? _fault;

    [Inject]
    public required Enrolment Enrolment { get; init; }

    [SupplyParameterFromForm(FormName = "enrol")]
    public Form? Input { get; set; }

    protected override async Task OnInitializedAsync()
    {
        _session = await SessionAsync();
        if (_session?.Stage != SessionStage.MustEnrol)
        {
            GoOn(_session?.Stage);
            _session = null;
        }
        else if (Input is null)
        {
            _offer = await Enrolment.OfferAsync(_session, HttpContext.RequestAborted);
        }
    }

    private async Task SubmitAsync()
    {
        if (_session is null)
            return;
        switch (await Enrolment.ConfirmAsync(_session, Input?.Code ?? "", HttpContext.Visitor(), HttpContext.RequestAborted))
        {
            case EnrolmentResult.Done done:
                Give(done.Ticket);
                _recoveryCodes = done.RecoveryCodes;
                return;
            case EnrolmentResult.Over:
                SessionCookie.Remove(HttpContext.Response);
                GoOn(null);
                return;
            case EnrolmentResult.Expired:
                _fault = "The picture's ten minutes were over. This is a new one: scan it and delete the old entry from the app.";
                break;
            default:
                _fault = "This code does not belong to the picture. Check that the phone's clock is right and type the code that the app shows now.";
                break;
        }

        _offer = await Enrolment.OfferAsync(_session, HttpContext.RequestAborted);
    }

    public sealed class Form
    {
        public string? Code { get; set; }
    }
}
