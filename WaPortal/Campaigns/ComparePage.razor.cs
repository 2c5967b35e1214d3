using Microsoft.AspNetCore.Components;
using WaPortal.Core.Campaigns;

namespace WaPortal.Campaigns;

/// <summary>Two to four campaigns side by side; which ones, the address says.</summary>
public partial class ComparePage
{
    private static readonly Line[] Lines =
    [
        new("People", one => one.People, null, null),
        new("Sent", one => one.Sent, one => one.People, "people"),
        new("Delivered", one => one.Delivered, one => one.Sent, "sent"),
        new("Read", one => one.Read, one => one.Delivered, "delivered"),
        new("Answered", one => one.Answered, one => one.Delivered, "delivered"),
        new("Clicked", one => one.Clicked, one => one.Delivered, "delivered"),
        new("Opted out", one => one.OptedOut, one => one.Delivered, "delivered"),
        new("Failed", one => one.Failed, one => one.Sent + one.Failed, "sent and failed"),
    ];

    private IReadOnlyList<CampaignListItem> _started = [];
    private IReadOnlyList<CampaignFigures> _figures = [];
    private List<CampaignId> _chosen = [];

    /// <summary>Ids, separated by commas.</summary>
    [SupplyParameterFromQuery]
    public string? Ids { get; set; }

    [Inject]
    public required CampaignQueries Queries { get; init; }

    [Inject]
    public required CompareCampaigns Compare { get; init; }

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        _started = [.. (await Queries.ListAsync(Actor, [CampaignState.Running, CampaignState.Paused, CampaignState.Completed, CampaignState.Cancelled], null, token)).Where(row => row.Total > 0)];
        _chosen = [.. CampaignAddresses.ReadIds(Ids).Take(CompareCampaigns.Most)];
        _figures = await Compare.RunAsync(Actor, _chosen, token);
        return true;
    }

    private void Choose(int slot, string? value)
    {
        var chosen = _chosen.ToList();
        if (slot < chosen.Count)
            chosen.RemoveAt(slot);
        if (Guid.TryParse(value, out var id))
            chosen.Insert(Math.Min(slot, chosen.Count), new CampaignId(id));
        Navigation.NavigateTo(CampaignAddresses.Compare(chosen.Distinct()), replace: true);
    }

    private sealed record Line(string Name, Func<CampaignFigures, int> Part, Func<CampaignFigures, int>? Whole, string? Of);
}
