using Microsoft.AspNetCore.Components;
using WaPortal.Core.Campaigns;
using WaPortal.Core.OptIns.Contacts;
using WaPortal.Core.OptIns.Segments;

namespace WaPortal.OptIns.Segments;

/// <summary>All segments, each in plain words.</summary>
public partial class SegmentsPage
{
    private IReadOnlyList<SegmentSummary> _segments = [];
    private SegmentWords? _words;

    [Inject]
    public required ManageSegments Segments { get; init; }

    [Inject]
    public required ContactsQuery Contacts { get; init; }

    [Inject]
    public required CampaignQueries Campaigns { get; init; }

    protected override bool IsLive => true;

    protected override bool Listens(string topic) => topic == ContactTopics.All;

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        _segments = await Segments.ListAsync(Actor, token);
        _words = new SegmentWords(await Contacts.ChoicesAsync(Actor, token), await SegmentWords.CampaignsAsync(Campaigns, Actor, token));
        return true;
    }
}
