using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Campaigns;

namespace WaPortal.Settings;

/// <summary>Who looks over campaigns, and where tests of them go.</summary>
public partial class CampaignSettingsPage
{
    private CampaignSettingsView? _view;
    private IReadOnlyList<TestPersonView> _people = [];
    private IReadOnlyList<string> _problems = [];
    private FreshCodeDialog? _fresh;
    private string? _told;
    private bool _always;
    private int _above = CampaignSettings.StandardAbove;
    private string _number = "";
    private bool _busy;

    [Inject]
    public required ManageCampaignSettings Settings { get; init; }

    [Inject]
    public required ManageTestPeople People { get; init; }

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        _view = await Settings.ReadAsync(Actor, token);
        (_always, _above) = (_view.Rule.Always, _view.Rule.Above);
        _people = await People.ListAsync(Actor, token);
        return true;
    }

    private Task SaveAsync() => RunAsync(async () =>
    {
        if (ManageCampaignSettings.IsLess(_view!.Rule, _always, _above) && !await _fresh!.EnsureAsync("Asking a second person less often"))
            return;
        _problems = await Settings.SaveAsync(Actor, _always, _above, PageToken);
        if (_problems.Count > 0)
            return;
        await ReloadAsync();
        _told = _always ? "From now on a second person approves every campaign." : $"From now on a second person approves campaigns to more than {Figures.Count(_above, "person", "people")}.";
    });

    private Task AddAsync() => RunAsync(async () =>
    {
        if (await People.AddAsync(Actor, _number, PageToken) is { } problem)
        {
            _problems = [problem];
            return;
        }

        _number = "";
        _people = await People.ListAsync(Actor, PageToken);
    });

    private Task RemoveAsync(TestPersonView person) => RunAsync(async () =>
    {
        await People.RemoveAsync(Actor, person.Id, PageToken);
        _people = await People.ListAsync(Actor, PageToken);
    });

    private async Task RunAsync(Func<Task> act)
    {
        if (_busy)
            return;
        (_told, _problems, _busy) = (null, [], true);
        try
        {
            await act();
        }
        finally
        {
            _busy = false;
        }
    }
}
