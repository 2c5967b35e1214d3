using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Ledger.Checkpoints;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.OptIns.Wordings;

namespace WaPortal.OptIns;

/// <summary>
/// The consent ledger, newest first, one entry open beside it. A number is never in the address: the search turns it into the
/// random id of its person.
/// </summary>
public partial class LedgerPage
{
    private const int PageSize = 50;
    private const int ShownSeals = 5;

    private OptOutDialog? _optOut;
    private LedgerStatus? _status;
    private LedgerSeals? _seals;
    private IReadOnlyList<LedgerLine> _lines = [];
    private IReadOnlyList<LedgerLine> _around = [];
    private LedgerLine? _entry;
    private Wording? _wording;
    private RevealedNumber _revealed;
    private string? _number;
    private long _verified;
    private bool _hasMore;
    private bool _notFound;
    private bool _isVerifying;

    [SupplyParameterFromQuery(Name = "before")]
    public long? Before { get; set; }

    [SupplyParameterFromQuery(Name = "entry")]
    public long? Entry { get; set; }

    /// <summary>A person as the ledger knows them.</summary>
    [SupplyParameterFromQuery(Name = "person")]
    public Guid? Person { get; set; }

    /// <summary>A person as lists know them; used by links from there.</summary>
    [SupplyParameterFromQuery(Name = "contact")]
    public Guid? Contact { get; set; }

    [Inject]
    public required LedgerQuery Query { get; init; }

    [Inject]
    public required LedgerStatusQuery StatusQuery { get; init; }

    [Inject]
    public required LedgerCheckpointsQuery SealsQuery { get; init; }

    [Inject]
    public required VerifyLedger Verify { get; init; }

    [Inject]
    public required WordingsQuery WordingsQuery { get; init; }

    [Inject]
    public required RevealNumber Reveal { get; init; }

    protected override bool IsLive => true;

    private LedgerStatus Status => _status!;

    private string? BannerTone => Status.LastCheck switch { null => "idle", { Holds: false } => "bad", _ => null };

    private string BannerTitle => Status.LastCheck switch
    {
        null => "Not verified yet",
        { Holds: true } => "Chain verified",
        _ => "The chain is broken",
    };

    private string BannerText => Status.LastCheck switch
    {
        null => "Verify now recomputes every hash from the first entry on and holds it against the checkpoints.",
        { Holds: true } check => $"{Figures.Whole(check.Entries)} of {Figures.Whole(Status.Entries)} entries, {Clock.Within(check.At)}, by {check.By}",
        { } check => $"{check.Words}. Found {Clock.Within(check.At)} by {check.By}. Tell your administrator and keep a copy of the database.",
    };

    protected override bool Listens(string topic) => topic == "ledger" || topic.StartsWith("import:", StringComparison.Ordinal);

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        _status = await StatusQuery.RunAsync(Actor, token);
        _seals = await SealsQuery.RunAsync(Actor, ShownSeals, token);
        var person = Person ?? (Contact is { } contact ? await Query.FindPersonAsync(Actor, new ContactId(contact), token) ?? Guid.Empty : null);
        var lines = person is { } one
            ? await Query.OfPersonAsync(Actor, one, Before, PageSize + 1, token)
            : await Query.ListAsync(Actor, Before, null, PageSize + 1, token);
        _hasMore = lines.Count > PageSize;
        _lines = [.. lines.Take(PageSize)];
        if (_entry?.Seq != Entry)
            _revealed = default;
        _around = Entry is { } seq ? await Query.ListAsync(Actor, seq + 2, null, 3, token) : [];
        _entry = Entry is null ? null : _around.FirstOrDefault(l => l.Seq == Entry);
        _wording = _entry?.Evidence?.WordingCode is { } code && May(Right.ViewOptIns) ? (await WordingsQuery.OfCodesAsync(Actor, [code], token)).Values.FirstOrDefault() : null;
        return true;
    }

    private async Task FindAsync()
    {
        _notFound = false;
        if (string.IsNullOrWhiteSpace(_number))
            return;
        var person = await Query.FindPersonAsync(Actor, _number, PageToken);
        _notFound = person is null;
        if (person is not null)
            Navigation.NavigateTo($"/compliance/ledger?person={person}");
    }

    private async Task VerifyAsync()
    {
        if (_isVerifying)
            return;
        (_isVerifying, _verified) = (true, 0);
        try
        {
            // Made here, so that its reports come back to the page's own thread.
            await Verify.RunAsync(Actor, new Progress<long>(entries =>
            {
                _verified = entries;
                StateHasChanged();
            }), PageToken);
        }
        finally
        {
            _isVerifying = false;
        }
        await ReloadAsync();
    }

    private async Task RevealAsync(long seq) => _revealed = await Reveal.RunAsync(Actor, seq, PageToken);

    // Zero takes a part out of the address.
    private string Address(long? before = null, long? entry = null) => Navigation.GetUriWithQueryParameters("/compliance/ledger", new Dictionary<string, object?>
    {
        ["person"] = Person,
        ["contact"] = Contact,
        ["before"] = NullIfZero(before ?? Before),
        ["entry"] = before is null ? NullIfZero(entry ?? Entry) : null,
    });

    private static long? NullIfZero(long? number) => number is 0 ? null : number;
}
