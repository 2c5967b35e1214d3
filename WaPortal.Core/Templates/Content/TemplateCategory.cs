namespace WaPortal.Core.Templates;

/// <summary>What a template is for. The texts of authentication templates are the platform's own (<see cref="AuthenticationTexts"/>).</summary>
public enum TemplateCategory
{
    Marketing,
    Utility,
    Authentication,
}
