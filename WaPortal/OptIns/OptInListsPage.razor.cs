using Microsoft.AspNetCore.Components;
using WaPortal.Core.OptIns.Imports;
using WaPortal.Core.OptIns.Lists;

namespace WaPortal.OptIns;

/// <summary>All lists of the enterprise with how many of their people may be written to, and the imports that are not done.</summary>
public partial class OptInListsPage
{
    private IReadOnlyList<OptInListSummary> _lists = [];
    private IReadOnlyList<ImportDetail> _unfinished = [];

    [Inject]
    public required OptInListsQuery Lists { get; init; }

    [Inject]
    public required ImportDetailQuery Imports { get; init; }

    protected override bool IsLive => true;

    protected override bool Listens(string topic) => topic.StartsWith("import:", StringComparison.Ordinal);

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        _lists = await Lists.ListAsync(Actor, token);
        _unfinished = await Imports.UnfinishedAsync(Actor, token);
        return true;
    }
}
