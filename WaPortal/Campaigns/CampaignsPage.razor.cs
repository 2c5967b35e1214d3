using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access;
using WaPortal.Core.Campaigns;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.Templates;

namespace WaPortal.Campaigns;

/// <summary>All campaigns with their progress.</summary>
public partial class CampaignsPage
{
    // What the query gives at most.
    private const int Shown = 500;

    private List<CampaignListItem> _rows = [];
    private Dictionary<CampaignState, int> _counts = [];
    private NewCampaignDialog? _new;
    private int _all;
    private int _templates;
    private int _reachable;

    [Inject]
    public required CampaignQueries Queries { get; init; }

    [Inject]
    public required SendableTemplates Templates { get; init; }

    [Inject]
    public required OptInListsQuery Lists { get; init; }

    /// <summary>One state, as a word.</summary>
    [SupplyParameterFromQuery(Name = "state")]
    public string? StateWord { get; set; }

    /// <summary>Part of a name.</summary>
    [SupplyParameterFromQuery]
    public string? Q { get; set; }

    protected override bool IsLive => true;

    private CampaignState? Chosen => Enum.TryParse<CampaignState>(StateWord, ignoreCase: true, out var state) && Enum.IsDefined(state) ? state : null;

    private IReadOnlyList<FilterChip> Chips =>
    [
        new("All", _all, null, Address(null, Q), Chosen is null),
        .. Enum.GetValues<CampaignState>().Where(state => _counts.GetValueOrDefault(state) > 0 || state == Chosen).Select(state => new FilterChip(
            state.Text(), _counts.GetValueOrDefault(state), state.Tone(), Address(state == Chosen ? null : state, Q), state == Chosen)),
    ];

    protected override bool Listens(string topic) =>
        topic.StartsWith("campaign:", StringComparison.Ordinal) || topic.StartsWith("order:", StringComparison.Ordinal);

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        _counts = await Queries.CountsAsync(Actor, token);
        _all = _counts.Values.Sum();
        _rows = _all == 0 ? [] : await Queries.ListAsync(Actor, Chosen is { } state ? [state] : [], Q, token);
        if (_all == 0)
        {
            _templates = May(Right.ViewTemplates) ? (await Templates.ListAsync(Actor, token)).Count : 0;
            _reachable = May(Right.ViewOptIns) ? (await Lists.ListAsync(Actor, token)).Sum(list => list.OptedIn) : 0;
        }

        return true;
    }

    private string Href(CampaignListItem row) => row.State == CampaignState.Draft && !row.WaitsForApproval && May(Right.EditCampaigns) ? CampaignAddresses.Edit(row.Id) : CampaignAddresses.Of(row.Id);

    private static string Address(CampaignState? state, string? search)
    {
        var parts = new List<string>(2);
        if (state is { } chosen)
            parts.Add("state=" + chosen.ToString().ToLowerInvariant());
        if (!string.IsNullOrWhiteSpace(search))
            parts.Add("q=" + Uri.EscapeDataString(search));
        return CampaignAddresses.List + (parts.Count == 0 ? "" : "?" + string.Join('&', parts));
    }

    private void Search(ChangeEventArgs e) => Navigation.NavigateTo(Address(Chosen, e.Value as string), replace: true);

    private Task OpenNewAsync() => _new!.OpenAsync();
}
