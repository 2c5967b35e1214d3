using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.OptIns.Contacts;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.OptIns.Segments;

namespace WaPortal.OptIns;

/// <summary>
/// All contacts. Filters are in the address; what is typed (a name, a number, a value) never is, since addresses are kept in many places.
/// </summary>
public partial class ContactsPage
{
    private const int PageSize = 50;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly HashSet<ContactId> _chosen = [];
    private readonly Stack<ContactCursor?> _trail = new();
    private CancellationTokenSource _typing = new();
    private AddContactDialog? _add;
    private ExportContactsDialog? _export;
    private TagDialog? _tag;
    private ContactChoices? _choices;
    private IReadOnlyList<ContactRow> _rows = [];
    private IReadOnlyList<BulkTaggingProgress> _changes = [];
    private ContactCursor? _from;
    private ContactCursor? _next;
    private AttributeInfo? _attribute;
    private SegmentCondition? _attributeIs;
    private string _search = "";
    private string? _address;
    private string? _problem;
    private string? _told;
    private int? _count;
    private int _counting;
    private bool _allFound;

    [SupplyParameterFromQuery(Name = "list")]
    public Guid? List { get; set; }

    [SupplyParameterFromQuery(Name = "tag")]
    public Guid? Tag { get; set; }

    [SupplyParameterFromQuery(Name = "language")]
    public string? Language { get; set; }

    [SupplyParameterFromQuery(Name = "country")]
    public string? Region { get; set; }

    /// <summary>See <see cref="ContactWords.ConsentFilters"/>.</summary>
    [SupplyParameterFromQuery(Name = "consent")]
    public string? Consent { get; set; }

    [Inject]
    public required ContactsQuery Query { get; init; }

    [Inject]
    public required ManageTags Tags { get; init; }

    protected override bool IsLive => true;

    private string? ListFilter => List?.ToString();

    private string? TagFilter => Tag?.ToString();

    private bool IsFiltered => _search.Trim().Length > 0 || Match.Parts.Count > 0;

    private string FoundText => _count switch
    {
        null => "Counting…",
        > ContactsQuery.MostCounted => $"{Figures.Whole(ContactsQuery.MostCounted)}+ people{(IsFiltered ? " fit" : "")}",
        { } count => $"{Figures.Count(count, "person", "people")}{(IsFiltered ? count == 1 ? " fits" : " fit" : "")}",
    };

    private string NobodyText => ContactsQuery.IsNumber(_search)
        ? "Nobody has this number. Is it whole? Numbers without a country code are read in the country of this enterprise."
        : "A name is found by the beginnings of its words, a number only as a whole.";

    private IReadOnlyList<(string Value, string Text)> Countries => [.. _choices!.Regions.Select(r => (r, ContactWords.Country(r))).OrderBy(r => r.Item2, StringComparer.Ordinal)];

    // Ids that nobody knows any more fall away: an old address shows more people, never an error.
    private SegmentGroup Match
    {
        get
        {
            var parts = new List<SegmentNode>();
            if (List is { } list && _choices?.Lists.Any(l => l.Id == list) != false)
                parts.Add(Is(ConditionSubject.List, list.ToString()));
            if (Tag is { } tag && _choices?.Tags.Any(t => t.Id == tag) != false)
                parts.Add(Is(ConditionSubject.Tag, tag.ToString()));
            if (!string.IsNullOrEmpty(Language) && Language.Length <= Contact.LanguageLength)
                parts.Add(Is(ConditionSubject.Language, Language));
            if (!string.IsNullOrEmpty(Region) && Region.Length == 2)
                parts.Add(Is(ConditionSubject.Region, Region));
            if (ContactWords.ConsentCondition(Consent) is { } consent)
                parts.Add(consent);
            if (_attribute is not null && _attributeIs is { } value && ContactWords.IsComplete(value, _attribute))
                parts.Add(value);
            return new SegmentGroup(GroupKind.All, parts);
        }
    }

    private ContactFilter Filter => new(_search.Trim() is { Length: > 0 } search ? search : null, Match);

