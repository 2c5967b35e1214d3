using WaPortal.Core.Templates;

namespace WaPortal.Templates;

/// <summary>One button as it is being edited.</summary>
public sealed class ButtonForm
{
    // What the form does not show stays as it was read.
    private TemplateButton _read = new(ButtonKind.QuickReply, "");

    public ButtonKind Kind { get; init; }

    public string Text { get; set; } = "";

    /// <summary>Address, phone number or sample code, by kind; empty for the others.</summary>
    public string Target { get; set; } = "";

    /// <summary>Sample of the variable that the address ends in.</summary>
    public string Sample { get; set; } = "";

    /// <summary>Of a quick reply: what a tap declines; null for nothing.</summary>
    public OptOutScope? OptOut { get; set; }

    public string FlowId { get; set; } = "";

    public FlowAction FlowAction { get; set; }

    public string FlowScreen { get; set; } = "";

    /// <summary>The label is the platform's own.</summary>
    public bool IsFixed => TemplateButton.FixedLabel(Kind) is not null;

    /// <summary>What people read on it.</summary>
    public string Label => ToButton().Label;

    /// <param name="card">Null for a button of the message itself.</param>
    public static ButtonForm From(TemplateContent content, TemplateButton button, int index, int? card) => new()
    {
        _read = button,
        Kind = button.Kind,
        Text = button.Text,
        Target = button.Kind switch
        {
            ButtonKind.Url => button.Url ?? "",
            ButtonKind.Phone => button.PhoneNumber ?? "",
            ButtonKind.CopyCode => content.SampleOf(new TemplateVariable(VariablePlace.ButtonCode, "code", index, card)),
            _ => "",
        },
        Sample = content.Variables().FirstOrDefault(v => v.Place == VariablePlace.ButtonUrl && v.ButtonIndex == index && v.CardIndex == card) is { } suffix ? content.SampleOf(suffix) : "",
        OptOut = button.OptOut,
        FlowId = button.Flow?.FlowId ?? "",
        FlowAction = button.Flow?.Action ?? FlowAction.Navigate,
        FlowScreen = button.Flow?.Screen ?? "",
    };

    public TemplateButton ToButton()
    {
        var read = _read with { Kind = Kind, Text = Text };
        return Kind switch
        {
            ButtonKind.QuickReply => read with { OptOut = OptOut },
            ButtonKind.Url => read with { Url = Target },
            ButtonKind.Phone => read with { PhoneNumber = Target },
            ButtonKind.Flow => read with { Flow = new FlowTarget(FlowId, FlowAction, FlowAction == FlowAction.Navigate && FlowScreen.Length > 0 ? FlowScreen : null) },
            _ => read,
        };
    }

    /// <summary>The sample of a variable of this button; null for what needs none.</summary>
    public VariableText? TextOf(TemplateVariable variable) => variable.Place switch
    {
        VariablePlace.ButtonUrl => new VariableText(Sample),
        VariablePlace.ButtonCode when Kind == ButtonKind.CopyCode => new VariableText(Target),
        _ => null,
    };

    public ButtonForm Copy() => (ButtonForm)MemberwiseClone();
}
