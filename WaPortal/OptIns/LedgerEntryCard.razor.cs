using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Wordings;

namespace WaPortal.OptIns;

/// <summary>One ledger entry in full.</summary>
public partial class LedgerEntryCard
{
    private (StatusTone Tone, string Word, string Icon) _event;
    private string _aboutName = "";

    [Parameter, EditorRequired]
    public required LedgerLine Entry { get; set; }

    /// <summary>The entry with the one before and the one after.</summary>
    [Parameter]
    public IReadOnlyList<LedgerLine> Around { get; set; } = [];

    /// <summary>The whole number, once it was asked for.</summary>
    [Parameter]
    public RevealedNumber Revealed { get; set; }

    /// <summary>The exact words that the entry points at; null where it points at none.</summary>
    [Parameter]
    public Wording? Wording { get; set; }

    [Parameter]
    public bool MayReveal { get; set; }

    [Parameter]
    public EventCallback<long> OnReveal { get; set; }

    [Parameter]
    public string CloseHref { get; set; } = "";

    [Parameter]
    public string PersonHref { get; set; } = "";

    // Its own hashes, and its link to the entry before where that one is at hand.
    private bool IsWhole => Entry.Holds && (Around.FirstOrDefault(l => l.Seq == Entry.Seq - 1) is not { } before || before.ChainHash == Entry.PrevHash);

    // "Inés Ferrer, import 0198…": the id is shown as a link instead.
    private string EnteredBy => Origin is null ? Entry.Actor : Entry.Actor.Split(", import ")[0];

    private (Guid Import, string Line)? Origin =>
        Entry.Evidence is { How: "import", Reference: { } reference } && reference.Split(':') is [var import, var line] && Guid.TryParse(import, out var id) ? (id, line) : null;

    protected override void OnParametersSet()
    {
        _event = ConsentWords.Event(Entry);
        _aboutName = ConsentKinds.Read(Entry.Kind)?.Action switch { ConsentAction.OptOut => "Closes", ConsentAction.Asked => "Permits", _ => "Agreed to" };
    }
}
