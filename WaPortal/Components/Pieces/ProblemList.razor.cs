using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace WaPortal.Components.Pieces;

public partial class ProblemList
{
    [Parameter, EditorRequired]
    public IReadOnlyList<FieldProblem> Problems { get; set; } = [];

    [Parameter]
    public EventCallback<FieldProblem> OnFix { get; set; }

    [Inject]
    public required IJSRuntime Script { get; init; }

    // Not a link with a fragment: the page's address keeps its query, and the field gets the focus, not only the view.
    private async Task JumpAsync(FieldProblem problem) => await Script.InvokeVoidAsync("waPortal.focus", problem.FieldId);
}
