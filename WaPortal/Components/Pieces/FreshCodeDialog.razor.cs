using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.JSInterop;
using WaPortal.Access;
using WaPortal.Core.Access;

namespace WaPortal.Components.Pieces;

/// <summary>Asks for a fresh code where an action demands one. A page awaits <see cref="EnsureAsync"/> right before it calls the action.</summary>
public partial class FreshCodeDialog
{
    // What is fresh for less is asked for anew, so that the five minutes do not run out between the question and the action.
    private static readonly TimeSpan Spare = TimeSpan.FromSeconds(30);

    private readonly string _inputId = $"fresh-code-{Guid.NewGuid():N}";
    private Modal? _modal;
    private Actor? _actor;
    private TaskCompletionSource<bool>? _answer;
    private string _code = "";
    private string? _what;
    private string? _fault;
    private bool _busy;

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Inject]
    public required FreshCode FreshCode { get; init; }

    [Inject]
    public required IJSRuntime Script { get; init; }

    private string Sentence => _what is null
        ? "This change asks for more than an open session: it needs a code from your authenticator app."
        : $"{_what} asks for more than an open session: it needs a code from your authenticator app.";

    private string NoteId => _inputId + "-note";

    /// <summary>True when the session has (or now got) a fresh code, so that the action may be called; false when the person gave up.</summary>
    /// <param name="what">What the code is for, as the subject of a sentence: "Disabling a user".</param>
    public async Task<bool> EnsureAsync(string? what = null)
    {
        _actor = (await Authentication).User.ToActor();
        if (_actor is null)
            return false;
        if (await FreshCode.IsFreshAsync(_actor, Spare, CancellationToken.None))
            return true;
        _answer?.TrySetResult(false);
        _answer = new TaskCompletionSource<bool>();
        (_what, _code, _fault) = (what, "", null);
        await _modal!.OpenAsync();
        return await _answer.Task;
    }

    private async Task ProveAsync()
    {
        if (_busy || _actor is null)
            return;
        _busy = true;
        try
        {
            var outcome = await FreshCode.ProveAsync(_actor, _code, CancellationToken.None);
            _fault = outcome switch
            {
                CodeOutcome.Accepted => null,
                CodeOutcome.Replayed => "This code was used before. Wait for the next one; it appears within 30 seconds.",
                CodeOutcome.Held => "After several wrong codes there is a wait. Try again in a minute.",
                CodeOutcome.Over => "This session has ended. Sign in again.",
                _ => "This is not the code of this moment. Check the entry in your app and the clock of your phone.",
            };
            if (_fault is null)
            {
                _answer?.TrySetResult(true);
                await CloseAsync();
                return;
            }
            _code = "";
        }
        finally
        {
            _busy = false;
        }
        StateHasChanged();
        await Script.InvokeVoidAsync("waPortal.focus", _inputId);
    }

    private Task CloseAsync() => _modal!.CloseAsync();

    private void Closed() => _answer?.TrySetResult(false);
}