    protected override bool Listens(string topic) => topic == ContactTopics.All || topic.StartsWith("import:", StringComparison.Ordinal);

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        if (_address != Navigation.Uri)
        {
            Begin();
            (_address, _told) = (Navigation.Uri, null);
        }
        _choices = await Query.ChoicesAsync(Actor, token);
        if (_attribute is { } attribute)
            _attribute = _choices.Attributes.FirstOrDefault(a => a.Id == attribute.Id);
        _changes = await Tags.UnderWayAsync(Actor, token);
        var page = await Query.PageAsync(Actor, Filter, _from, PageSize, token);
        _problem = page is null ? "So many people fit the first part and so few the rest that the database gave up. Add something that fewer people have in common." : null;
        (_rows, _next) = (page?.Rows ?? [], page?.Next);
        _ = CountAsync(token);
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _typing.Cancel();
            _typing.Dispose();
        }
        base.Dispose(disposing);
    }

    // The page stands before its number is known.
    private async Task CountAsync(CancellationToken token)
    {
        var turn = ++_counting;
        try
        {
            var count = await Query.CountAsync(Actor, Filter, token);
            if (turn == _counting)
                await InvokeAsync(() =>
                {
                    _count = count;
                    StateHasChanged();
                });
        }
        catch (OperationCanceledException)
        {
            // Something else is being counted, or nobody looks any more.
        }
    }

    private async Task SearchAsync(ChangeEventArgs e)
    {
        _search = (string?)e.Value ?? "";
        await _typing.CancelAsync();
        _typing.Dispose();
        _typing = new CancellationTokenSource();
        var token = _typing.Token;
        try
        {
            await Task.Delay(Pause, Time, token);
        }
        catch (OperationCanceledException)
        {
            return; // typed on
        }
        await AnewAsync();
    }

    private Task ChooseAttributeAsync(string? id)
    {
        _attribute = _choices!.Attributes.FirstOrDefault(a => a.Id.Value.ToString() == id);
        _attributeIs = _attribute is null ? null : ContactWords.First(_attribute);
        return AnewAsync();
    }

    private Task AskAttributeAsync(SegmentCondition condition)
    {
        _attributeIs = condition;
        return AnewAsync();
    }

    private Task AnewAsync()
    {
        Begin();
        return ReloadAsync();
    }

    private void Begin()
    {
        _trail.Clear();
        _chosen.Clear();
        (_from, _count, _allFound) = (null, null, false);
    }

    private Task ForgetAsync()
    {
        (_search, _attribute, _attributeIs) = ("", null, null);
        return AnewAsync();
    }

    private Task OnAsync()
    {
        _trail.Push(_from);
        _from = _next;
        return ReloadAsync();
    }

    private Task BackAsync()
    {
        _from = _trail.Pop();
        return ReloadAsync();
    }

    private void Choose(ContactId id, ChangeEventArgs e)
    {
        _allFound = false;
        if (e.Value is true && _chosen.Count < ManageTags.MostAtOnce)
            _chosen.Add(id);
        else
            _chosen.Remove(id);
    }

    private void ChoosePage(ChangeEventArgs e)
    {
        _allFound = false;
        foreach (var row in _rows)
        {
            if (e.Value is true && _chosen.Count < ManageTags.MostAtOnce)
                _chosen.Add(row.Id);
            else
                _chosen.Remove(row.Id);
        }
    }

    private async Task<string?> TagAsync(TagChoice choice)
    {
        var result = _allFound
            ? await Tags.TagAllAsync(Actor, choice.Name, choice.Add, Filter, CancellationToken.None)
            : await Tags.TagAsync(Actor, choice.Name, choice.Add, _chosen, CancellationToken.None);
        if (result.Problem is not null)
            return result.Problem;
        _told = _allFound ? null : $"{(choice.Add ? "Put" : "Took")} “{choice.Name.Trim()}” {(choice.Add ? "on" : "off")} {Figures.Count(_chosen.Count, "person", "people")}.";
        _chosen.Clear();
        _allFound = false;
        await ReloadAsync();
        return null;
    }

    private async Task StopAsync(BulkTaggingId id)
    {
        await Tags.CancelAsync(Actor, id, CancellationToken.None);
        await ReloadAsync();
    }

    private void GoTo(string? list = null, string? tag = null, string? language = null, string? region = null, string? consent = null) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameters("/contacts", new Dictionary<string, object?>
        {
            ["list"] = NullIfEmpty(list ?? ListFilter),
            ["tag"] = NullIfEmpty(tag ?? TagFilter),
            ["language"] = NullIfEmpty(language ?? Language),
            ["country"] = NullIfEmpty(region ?? Region),
            ["consent"] = NullIfEmpty(consent ?? Consent),
        }));

    private static SegmentCondition Is(ConditionSubject subject, string value) => new(subject, ConditionOperator.Is, Values: [value]);

    private static IReadOnlyList<(string, string)> Named(IEnumerable<(Guid Id, string Name)> things) => [.. things.Select(t => (t.Id.ToString(), t.Name))];

    private static IReadOnlyList<(string, string)> Plain(IEnumerable<string> values) => [.. values.Select(v => (v, v))];

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
