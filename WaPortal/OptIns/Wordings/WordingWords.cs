using WaPortal.Components.Pieces;
using WaPortal.Core.OptIns.Wordings;
using WaPortal.Core.Templates;

namespace WaPortal.OptIns.Wordings;

/// <summary>How the pages speak of wordings.</summary>
internal static class WordingWords
{
    public static string Address(WordingId id) => $"/compliance/wordings/{id.Value}";

    public static (StatusTone Tone, string Word) State(WordingState state) => state switch
    {
        WordingState.Draft => (StatusTone.Wait, "Draft"),
        WordingState.InUse => (StatusTone.Ok, "In use"),
        WordingState.Retired => (StatusTone.Idle, "Retired"),
    };

    public static string Language(string code) => TemplateLanguages.Find(code)?.Name ?? code;

    public static bool IsRightToLeft(string code) => TemplateLanguages.Find(code)?.IsRightToLeft == true;

    public static string Purposes(Wording wording) => string.Join(", ", wording.Purposes.Select(ImportWords.Purpose));

    /// <summary>What the checklist comes to.</summary>
    public static (StatusTone Tone, string Word, string Icon) Checklist(Wording wording)
    {
        var unmet = wording.Unmet;
        if (unmet.Count == 0)
            return (StatusTone.Ok, "Complete", "check");
        var judged = unmet.Count(r => wording.Judgements.Any(j => j.Requirement == r));
        return judged > 0
            ? (StatusTone.Bad, $"{Figures.Count(judged, "element", "elements")} missing", "error")
            : (StatusTone.Wait, $"{Figures.Count(unmet.Count, "element", "elements")} not judged", "pending");
    }

    /// <summary>One version in the choice of an import.</summary>
    public static string Choice(Wording wording) =>
        $"{wording.Code} · {wording.Title}, version {wording.Version} · {Language(wording.Language)} · {Purposes(wording)}{(wording.State == WordingState.Retired ? " · retired" : "")}";
}
