using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.WhatsApp;

namespace WaPortal.WhatsApp.Inbox;

/// <summary>What WhatsApp sent, and what became of it.</summary>
public partial class WebhooksPage
{
    private const int PageSize = 50;

    private WebhookInboxState? _state;
    private WebhookSlice? _page;
    private WebhookReplayLine? _replay;
    private ConfirmDialog? _confirm;
    private string? _told;
    private bool _busy;

    [SupplyParameterFromQuery(Name = "state")]
    public string? Stands { get; set; }

    [SupplyParameterFromQuery]
    public string? Kind { get; set; }

    [SupplyParameterFromQuery]
    public string? Account { get; set; }

    [SupplyParameterFromQuery]
    public string? Number { get; set; }

    [SupplyParameterFromQuery]
    public string? From { get; set; }

    [SupplyParameterFromQuery]
    public string? To { get; set; }

    /// <summary>Where the page begins.</summary>
    [SupplyParameterFromQuery]
    public string? Before { get; set; }

    [Inject]
    public required WebhookInboxQuery Query { get; init; }

    [Inject]
    public required ReplayWebhooks Replay { get; init; }

    protected override bool IsLive => true;

    private WebhookAddress Address => new(Stands, Kind, Account, Number, From, To, Before);

    private string? NextHref => _page?.Next is { } next ? (Address with { Before = next.ToString() }).ToString() : null;

    private string Standing => _state switch
    {
        { Waiting: 0, Quarantined: 0 } => "Nothing waits and nothing is in quarantine.",
        { Waiting: 0 } state => $"Nothing waits; in quarantine: {WebhookWords.UpTo(state.Quarantined)}.",
        { } state => $"Waiting: {WebhookWords.UpTo(state.Waiting)}, the next since {(state.WaitingSince is { } at ? Clock.Within(at) : "just now")}; in quarantine: {WebhookWords.UpTo(state.Quarantined)}.",
        null => "",
    };

    private IReadOnlyList<FilterChip> Chips =>
    [
        .. Enum.GetValues<WebhookStanding>().Select(standing =>
        {
            var (tone, text) = WebhookWords.Of(standing);
            var isOn = Address.Standing == standing;
            return new FilterChip(text, null, tone, (Address with { State = isOn ? null : standing.ToString(), Before = null }).ToString(), isOn);
        }),
    ];

    protected override bool Listens(string topic) => topic == ReplayWebhooks.Topic;

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        _state = await Query.StateAsync(Actor, token);
        _page = await Query.ListAsync(Actor, Address.Filter(Clock.Zone), WebhookPosition.Parse(Before), PageSize, token);
        _replay = await Replay.NewestAsync(Actor, token);
        return true;
    }

    private Task OneAsync(WebhookLine line) => RunAsync(async () => await Replay.OneAsync(Actor, line.Id, PageToken)
        ? "It is processed again."
        : "It is not in quarantine any more.");

    private Task AllAsync() => RunAsync(async () =>
    {
        if (!await _confirm!.AskAsync())
            return null;
        await Replay.AllAsync(Actor, Address.Filter(Clock.Zone), PageToken);
        return "Asked for. What was in quarantine is processed again, oldest first.";
    });

    private async Task RunAsync(Func<Task<string?>> act)
    {
        if (_busy)
            return;
        (_told, _busy) = (null, true);
        try
        {
            if (await act() is not { } told)
                return;
            _told = told;
            await ReloadAsync();
        }
        finally
        {
            _busy = false;
        }
    }

    private string AccountOf(WebhookLine line) => _state!.Accounts.FirstOrDefault(account => account.Id == line.Account).Name ?? "";

    private string NumberOf(WebhookLine line) => _state!.Numbers.FirstOrDefault(number => number.PhoneNumberId == line.PhoneNumberId).Number ?? line.PhoneNumberId ?? "";

    private void Go(WebhookAddress address) => Navigation.NavigateTo((address with { Before = null }).ToString());

    private static string? Text(ChangeEventArgs e) => e.Value is string text && text.Length > 0 ? text : null;
}
