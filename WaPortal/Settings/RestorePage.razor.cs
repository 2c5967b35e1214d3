using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Backups;

namespace WaPortal.Settings;

/// <summary>What the portal kept from going on after a restore, and the word that lets the enterprise send again.</summary>
public partial class RestorePage
{
    private IReadOnlyList<RestoreStanding> _restores = [];
    private ConfirmDialog? _confirm;
    private string? _told;
    private bool _looked;
    private bool _busy;

    [Inject]
    public required RestoreDecision Decision { get; init; }

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        _restores = await Decision.ListAsync(Actor, token);
        return true;
    }

    private async Task LiftAsync()
    {
        if (_busy || !_looked || !await _confirm!.AskAsync())
            return;
        _busy = true;
        try
        {
            await Decision.LiftAsync(Actor, CancellationToken.None);
            await ReloadAsync();
            _told = "Sending goes on. Campaigns of before the restore wait for a word each.";
        }
        finally
        {
            _busy = false;
        }
    }
}
