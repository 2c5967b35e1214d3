using Microsoft.AspNetCore.Components;
using WaPortal.Core.Access;

namespace WaPortal.Access;

/// <summary>What the pages of the second step share: they stand between the password and the portal and take one code.</summary>
public abstract class SecondStepPage : AccountPage
{
    [Inject]
    public required SignIn SignIn { get; init; }

    /// <summary>The session at this stage; null for everybody whom another page is for.</summary>
    protected SessionInfo? Session { get; private set; }

    /// <summary>Whether the code that was sent was not accepted.</summary>
    protected bool IsRefused { get; private set; }

    protected override async Task OnInitializedAsync()
    {
        Session = await SessionAsync();
        if (Session?.Stage == SessionStage.PasswordOk)
            return;
        GoOn(Session?.Stage);
        Session = null;
    }

    /// <summary>Goes where the outcome of a code leads.</summary>
    protected void Take(SignInResult result)
    {
        switch (result)
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
                IsRefused = true;
                break;
        }
    }

    public sealed class Form
    {
        public string? Code { get; set; }
    }
}
