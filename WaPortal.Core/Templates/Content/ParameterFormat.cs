namespace WaPortal.Core.Templates;

/// <summary>How variables are written: <c>{{1}}</c> or <c>{{first_name}}</c>. One for all translations of a template.</summary>
public enum ParameterFormat
{
    Positional,
    Named,
}
