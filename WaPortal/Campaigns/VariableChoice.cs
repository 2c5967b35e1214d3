using WaPortal.Core.Campaigns;

namespace WaPortal.Campaigns;

/// <summary>How one variable is filled, while the wizard edits it.</summary>
public sealed class VariableChoice(string key)
{
    public string Key { get; } = key;

    public ValueSource Source { get; set; } = ValueSource.Attribute;

    /// <summary>The column's name.</summary>
    public string Column { get; set; } = "";

    /// <summary>The same text for everybody, the text with fields, or the address that a tracked link leads to.</summary>
    public string Constant { get; set; } = "";

    /// <summary>For people without a value; empty: they are skipped.</summary>
    public string Fallback { get; set; } = "";

    internal VariableMapping ToMapping() => new(
        Key,
        Source,
        Source switch { ValueSource.Name => "", ValueSource.Attribute => Column, ValueSource.Constant or ValueSource.Expression or ValueSource.TrackedLink => Constant.Trim(), ValueSource.UnsubscribeLink => "" },
        Source is ValueSource.Name or ValueSource.Attribute or ValueSource.Expression && Fallback.Trim().Length > 0 ? Fallback.Trim() : null);

    internal void Take(VariableMapping mapping)
    {
        Source = mapping.Source;
        Column = mapping.Source == ValueSource.Attribute ? mapping.Value : "";
        Constant = mapping.Source is ValueSource.Constant or ValueSource.Expression or ValueSource.TrackedLink ? mapping.Value : "";
        Fallback = mapping.Fallback ?? "";
    }
}
