namespace WaPortal.Templates;

public enum ButtonFormKind { QuickReply, Url, Phone, CopyCode }

/// <summary>One button as it is being edited.</summary>
public sealed class ButtonForm
{
    public ButtonFormKind Kind { get; set; }

    public string Text { get; set; } = "";

    /// <summary>Address, phone number or code, by kind; empty for a quick reply.</summary>
    public string Target { get; set; } = "";

    /// <summary>Sample of the address's suffix, where the address ends in a variable.</summary>
    public string Sample { get; set; } = "";
}

/// <summary>One variable of the text: what reviewers see, and what a person without a value gets.</summary>
public sealed class VariableForm(string name)
{
    public string Name { get; } = name;

    public string Sample { get; set; } = "";

    /// <summary>Empty: a person without a value is skipped.</summary>
    public string Fallback { get; set; } = "";
}
