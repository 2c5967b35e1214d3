using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;

namespace WaPortal.Audit;

/// <summary>A trail with its filters, which live in the address, its verification and its export. The two activity pages are this with a trail each.</summary>
public partial class ActivityPanel
{
    private const int PageSize = 50;
    private static readonly string[] Results = ["ok", "refused", "failed"];

    private ActivityStatus? _status;
    private IReadOnlyList<ActivityLine> _lines = [];
    private IReadOnlyList<(UserId Id, string Name)> _people = [];
    private IReadOnlyDictionary<string, string> _names = new Dictionary<string, string>();
    private long _verified;
    private bool _hasMore;
    private bool _isVerifying;

    [Parameter, EditorRequired]
    public ActivityTrail Trail { get; set; }

    [SupplyParameterFromQuery]
    public string? From { get; set; }

    [SupplyParameterFromQuery]
    public string? To { get; set; }

    [SupplyParameterFromQuery]
    public string? Person { get; set; }

    [SupplyParameterFromQuery]
    public string? Kind { get; set; }

    [SupplyParameterFromQuery]
    public string? Result { get; set; }

    [SupplyParameterFromQuery]
    public string? Target { get; set; }

    /// <summary>The last event of the page before.</summary>
    [SupplyParameterFromQuery]
    public long? Before { get; set; }

    [Inject]
    public required ActivityQuery Query { get; init; }

    [Inject]
    public required VerifyActivity Verify { get; init; }

    private ActivityStatus Status => _status!;

    private ActivityAddress Address => new(Trail, From, To, Person, Kind, Result, Target, Before);

    private string Title => Trail == ActivityTrail.Platform ? "Platform activity" : "Activity";

    private string Facts => Trail == ActivityTrail.Platform
        ? "What happened outside any enterprise: set-up, networks, strangers at the door, the portal itself."
        : "Who did what in this enterprise, when and where from. Events are added, never changed.";

    private string EmptyWords => Trail == ActivityTrail.Platform
        ? "Addresses that are turned away, changes of the platform's networks and what the portal does itself are written down here."
        : "Each sign-in, import, campaign and change of settings becomes an event here, chained to the one before.";

    private string? BannerTone => Status.LastCheck switch { null => "idle", { Holds: false } => "bad", _ => null };

    private string BannerTitle => Status.LastCheck switch
    {
        null => "Not verified yet",
        { Holds: true } => "Chain verified",
        _ => "The chain is broken",
    };

    private string BannerText => Status.LastCheck switch
    {
        null => "Verify now recomputes every hash from the first event on.",
        { Holds: true } check => $"{Figures.Count(check.Events, "event", "events")}, {Clock.Brief(check.At)}, by {check.By}",
        { } check => $"{check.Words}. Found {Clock.Brief(check.At)} by {check.By}. Tell your administrator and keep a copy of the database.",
    };

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        _status = await Query.StatusAsync(Actor, Trail, token);
        if (Trail == ActivityTrail.Enterprise)
            _people = await Query.PeopleAsync(Actor, token);
        var lines = await Query.ListAsync(Actor, Trail, Address.Filter(Clock.Zone), Before, PageSize + 1, token);
        _hasMore = lines.Count > PageSize;
        _lines = [.. lines.Take(PageSize)];
        _names = await Query.TargetNamesAsync(Actor, Trail, _lines, token);
        return true;
    }

    private async Task VerifyAsync()
    {
        if (_isVerifying)
            return;
        (_isVerifying, _verified) = (true, 0);
        try
        {
            // Made here, so that its reports come back to the page's own thread.
            var progress = new Progress<long>(events =>
            {
                _verified = events;
                StateHasChanged();
            });
            if (Trail == ActivityTrail.Platform)
                await Verify.RunPlatformAsync(Actor, progress, PageToken);
            else
                await Verify.RunAsync(Actor, progress, PageToken);
        }
        finally
        {
            _isVerifying = false;
        }

        await ReloadAsync();
    }

    private void Go(ActivityAddress address) => Navigation.NavigateTo((address with { Before = null }).ToString());

    private static string? Text(ChangeEventArgs e) => e.Value is string text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;
}
