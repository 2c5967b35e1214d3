using WaPortal.Components.Pieces;

namespace WaPortal.OptIns;

/// <summary>A step of the import wizard, as its address names it.</summary>
public enum ImportStep
{
    Columns,
    Proof,
    Review,
    Progress,
}

/// <summary>The steps of the import wizard with their addresses.</summary>
public static class ImportSteps
{
    public const string First = "/opt-in-lists/import";

    public static IReadOnlyList<WizardStep> Before { get; } =
        [new("File", First, false), new("Columns", null, false), new("Consent proof", null, false), new("Check and import", null, false)];

    public static string Address(Guid import, ImportStep step) => $"/opt-in-lists/imports/{import}?step={step.ToString().ToLowerInvariant()}";

    /// <summary>The file is chosen; the later steps can be opened in any order, for each is saved as it stands.</summary>
    public static IReadOnlyList<WizardStep> Of(Guid import, ImportStep current, bool columnsDone, bool proofDone, bool isSuppression = false) =>
    [
        new("File", null, true),
        new("Columns", Address(import, ImportStep.Columns), columnsDone && current > ImportStep.Columns),
        new(isSuppression ? "What they decline" : "Consent proof", Address(import, ImportStep.Proof), proofDone && current > ImportStep.Proof),
        new("Check and import", Address(import, ImportStep.Review), false),
    ];

    /// <summary>All steps behind: the import runs or has ended.</summary>
    public static IReadOnlyList<WizardStep> Behind { get; } =
        [new("File", null, true), new("Columns", null, true), new("Consent proof", null, true), new("Check and import", null, true)];
}
