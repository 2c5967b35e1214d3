using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace WaPortal.Components.Pieces;

public partial class Modal
{
    private readonly string _titleId = $"dialog-{Guid.NewGuid():N}";
    private ElementReference _dialog;
    private bool _isOpen;

    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    [Parameter]
    public bool Wide { get; set; }

    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    /// <summary>Closed, by whatever way: a button, Escape, the cross.</summary>
    [Parameter]
    public EventCallback OnClosed { get; set; }

    [Inject]
    public required IJSRuntime Script { get; init; }

    public async Task OpenAsync()
    {
        // Content first: the dialog puts the focus on what it finds inside when it opens.
        _isOpen = true;
        StateHasChanged();
        await Task.Yield();
        await Script.InvokeVoidAsync("waPortal.openDialog", _dialog);
    }

    public async Task CloseAsync() => await Script.InvokeVoidAsync("waPortal.closeDialog", _dialog);

    private async Task ClosedAsync()
    {
        _isOpen = false;
        await OnClosed.InvokeAsync();
    }
}
