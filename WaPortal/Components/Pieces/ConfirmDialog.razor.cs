using Microsoft.AspNetCore.Components;

namespace WaPortal.Components.Pieces;

public partial class ConfirmDialog
{
    private Modal? _modal;
    private bool _busy;
    private TaskCompletionSource<bool>? _answer;

    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>The act with its size: "Cancel 13,698 messages".</summary>
    [Parameter, EditorRequired]
    public string ConfirmText { get; set; } = "";

    [Parameter]
    public string KeepText { get; set; } = "Keep";

    [Parameter]
    public bool Danger { get; set; } = true;

    /// <summary>False while something that the act needs (a reason, a code) is missing.</summary>
    [Parameter]
    public bool CanConfirm { get; set; } = true;

    /// <summary>The effect: numbers, what cannot be undone, fields for a reason or a code.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    /// <summary>Runs while the dialog is still open with its buttons off; return false to keep it open, e.g. after a wrong code.</summary>
    [Parameter]
    public Func<Task<bool>>? OnConfirm { get; set; }

    /// <summary>Opens the dialog; true once the person confirmed (and <see cref="OnConfirm"/>, where given, agreed).</summary>
    public async Task<bool> AskAsync()
    {
        _answer?.TrySetResult(false);
        _answer = new TaskCompletionSource<bool>();
        await _modal!.OpenAsync();
        return await _answer.Task;
    }

    private Task KeepAsync() => _modal!.CloseAsync();

    private async Task ConfirmAsync()
    {
        if (_busy)
            return;
        _busy = true;
        try
        {
            if (OnConfirm is not null && !await OnConfirm())
                return;
            _answer?.TrySetResult(true);
            await _modal!.CloseAsync();
        }
        finally
        {
            _busy = false;
        }
    }

    private void OnClosed() => _answer?.TrySetResult(false);
}
