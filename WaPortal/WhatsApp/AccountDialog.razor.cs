using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using WaPortal.Access;
using WaPortal.Components.Pieces;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;
using WaPortal.Sandbox;

namespace WaPortal.WhatsApp;

/// <summary>Enters what connects an account.</summary>
public partial class AccountDialog
{
    private Modal? _modal;
    private AccountLine? _account;
    private string _name = "";
    private string _wabaId = "";
    private string _appId = "";
    private string _portfolioId = "";
    private string _token = "";
    private string _secret = "";
    private string _verify = "";
    private bool _busy;
    private bool _gone;
    private IReadOnlyDictionary<string, string> _errors = new Dictionary<string, string>();

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Inject]
    public required ManageAccounts Manage { get; init; }

    [Inject]
    public required IServiceProvider Services { get; init; }

    /// <summary>Asks for a fresh code; false when the person gives up.</summary>
    [Parameter, EditorRequired]
    public required Func<Task<bool>> Ensure { get; set; }

    [Parameter]
    public EventCallback<(WhatsAppAccountId Id, string? VerifyToken, string Words)> OnSaved { get; set; }

    // Registered only where the sandbox stands in the platform's place.
    private bool HasSandbox => Services.GetService<EmbeddedSandbox>()?.BaseAddress is not null;

    public Task ConnectAsync() => OpenAsync(null);

    public Task ChangeAsync(AccountLine account) => OpenAsync(account);

    private Task OpenAsync(AccountLine? account)
    {
        _account = account;
        (_name, _wabaId, _appId, _portfolioId) = (account?.Name ?? "", "", account?.AppId ?? "", account?.PortfolioId ?? "");
        ForgetSecrets();
        (_errors, _gone) = (new Dictionary<string, string>(), false);
        return _modal!.OpenAsync();
    }

    private async Task SaveAsync()
    {
        if (_busy || (await Authentication).User.ToActor() is not { } actor)
            return;
        _busy = true;
        try
        {
            if ((_account is null || _token.Length > 0 || _secret.Length > 0) && !await Ensure())
                return;
            var draft = new AccountDraft(_name, _account?.WabaId ?? _wabaId, _portfolioId, _appId, _token, _secret, _verify);
            var result = _account is null
                ? await Manage.ConnectAsync(actor, draft, CancellationToken.None)
                : await Manage.ChangeAsync(actor, _account.Id, draft, CancellationToken.None);
            _errors = result is AccountResult.Refused refused ? refused.Errors : new Dictionary<string, string>();
            _gone = result is AccountResult.NotFound;
            if (result is not AccountResult.Done done)
                return;
            ForgetSecrets();
            await _modal!.CloseAsync();
            await OnSaved.InvokeAsync((done.Id, done.VerifyToken, _account is null ? $"{_name.Trim()} is connected." : $"{_name.Trim()} was changed."));
        }
        finally
        {
            _busy = false;
        }
    }

    private void ForgetSecrets() => (_token, _secret, _verify) = ("", "", "");
}
