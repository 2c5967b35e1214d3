using WaPortal.Components.Pieces;
using WaPortal.Core.Templates;

namespace WaPortal.Templates;

/// <summary>One language in the editor's tabs.</summary>
/// <param name="Language">BCP 47 tag.</param>
public sealed record LanguageTab(string Code, string Language, string Name, string Href, StatusTone Tone, string Status, string? Icon, int Errors, TemplateCompleteness Completeness);
