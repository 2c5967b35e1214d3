using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Templates;

namespace WaPortal.Settings;

/// <summary>How this enterprise works with templates.</summary>
public partial class TemplateSettingsPage
{
    private TemplateSettingsView? _view;
    private ConfirmDialog? _confirm;
    private FreshCodeDialog? _fresh;
    private string? _told;
    private bool _busy;

    [Inject]
    public required ManageTemplateSettings Settings { get; init; }

    private TemplateSettingsView View => _view!;

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        _view = await Settings.ReadAsync(Actor, token);
        return true;
    }

    private async Task ChangeAsync()
    {
        var wanted = !View.ReviewRequired;
        if (!wanted && (!await _confirm!.AskAsync() || !await _fresh!.EnsureAsync("Giving up the second person")))
            return;
        _busy = true;
        try
        {
            await Settings.RequireReviewAsync(Actor, wanted, PageToken);
            _told = wanted ? "From now on a second person approves each template." : "Templates are submitted without a second person from now on.";
            await ReloadAsync();
        }
        finally
        {
            _busy = false;
        }
    }
}
