using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Templates;

namespace WaPortal.Templates;

public partial class ButtonsEditor
{
    // The platform's limit for one message (Cloud API, "Template components").
    private const int Most = 10;

    [Parameter, EditorRequired]
    public List<ButtonForm> Buttons { get; set; } = [];

    [Parameter]
    public TemplateCategory Category { get; set; }

    [Parameter]
    public string Language { get; set; } = "en";

    [Parameter]
    public bool RightToLeft { get; set; }

    [Parameter]
    public bool ReadOnly { get; set; }

    /// <summary>Of the source language; their labels stand in the empty fields of a translation.</summary>
    [Parameter]
    public IReadOnlyList<ButtonForm> Source { get; set; } = [];

    /// <summary>Problems of the whole form; those of button n carry the field id "button-n".</summary>
    [Parameter]
    public IReadOnlyList<FieldProblem> Problems { get; set; } = [];

    [Parameter]
    public EventCallback OnChanged { get; set; }

    private ButtonForm? SourceOf(int index, ButtonForm button) => index < Source.Count && Source[index].Kind == button.Kind ? Source[index] : null;

    private void Swap(int one, int other) => (Buttons[one], Buttons[other]) = (Buttons[other], Buttons[one]);

    private Task ChangeAsync(Action change)
    {
        change();
        return OnChanged.InvokeAsync();
    }
}
