using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access.Mail;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

namespace WaPortal.WhatsApp;

/// <summary>The connected WhatsApp accounts: connect, test, pull numbers, subscribe, disconnect.</summary>
public partial class AccountsPage
{
    // Each shown from the moment it was made until the page is left; it cannot be read again.
    private readonly Dictionary<WhatsAppAccountId, string> _verifyTokens = [];
    private readonly Dictionary<WhatsAppAccountId, IReadOnlyList<ConnectionStep>> _tests = [];
    private IReadOnlyList<AccountLine> _accounts = [];
    private AccountDialog? _dialog;
    private ConfirmDialog? _disconnect;
    private FreshCodeDialog? _fresh;
    private AccountLine? _leaving;
    private WhatsAppAccountId? _busy;
    private (string Words, string Advice)? _fault;
    private string? _refusal;
    private string? _done;

    [Inject]
    public required ManageAccounts Manage { get; init; }

    [Inject]
    public required TestConnection Test { get; init; }

    [Inject]
    public required IOptions<MailOptions> Mail { get; init; }

    protected override bool IsLive => true;

    protected override bool Listens(string topic) => topic == RefreshPhoneNumbers.Topic;

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        _accounts = await Manage.ListAsync(Actor, token);
        return true;
    }

    // What is configured is how the world reaches the portal; the browser may be on a shorter way.
    private Uri AddressOf(WhatsAppAccountId account) =>
        new(Mail.Value.PortalAddress ?? new Uri(Navigation.BaseUri), WhatsAppWebhookEndpoints.PathOf(account));

    private Task<bool> EnsureAsync() => _fresh!.EnsureAsync("Changing how WhatsApp is connected");

    private async Task SavedAsync((WhatsAppAccountId Id, string? VerifyToken, string Words) saved)
    {
        if (saved.VerifyToken is not null)
            _verifyTokens[saved.Id] = saved.VerifyToken;
        (_done, _fault) = (saved.Words, null);
        await ReloadAsync();
        if (saved.VerifyToken is not null)
            await TestAsync(saved.Id);
    }

    private Task TestAsync(WhatsAppAccountId id) => WorkAsync(id, null, async () =>
    {
        if (await Test.RunAsync(Actor, id, PageToken) is { } steps)
            _tests[id] = steps;
        await Manage.PullNumbersAsync(Actor, id, PageToken);
        return null;
    });

    private Task PullAsync(WhatsAppAccountId id) => WorkAsync(id, "The numbers are up to date.", () => Manage.PullNumbersAsync(Actor, id, PageToken));

    private Task SubscribeAsync(WhatsAppAccountId id) => WorkAsync(id, "The app gets the account's webhooks from now on.", () => Manage.SubscribeAsync(Actor, id, PageToken));

    private async Task RenewAsync(WhatsAppAccountId id)
    {
        if (await EnsureAsync() && await Manage.RenewVerifyTokenAsync(Actor, id, PageToken) is AccountResult.Done { VerifyToken: { } fresh })
            _verifyTokens[id] = fresh;
    }

    private async Task MarkAsync((SenderNumberId Number, bool Test) mark)
    {
        await Manage.MarkAsync(Actor, mark.Number, mark.Test, PageToken);
        await ReloadAsync();
    }

    private async Task AskAsync(AccountLine account)
    {
        (_leaving, _refusal) = (account, null);
        if (await _disconnect!.AskAsync())
            await SavedAsync((account.Id, null, $"{account.Name} was disconnected."));
    }

    private async Task<bool> DisconnectAsync()
    {
        if (!await EnsureAsync())
            return false;
        var result = await Manage.DisconnectAsync(Actor, _leaving!.Id, PageToken);
        _refusal = result is AccountResult.InUse use
            ? $"{Figures.Count(use.Campaigns.Count, "campaign is", "campaigns are")} on the way from its numbers: {string.Join(", ", use.Campaigns.Take(5))}. Let them finish or cancel them first."
            : null;
        return result is AccountResult.Done or AccountResult.NotFound;
    }

    private async Task WorkAsync(WhatsAppAccountId id, string? done, Func<Task<(string Words, string Advice)?>> work)
    {
        if (_busy is not null)
            return;
        _busy = id;
        StateHasChanged();
        try
        {
            _fault = await work();
            _done = _fault is null ? done : null;
            await ReloadAsync();
        }
        finally
        {
            _busy = null;
        }
    }
}
