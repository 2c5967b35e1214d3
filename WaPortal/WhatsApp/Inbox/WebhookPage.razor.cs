using Microsoft.AspNetCore.Components;
using WaPortal.Core.WhatsApp;

namespace WaPortal.WhatsApp.Inbox;

/// <summary>One webhook: what it tells, what became of it, and its JSON without what is about people.</summary>
public partial class WebhookPage
{
    private WebhookDetail? _detail;
    private ShownWebhook _shown;
    private Guid _shownOf;
    private string? _told;
    private bool _busy;

    [Parameter]
    public Guid Id { get; set; }

    [Inject]
    public required WebhookInboxQuery Query { get; init; }

    [Inject]
    public required ReplayWebhooks Replay { get; init; }

    [Inject]
    public required ShowWebhook Show { get; init; }

    // Only what is on its way changes by itself.
    protected override bool IsLive => _detail is null or { Line.State: WebhookState.Waiting };

    private WebhookLine Line => _detail!.Line;

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        if (_shownOf != Id)
            (_shown, _shownOf, _told) = (default, Id, null);
        _detail = await Query.FindAsync(Actor, new WebhookDeliveryId(Id), token);
        return _detail is not null;
    }

    private Task AgainAsync() => RunAsync(async () =>
    {
        _told = await Replay.OneAsync(Actor, Line.Id, PageToken) ? "It is processed again." : "It is not in quarantine any more.";
        await ReloadAsync();
    });

    private Task ShowAsync() => RunAsync(async () => _shown = await Show.RunAsync(Actor, Line.Id, PageToken));

    private async Task RunAsync(Func<Task> act)
    {
        if (_busy)
            return;
        _busy = true;
        try
        {
            await act();
        }
        finally
        {
            _busy = false;
        }
    }

    private static string Cut(string text) => text.Length > ShowWebhook.MostCharacters ? text[..ShowWebhook.MostCharacters] + "\n…" : text;
}
