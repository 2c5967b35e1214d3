using WaPortal.Components.Pieces;
using WaPortal.Core.WhatsApp;

namespace WaPortal.WhatsApp;

/// <summary>What the platform's words mean to people.</summary>
internal static class AccountWords
{
    public static (StatusTone Tone, string Text) Quality(string? quality) => quality?.ToUpperInvariant() switch
    {
        "GREEN" => (StatusTone.Ok, "High"),
        "YELLOW" => (StatusTone.Wait, "Medium"),
        "RED" => (StatusTone.Bad, "Low"),
        _ => (StatusTone.Idle, "Not rated"),
    };

    public static (StatusTone Tone, string Text) Status(string? status) => status?.ToUpperInvariant() switch
    {
        "CONNECTED" => (StatusTone.Ok, "Connected"),
        "PENDING" => (StatusTone.Wait, "Pending"),
        "FLAGGED" => (StatusTone.Wait, "Flagged"),
        "RESTRICTED" => (StatusTone.Bad, "Restricted"),
        "BANNED" => (StatusTone.Bad, "Banned"),
        "DISCONNECTED" => (StatusTone.Bad, "Disconnected"),
        "UNVERIFIED" => (StatusTone.Wait, "Not verified"),
        RefreshPhoneNumbers.NotListed => (StatusTone.Bad, "Not listed any more"),
        null => (StatusTone.Idle, "Not known"),
        var other => (StatusTone.Idle, other),
    };

    public static string Limit(int? people) => people is { } limit ? $"{Figures.Whole(limit)} people a day" : "no daily limit";

    public static (string Tone, string Icon, string Word) Outcome(ConnectionOutcome outcome) => outcome switch
    {
        ConnectionOutcome.Works => ("ok", "check_circle", "Works"),
        ConnectionOutcome.Remark => ("wait", "warning", "Look at this"),
        ConnectionOutcome.Fails => ("bad", "error", "Fails"),
        ConnectionOutcome.Untried => ("idle", "info", "Not tried"),
    };
}
