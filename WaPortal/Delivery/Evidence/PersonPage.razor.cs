using Microsoft.AspNetCore.Components;
using WaPortal.Compliance.Requests;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access;
using WaPortal.Core.Delivery.Evidence;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Ledger.Evidence;
using WaPortal.Core.OptIns.Wordings;
using WaPortal.OptIns;

namespace WaPortal.Delivery.Evidence;

/// <summary>Everything about one person: what they agreed to, how that came about, what they were sent and why that was allowed.</summary>
public partial class PersonPage
{
    private const int MostEntries = 500;
    private const int MostMessages = 500;
    private OptOutDialog? _optOut;
    private NewRequestDialog? _request;
    private IReadOnlyList<LedgerLine> _lines = [];
    private IReadOnlyList<PurposeState> _states = [];
    private List<PersonMessage> _messages = [];
    private IReadOnlyDictionary<string, Wording> _wordings = new Dictionary<string, Wording>(StringComparer.Ordinal);

    /// <summary>The ledger's random id of the person.</summary>
    [Parameter]
    public Guid Person { get; set; }

    [Inject]
    public required LedgerQuery Ledger { get; init; }

    [Inject]
    public required MessagesOfPersonQuery Messages { get; init; }

    [Inject]
    public required WordingsQuery WordingsQuery { get; init; }

    protected override bool IsLive => true;

    protected override bool Listens(string topic) => topic == "ledger";

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        _lines = await Ledger.OfPersonAsync(Actor, Person, null, MostEntries, token);
        if (_lines.Count == 0)
            return false;
        _states = await Ledger.StatesOfPersonAsync(Actor, Person, token);
        _messages = await Messages.RunAsync(Actor, Person, MostMessages, token);
        _wordings = May(Right.ViewOptIns) ? await WordingsQuery.OfCodesAsync(Actor, _lines.Select(l => l.Evidence?.WordingCode), token) : _wordings;
        return true;
    }

    private string Entry(long seq) => FormattableString.Invariant($"/compliance/ledger?person={Person}&entry={seq}");

    private TimelineItem Item(LedgerLine line)
    {
        var (tone, word, _) = ConsentWords.Event(line);
        var about = ConsentWords.About(line);
        return new TimelineItem(
            about.Length == 0 ? word : $"{word}: {about}", Clock.Within(line.RecordedAt), FormattableString.Invariant($"entry {line.Seq}"),
            WordsOf(line.Evidence), tone, Clock.Exact(line.RecordedAt));
    }

    private string WordsOf(ConsentEvidence? evidence) => evidence switch
    {
        { WordingCode: { } code } when _wordings.TryGetValue(code, out var wording) => $"“{wording.Text}” ({wording.Code})",
        { Wording: { } words } => $"“{words}”",
        _ => ConsentWords.Source(evidence),
    };

    private static string PurposeOf(PersonMessage message) =>
        Enum.TryParse<ConsentPurpose>(message.Purpose, out var purpose) ? ImportWords.Purpose(purpose) : message.Purpose;

    private static DateTimeOffset? WhenOf(PersonMessage message) => message.AcceptedAt ?? message.EndedAt;
}
