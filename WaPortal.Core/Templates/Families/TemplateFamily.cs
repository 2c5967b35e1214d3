namespace WaPortal.Core.Templates;

/// <summary>What a template says in one of its languages.</summary>
/// <param name="Language">The platform's code.</param>
public sealed record FamilyTranslation(string Language, TemplateContent Content);

/// <summary>A template with all its languages, apart from any account: what is copied, exported, and kept in the library.</summary>
/// <param name="Translations">The source language first.</param>
public sealed record TemplateFamily(string Name, TemplateCategory Category, ParameterFormat ParameterFormat, IReadOnlyList<FamilyTranslation> Translations);
