using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.OptIns.Contacts;

namespace WaPortal.OptIns;

/// <summary>All tags with their sizes and the segments that speak of them.</summary>
public partial class TagsPage
{
    private IReadOnlyList<TagSummary> _tags = [];
    private Modal? _rename;
    private ConfirmDialog? _delete;
    private TagSummary? _chosen;
    private string _name = "";
    private string? _problem;
    private string? _told;

    [Inject]
    public required ManageTags Tags { get; init; }

    protected override bool IsLive => true;

    protected override bool Listens(string topic) => topic == ContactTopics.All;

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        _tags = await Tags.ListAsync(Actor, token);
        return true;
    }

    private Task OpenAsync(TagSummary tag)
    {
        (_chosen, _name, _problem) = (tag, tag.Name, null);
        return _rename!.OpenAsync();
    }

    private async Task RenameAsync()
    {
        _problem = (await Tags.RenameAsync(Actor, _chosen!.Id, _name, CancellationToken.None)).Problem;
        if (_problem is not null)
            return;
        await _rename!.CloseAsync();
        await ReloadAsync();
    }

    private async Task DeleteAsync(TagSummary tag)
    {
        (_chosen, _problem) = (tag, null);
        if (!await _delete!.AskAsync())
            return;
        _told = $"“{tag.Name}” is deleted.";
        await ReloadAsync();
    }

    private async Task<bool> DeleteNowAsync()
    {
        _problem = (await Tags.DeleteAsync(Actor, _chosen!.Id, CancellationToken.None)).Problem;
        return _problem is null;
    }
}
