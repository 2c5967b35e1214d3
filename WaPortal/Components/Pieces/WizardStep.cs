namespace WaPortal.Components.Pieces;

/// <summary>One step of a wizard.</summary>
/// <param name="Href">The step's own address; null while it cannot be opened yet.</param>
public sealed record WizardStep(string Name, string? Href, bool Done);
