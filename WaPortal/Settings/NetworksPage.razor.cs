using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access;

namespace WaPortal.Settings;

/// <summary>Where people may come from: the enterprise's own list, and the platform's for those who run it.</summary>
public partial class NetworksPage
{
    private readonly List<NetworkListView> _lists = [];
    private NetworkDialog? _dialog;
    private ConfirmDialog? _remove;
    private FreshCodeDialog? _fresh;
    private NetworkListView? _removingFrom;
    private NetworkLine? _removing;
    private string? _fault;
    private string? _done;

    [Inject]
    public required ManageNetworks Manage { get; init; }

    // Entries end by themselves, and other admins change the lists too.
    protected override bool IsLive => true;

    private string RemovalEffect => _removingFrom is { Scope: NetworkScope.Tenant, Lines.Count: 1 }
        ? "This is the last network of the list. Without one, everybody whom the platform's list admits may work here."
        : $"Whoever is connected from {_removing?.Range} and from no other allowed network is cut off within two seconds.";

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        var lists = new List<NetworkListView>();
        foreach (var scope in Enum.GetValues<NetworkScope>().Where(scope => May(ManageNetworks.RightFor(scope))))
            lists.Add(await Manage.ListAsync(Actor, scope, token));
        _lists.Clear();
        _lists.AddRange(lists);
        return true;
    }

    private static bool IsFirst(NetworkListView list) => list is { Scope: NetworkScope.Tenant, Lines.Count: 0 };

    private Task<bool> EnsureAsync() => _fresh!.EnsureAsync("Changing who may come in");

    private Task SavedAsync(string words)
    {
        _done = words;
        return ReloadAsync();
    }

    private async Task AskAsync(NetworkListView list, NetworkLine line)
    {
        (_removingFrom, _removing, _fault) = (list, line, null);
        if (await _remove!.AskAsync())
            await SavedAsync($"{line.Label} ({line.Range}) was removed.");
    }

    private async Task<bool> RemoveAsync()
    {
        if (!await EnsureAsync())
            return false;
        var result = await Manage.RemoveAsync(Actor, _removingFrom!.Scope, _removing!.Id, PageToken);
        _fault = result is NetworkResult.ShutsYouOut shut ? NetworkWords.ShutsYouOut(shut) : null;
        return result is NetworkResult.Done or NetworkResult.Gone;
    }
}
