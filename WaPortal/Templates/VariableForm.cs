using WaPortal.Core.Templates;

namespace WaPortal.Templates;

/// <summary>One variable of a text: what reviewers see, and what a person without a value gets.</summary>
public sealed class VariableForm(TemplateVariable variable)
{
    public TemplateVariable Variable { get; } = variable;

    public string Name => Variable.Name;

    /// <summary>As the table names it: variables of the header say so, since numbers begin anew there.</summary>
    public string Label => Variable.Place == VariablePlace.Header ? $"{Name} (header)" : Name;

    public string ElementId => Variable.Key.Replace('.', '-');

    public string Sample { get; set; } = "";

    /// <summary>Empty: a person without a value is skipped.</summary>
    public string Fallback { get; set; } = "";
}

/// <summary>
/// The variables of one part (the message, or one card). Samples of those that were taken out of the text stay, so that undoing a
/// deletion brings them back.
/// </summary>
internal sealed class VariableForms
{
    private readonly Dictionary<string, VariableForm> _known = new(StringComparer.Ordinal);

    public VariableForm this[TemplateVariable variable]
    {
        get
        {
            var own = variable with { CardIndex = null };
            if (!_known.TryGetValue(own.Key, out var known))
                _known[own.Key] = known = new VariableForm(own);
            return known;
        }
    }

    public void Read(TemplateContent content, TemplateVariable variable) =>
        (this[variable].Sample, this[variable].Fallback) = (content.SampleOf(variable), content.FallbackOf(variable) ?? "");

    public VariableText Text(TemplateVariable variable) => new(this[variable].Sample, this[variable].Fallback is { Length: > 0 } fallback ? fallback : null);

    public VariableForms Copy()
    {
        var copy = new VariableForms();
        foreach (var form in _known.Values)
            (copy[form.Variable].Sample, copy[form.Variable].Fallback) = (form.Sample, form.Fallback);
        return copy;
    }
}
