using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.OptIns.Lists;

namespace WaPortal.OptIns;

/// <summary>The people of one list, masked, a page by key.</summary>
public partial class OptInListPage
{
    private const int PageSize = 50;

    private OptInListSummary? _list;
    private IReadOnlyList<ListMember> _members = [];
    private bool _hasMore;

    [Parameter]
    public Guid Id { get; set; }

    [SupplyParameterFromQuery(Name = "show")]
    public string? Show { get; set; }

    [SupplyParameterFromQuery(Name = "after")]
    public Guid? After { get; set; }

    [Inject]
    public required OptInListDetailQuery Query { get; init; }

    protected override bool IsLive => true;

    private OptInListSummary List => _list!;

    private MemberFilter Filter => Show switch
    {
        "in" => MemberFilter.OptedIn,
        "out" => MemberFilter.OptedOut,
        "never" => MemberFilter.NeverAgreed,
        _ => MemberFilter.All,
    };

    private string PageText => After is null
        ? $"{Figures.Whole(_members.Count)} of {Figures.Whole(Size(Filter))}"
        : Figures.Count(_members.Count, "more person", "more people");

    private IReadOnlyList<FilterChip> Chips =>
    [
        Chip("Opted in", MemberFilter.OptedIn, StatusTone.Ok),
        Chip("Opted out", MemberFilter.OptedOut, StatusTone.Idle),
        Chip("Never agreed", MemberFilter.NeverAgreed, StatusTone.Wait),
    ];

    protected override bool Listens(string topic) => topic.StartsWith("import:", StringComparison.Ordinal);

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        var id = new OptInListId(Id);
        _list = await Query.FindAsync(Actor, id, token);
        if (_list is null)
            return false;
        var members = await Query.MembersAsync(Actor, id, Filter, After is { } after ? new ContactId(after) : null, PageSize + 1, token);
        _hasMore = members.Count > PageSize;
        _members = [.. members.Take(PageSize)];
        return true;
    }

    private FilterChip Chip(string text, MemberFilter filter, StatusTone tone) =>
        new(text, Size(filter), tone, Address(filter == Filter ? MemberFilter.All : filter, null), filter == Filter);

    private int Size(MemberFilter filter) => filter switch
    {
        MemberFilter.All => List.Members,
        MemberFilter.OptedIn => List.OptedIn,
        MemberFilter.OptedOut => List.OptedOut,
        MemberFilter.NeverAgreed => List.Members - List.OptedIn - List.OptedOut,
    };

    private string Address(MemberFilter filter, ContactId? after)
    {
        var show = filter switch
        {
            MemberFilter.OptedIn => "in",
            MemberFilter.OptedOut => "out",
            MemberFilter.NeverAgreed => "never",
            _ => null,
        };
        return Navigation.GetUriWithQueryParameters($"/opt-in-lists/{Id}", new Dictionary<string, object?> { ["show"] = show, ["after"] = after?.Value });
    }
}
