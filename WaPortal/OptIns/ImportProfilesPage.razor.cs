using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Imports;

namespace WaPortal.OptIns;

/// <summary>The profiles by which lists are read: renamed and deleted here, made by the last step of an import.</summary>
public partial class ImportProfilesPage
{
    private IReadOnlyList<ImportProfileSummary> _profiles = [];
    private ConfirmDialog? _delete;
    private ImportProfileId? _renaming;
    private string _name = "";
    private string _asked = "";
    private string? _problem;

    [Inject]
    public required ImportProfiles Profiles { get; init; }

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        _profiles = await Profiles.ListAsync(Actor, token);
        return true;
    }

    private static string Meaning(ImportProfileSummary profile) => string.Join(", ", profile.Columns
        .Where(c => c.Field is not (ImportField.Ignore or ImportField.Attribute or ImportField.Note)).Take(5).Select(c => $"{c.Header} is {ImportWords.Field(c.Field).ToLowerInvariant()}"));

    private void Begin(ImportProfileSummary profile) => (_renaming, _name, _problem) = (profile.Id, profile.Name, null);

    private async Task RenameAsync()
    {
        if (_renaming is not { } id)
            return;
        var result = await Profiles.RenameAsync(Actor, id, _name, PageToken);
        _problem = result.Succeeded ? null : result.Problems[0].Message;
        if (!result.Succeeded)
            return;
        _renaming = null;
        await ReloadAsync();
    }

    private async Task DeleteAsync(ImportProfileSummary profile)
    {
        _asked = profile.Name;
        StateHasChanged();
        if (!await _delete!.AskAsync())
            return;
        await Profiles.DeleteAsync(Actor, profile.Id, PageToken);
        await ReloadAsync();
    }
}
