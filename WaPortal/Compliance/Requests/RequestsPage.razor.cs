using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Compliance.Requests;

namespace WaPortal.Compliance.Requests;

/// <summary>What people ask about their data, what is due first.</summary>
public partial class RequestsPage
{
    private IReadOnlyList<RequestLine> _all = [];
    private NewRequestDialog? _new;

    [SupplyParameterFromQuery(Name = "show")]
    public string? Show { get; set; }

    [Inject]
    public required RequestsQuery Query { get; init; }

    protected override bool IsLive => true;

    private DateTimeOffset Now => Time.GetUtcNow();

    private IReadOnlyList<RequestLine> Shown => [.. _all.Where(l => Show switch { "open" => l.Request.IsOpen, "ended" => !l.Request.IsOpen, _ => true })];

    private IReadOnlyList<FilterChip> Chips =>
    [
        new("Open", _all.Count(l => l.Request.IsOpen), StatusTone.Wait, Show == "open" ? RequestWords.List : RequestWords.List + "?show=open", Show == "open"),
        new("Ended", _all.Count(l => !l.Request.IsOpen), StatusTone.Idle, Show == "ended" ? RequestWords.List : RequestWords.List + "?show=ended", Show == "ended"),
    ];

    protected override bool Listens(string topic) => topic == HandleRequests.Topic;

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        _all = await Query.ListAsync(Actor, token);
        return true;
    }
}
