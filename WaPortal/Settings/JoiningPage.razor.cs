using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Joining;

namespace WaPortal.Settings;

/// <summary>What counts as an opt-in when a person writes to the enterprise.</summary>
public partial class JoiningPage
{
    private readonly HashSet<ConsentPurpose> _wordPurposes = [];
    private readonly HashSet<ConsentPurpose> _firstPurposes = [];
    private JoiningView? _view;
    private FreshCodeDialog? _fresh;
    private IReadOnlyList<string> _problems = [];
    private string _words = "";
    private string _list = "";
    private string? _told;
    private bool _busy;

    [Inject]
    public required ManageJoining Joining { get; init; }

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        _view = await Joining.ReadAsync(Actor, token);
        var choices = _view.Choices;
        (_words, _list) = (string.Join('\n', choices.Words), choices.ListName);
        _wordPurposes.Clear();
        _wordPurposes.UnionWith(choices.WordPurposes);
        _firstPurposes.Clear();
        _firstPurposes.UnionWith(choices.FirstPurposes);
        return true;
    }

    private static void Toggle(HashSet<ConsentPurpose> purposes, ConsentPurpose purpose, bool chosen)
    {
        purposes.Remove(purpose);
        if (chosen)
            purposes.Add(purpose);
    }

    private async Task SaveAsync()
    {
        (_told, _problems) = (null, []);
        var choices = new JoiningChoices(_words.Split('\n'), [.. _wordPurposes.Order()], [.. _firstPurposes.Order()], _list);
        if (choices.FirstPurposes.Count + _words.Trim().Length > 0 && !await _fresh!.EnsureAsync("Opening a way to opt in"))
            return;
        _busy = true;
        try
        {
            _problems = await Joining.SaveAsync(Actor, choices, PageToken);
            if (_problems.Count > 0)
                return;
            await ReloadAsync();
            _told = _view!.Choices.IsOn ? "Messages count as opt-ins from now on, as chosen here." : "No message counts as an opt-in.";
        }
        finally
        {
            _busy = false;
        }
    }
}
