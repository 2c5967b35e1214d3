using WaPortal.Components.Pieces;
using WaPortal.Core.OptIns.Ledger;

namespace WaPortal.OptIns;

/// <summary>How the pages speak of ledger entries.</summary>
internal static class ConsentWords
{
    public static (StatusTone Tone, string Word, string Icon) Event(LedgerLine line) => ConsentKinds.Read(line.Kind)?.Action switch
    {
        ConsentAction.OptIn => (StatusTone.Ok, "Opted in", "check"),
        ConsentAction.OptInNoted => (StatusTone.Idle, "Noted", "history"),
        ConsentAction.OptInUndone => (StatusTone.Idle, "Taken back", "undo"),
        ConsentAction.OptOut => (StatusTone.Idle, "Opted out", "block"),
        ConsentAction.Asked => (StatusTone.Wait, "Asked to confirm", "mark_chat_unread"),
        _ when line.Kind.StartsWith("eras", StringComparison.Ordinal) => (StatusTone.Idle, "Erased", "delete_forever"),
        _ when line.Kind == ConsentKinds.Restored => (StatusTone.Wait, "Restored from a backup", "settings_backup_restore"),
        _ => (StatusTone.Idle, line.Kind, "edit_note"),
    };

    /// <summary>What the entry is about: one kind of message, or all of them.</summary>
    public static string About(LedgerLine line) => ConsentKinds.Read(line.Kind) switch
    {
        { Purpose: { } purpose } => ImportWords.Purpose(purpose),
        { Action: ConsentAction.OptOut } => "Everything",
        { Action: ConsentAction.Asked } => "One message, nothing else",
        _ => "",
    };

    /// <summary>Where it came from, in a few words.</summary>
    public static string Source(ConsentEvidence? evidence) => evidence switch
    {
        null => "",
        { How: "inbound", Wording: { } words } => $"Replied “{words}”",
        { How: "joined", Wording: { } words } => $"Wrote “{words}”",
        { How: "form", Wording: { } words, Source: { } form } => $"Pressed “{words}” after {form}",
        { How: "first-message" } => "Wrote first on WhatsApp",
        { How: "button", Wording: { } words } => $"Tapped “{words}”",
        { How: "link" } => "Used the link in a message",
        { How: "alias" } => "Said before under another id of the same person",
        { How: "number-change" } => "The person changed their number",
        { How: "preference" } => "Turned offers off in WhatsApp",
        { How: "person", Source: { } said } => $"“{said}”",
        { How: "error" } => $"Turned offers off ({evidence.Wording})",
        { Source: { } source } => source,
        { Proof: { } proof } => proof,
        { How: "undo" } => "The import was taken back",
        { How: "person" } => "Entered by a person",
        _ => evidence.How,
    };

    /// <summary>The first and last bytes of a hash, as people compare them.</summary>
    public static string Hash(string hex) => hex.Length < 24 ? hex : $"{hex[..4]} {hex[4..8]} {hex[8..12]} … {hex[^8..^4]} {hex[^4..]}";

    public static string ShortHash(string hex) => hex.Length < 12 ? hex : $"{hex[..4]} {hex[4..8]} {hex[8..12]}";
}
