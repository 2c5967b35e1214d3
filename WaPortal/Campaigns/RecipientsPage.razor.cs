using Microsoft.AspNetCore.Components;
using WaPortal.Components.Layout;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Delivery;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Campaigns;

/// <summary>Who is behind a number of the live page: what became of each person, why, and on what consent.</summary>
public partial class RecipientsPage
{
    private const int PageSize = 50;

    private CampaignDetail? _detail;
    private IReadOnlyList<RecipientRow> _rows = [];
    private IReadOnlyDictionary<Guid, RecipientContact> _contacts = new Dictionary<Guid, RecipientContact>();
    private MessageId? _next;
    private bool _areSomeDeleted;

    [Parameter]
    public Guid Id { get; set; }

    /// <summary>States, with commas between.</summary>
    [SupplyParameterFromQuery(Name = "state")]
    public string? States { get; set; }

    [SupplyParameterFromQuery]
    public int? Code { get; set; }

    [SupplyParameterFromQuery]
    public string? Reason { get; set; }

    /// <summary>Only those who opened a tracked link.</summary>
    [SupplyParameterFromQuery]
    public bool? Clicked { get; set; }

    /// <summary>The last message of the page before.</summary>
    [SupplyParameterFromQuery]
    public Guid? After { get; set; }

    [Inject]
    public required CampaignQueries Queries { get; init; }

    [Inject]
    public required RecipientContacts Contacts { get; init; }

    protected override bool IsLive => true;

    private PeopleFilter Filter => PeopleFilter.Parse(States, Code, Reason, Clicked ?? false);

    private bool MayOpenLedger => May(Right.ViewLedger) && NavigationMap.Has(CampaignAddresses.Ledger);

    private string FilterWords
    {
        get
        {
            var filter = Filter;
            var words = filter.States.Count == 0 ? "Everybody of the audience" : string.Join(", ", filter.States.Select(s => s.Text()));
            if (filter.Code is { } code)
                words += $" · {ErrorCatalog.Find(code).Title} ({code})";
            if (filter.Clicked)
                words = filter.States.Count == 0 ? "Who opened a link" : $"{words} · opened a link";
            return filter.Reason is { } reason ? $"{words} · {CampaignWords.Reason(reason)}" : words;
        }
    }

    private IReadOnlyList<FilterChip> Chips
    {
        get
        {
            var (id, filter, progress) = (_detail!.Campaign.Id, Filter, _detail.Progress!);
            return
            [
                new("All", progress.Total, null, CampaignAddresses.People(id, PeopleFilter.All), filter.IsSame(PeopleFilter.All)),
                .. Enum.GetValues<MessageState>().Where(state => progress.Of(state) > 0).Select(state => Chip(id, state, progress.Of(state), filter)),
                .. _detail.Links.Count == 0 ? (FilterChip[])[] : [new("Clicked", _detail.Clicked, null, CampaignAddresses.People(id, filter with { Clicked = !filter.Clicked }), filter.Clicked)],
            ];
        }
    }

    protected override bool Listens(string topic) => topic == $"order:{Id}" || topic == $"campaign:{Id}";

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        var id = new CampaignId(Id);
        if (await Queries.DetailAsync(Actor, id, token) is not { } detail)
            return false;
        var filter = Filter;
        var rows = await Queries.RecipientsAsync(
            Actor, id, filter.States, filter.Code, filter.Reason, filter.Clicked, After is { } last ? new MessageId(last) : null, PageSize + 1, token);
        IReadOnlyList<RecipientRow> shown = rows.Count > PageSize ? rows[..PageSize] : rows;
        var contacts = await Contacts.FindAsync(Actor, [.. shown.Select(r => r.ContactId).OfType<Guid>()], token);
        (_detail, _rows, _contacts) = (detail, shown, contacts);
        _areSomeDeleted = shown.Count < PageSize && await Queries.HasRemainsAsync(Actor, id, token);
        _next = rows.Count > PageSize ? shown[^1].Id : null;
        return true;
    }

    internal static string PhoneKey(RecipientRow row) => Convert.ToHexStringLower(row.PhoneId.AsSpan(0, Math.Min(4, row.PhoneId.Length)));

    internal static string ReasonWords(RecipientRow row) =>
        row.ErrorCode is { } code ? $"{ErrorCatalog.Find(code).Title} ({code})"
        : row.Reason is { } reason ? CampaignWords.Reason(reason)
        : "";

    private static FilterChip Chip(CampaignId id, MessageState state, int count, PeopleFilter filter)
    {
        var isOn = filter.States.Contains(state);
        var own = PeopleFilter.Of(state);
        return new FilterChip(state.Text(), count, state.Tone(), CampaignAddresses.People(id, filter.IsSame(own) ? PeopleFilter.All : own), isOn);
    }

    private static string EntryWords(long entry) => $"entry {Figures.Whole(entry)}";

    private RecipientContact? Contact(RecipientRow row) => row.ContactId is { } contact ? _contacts.GetValueOrDefault(contact) : null;

    // A fragment, so that a cell without an entry stays empty and is left out on a phone.
    private RenderFragment? Entry(RecipientRow row) => row.ConsentSeq is not { } entry ? null
        : MayOpenLedger ? LinkTo(entry)
        : builder => builder.AddContent(0, EntryWords(entry));

    private static RenderFragment? Moment(DateTimeOffset? at) => at is { } moment ? TimeOf(moment) : null;
}
