using WaPortal.Components.Pieces;
using WaPortal.Core.Templates;

namespace WaPortal.Templates;

/// <summary>How the status of a translation is told: a tone, a word, an icon where it asks for a look.</summary>
public static class TranslationStatusText
{
    public static (StatusTone Tone, string Word, string? Icon) Of(TranslationStatus status) => status switch
    {
        TranslationStatus.Draft => (StatusTone.Idle, "Draft", null),
        TranslationStatus.Submitting => (StatusTone.Live, "Submitting", null),
        TranslationStatus.Pending => (StatusTone.Wait, "In review", null),
        TranslationStatus.Approved => (StatusTone.Ok, "Approved", null),
        TranslationStatus.Rejected => (StatusTone.Bad, "Rejected", "error"),
        TranslationStatus.Paused => (StatusTone.Pause, "Paused", "pause"),
        TranslationStatus.Disabled => (StatusTone.Bad, "Disabled", "block"),
        TranslationStatus.Archived => (StatusTone.Idle, "Archived", "inventory_2"),
        TranslationStatus.InAppeal => (StatusTone.Wait, "In appeal", null),
        TranslationStatus.LimitExceeded => (StatusTone.Bad, "Too many templates", "error"),
        TranslationStatus.PendingDeletion => (StatusTone.Idle, "Being deleted", null),
        TranslationStatus.Deleted => (StatusTone.Idle, "Deleted", null),
        TranslationStatus.Unknown => (StatusTone.Wait, "Unknown status", "help"),
    };

    public static (StatusTone Tone, string Word) Quality(string score) => score switch
    {
        "GREEN" => (StatusTone.Ok, "High"),
        "YELLOW" => (StatusTone.Wait, "Medium"),
        "RED" => (StatusTone.Bad, "Low"),
        _ => (StatusTone.Idle, "Not known yet"),
    };

    public static string Category(TemplateCategory category) => category switch
    {
        TemplateCategory.Marketing => "Marketing",
        TemplateCategory.Utility => "Utility",
        TemplateCategory.Authentication => "Authentication",
    };

    public static string Format(ParameterFormat format) => format switch
    {
        ParameterFormat.Named => "named variables",
        ParameterFormat.Positional => "numbered variables",
    };
}
