using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.OptIns.Contacts;
using WaPortal.Core.OptIns.Lists;

namespace WaPortal.OptIns;

/// <summary>The attributes that an enterprise defined, and the columns that it did not.</summary>
public partial class AttributesPage
{
    private static readonly Dictionary<string, string> NoProblems = [];

    private IReadOnlyList<AttributeSummary> _attributes = [];
    private IReadOnlyList<string> _plain = [];
    private IReadOnlyDictionary<string, string> _problems = NoProblems;
    private AttributeSummary? _chosen;
    private AttributeType _type;
    private Modal? _modal;
    private ConfirmDialog? _delete;
    private string _key = "";
    private string _label = "";
    private string _choices = "";
    private bool _isReading;
    private bool _busy;

    [Inject]
    public required ManageAttributes Manage { get; init; }

    [Inject]
    public required ContactFieldsQuery Fields { get; init; }

    protected override bool IsLive => true;

    protected override bool Listens(string topic) => topic == ContactTopics.All;

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        (_attributes, _isReading) = await Manage.ListAsync(Actor, token);
        _plain = [.. (await Fields.ColumnsAsync(Actor, token)).Except(_attributes.Select(a => a.Attribute.Rule.Key), StringComparer.OrdinalIgnoreCase)];
        return true;
    }

    private Task OpenAsync(AttributeSummary? chosen, string? column)
    {
        (_chosen, _problems) = (chosen, NoProblems);
        _key = chosen?.Attribute.Rule.Key ?? column ?? "";
        _label = chosen?.Attribute.Label ?? (column is { Length: > 0 } ? char.ToUpperInvariant(column[0]) + column[1..].Replace('_', ' ') : "");
        _type = chosen?.Attribute.Rule.Type ?? AttributeType.Text;
        _choices = string.Join('\n', chosen?.Attribute.Rule.Choices ?? []);
        return _modal!.OpenAsync();
    }

    private async Task SaveAsync()
    {
        _busy = true;
        try
        {
            var draft = new AttributeDraft(_key, _label, _type, _choices.Split('\n'));
            var result = _chosen is { } known
                ? await Manage.ChangeAsync(Actor, known.Attribute.Id, draft, CancellationToken.None)
                : await Manage.AddAsync(Actor, draft, CancellationToken.None);
            _problems = result.Problems;
            if (_problems.Count > 0)
                return;
            await _modal!.CloseAsync();
            await ReloadAsync();
        }
        finally
        {
            _busy = false;
        }
    }

    private async Task DeleteAsync(AttributeSummary summary)
    {
        (_chosen, _problems) = (summary, NoProblems);
        if (await _delete!.AskAsync())
            await ReloadAsync();
    }

    private async Task<bool> DeleteNowAsync()
    {
        _problems = (await Manage.DeleteAsync(Actor, _chosen!.Attribute.Id, CancellationToken.None)).Problems;
        return _problems.Count == 0;
    }

    private string? Invalid(string field) => _problems.ContainsKey(field) ? "wa-invalid" : null;
}
