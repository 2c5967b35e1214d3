using Microsoft.AspNetCore.Components;
using WaPortal.Core.Access;

namespace WaPortal.Access;

/// <summary>What the pages of signing in share: they are plain documents, since a cookie cannot be set from a circuit.</summary>
public abstract class AccountPage : ComponentBase
{
    [CascadingParameter]
    public required HttpContext HttpContext { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required Sessions Sessions { get; init; }

    [SupplyParameterFromQuery]
    public string? ReturnUrl { get; set; }

    /// <summary>The session that the request came with, looked up anew; null when there is none.</summary>
    protected async Task<SessionInfo?> SessionAsync() =>
        HttpContext.User.SessionId() is { } id ? await Sessions.FindAsync(HttpContext.User.HomeTenant(), id, HttpContext.RequestAborted) : null;

    /// <summary>Goes where a session at this stage belongs.</summary>
    protected void GoOn(SessionStage? stage)
    {
        var tail = ReturnUrl is null ? "" : $"?returnUrl={Uri.EscapeDataString(AccountAddresses.Local(ReturnUrl))}";
        Navigation.NavigateTo(stage switch
        {
            SessionStage.PasswordOk => AccountAddresses.Code + tail,
            SessionStage.MustEnrol => AccountAddresses.Enrol + tail,
            SessionStage.SignedIn => AccountAddresses.Local(ReturnUrl),
            _ => AccountAddresses.SignIn + tail,
        });
    }

    /// <summary>Hands the browser its new token.</summary>
    protected void Give(SessionTicket ticket) => SessionCookie.Write(HttpContext.Response, ticket);
}
