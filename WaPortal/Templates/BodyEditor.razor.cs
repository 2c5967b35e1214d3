using Microsoft.AspNetCore.Components;

namespace WaPortal.Templates;

public partial class BodyEditor
{
    [Parameter, EditorRequired]
    public string Id { get; set; } = "";

    [Parameter]
    public string Value { get; set; } = "";

    [Parameter]
    public EventCallback<string> ValueChanged { get; set; }

    /// <summary>BCP 47 tag of the text.</summary>
    [Parameter]
    public string Language { get; set; } = "en";

    [Parameter]
    public bool RightToLeft { get; set; }

    [Parameter]
    public bool ReadOnly { get; set; }

    [Parameter]
    public bool Invalid { get; set; }

    [Parameter]
    public string? LabelledBy { get; set; }

    [Parameter]
    public string? DescribedBy { get; set; }

    /// <summary>What may be inserted: those of the source first, then a new one.</summary>
    [Parameter]
    public IReadOnlyList<string> Variables { get; set; } = [];

    private string MenuId => $"{Id}-variables";
}
