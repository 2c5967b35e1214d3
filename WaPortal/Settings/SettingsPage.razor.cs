namespace WaPortal.Settings;

/// <summary>The door to the settings: goes on to the first section that the person may open.</summary>
public partial class SettingsPage
{
    protected override Task<bool> LoadAsync(CancellationToken token)
    {
        if (SettingsSections.For(Actor) is not [var first, ..])
            return Task.FromResult(false);
        Navigation.NavigateTo(first.Href, replace: true);
        return Task.FromResult(true);
    }
}
