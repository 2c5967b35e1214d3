using Microsoft.AspNetCore.Components;
using WaPortal.Core.OptIns.Lists;

namespace WaPortal.OptIns;

/// <summary>The first step of an import: which file, and which list it goes to.</summary>
public partial class NewImportPage
{
    private IReadOnlyList<OptInListSummary> _lists = [];

    /// <summary>The list to begin with, when the person comes from one.</summary>
    [SupplyParameterFromQuery(Name = "list")]
    public string? Into { get; set; }

    [Inject]
    public required OptInListsQuery Lists { get; init; }

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        _lists = await Lists.ListAsync(Actor, token);
        return true;
    }
}
