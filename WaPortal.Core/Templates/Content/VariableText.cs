namespace WaPortal.Core.Templates;

/// <summary>What a variable shows to reviewers, and what stands in for it where a person has no value.</summary>
/// <param name="Sample">Shown to the platform's reviewer and in the preview.</param>
/// <param name="Fallback">Sent to a person who has no value; null means that such a person is skipped.</param>
public sealed record VariableText(string Sample, string? Fallback = null);
