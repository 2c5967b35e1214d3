using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access;

namespace WaPortal.Access.Account;

/// <summary>One's own passkeys: add, rename, remove.</summary>
public partial class PasskeysCard
{
    private Modal? _naming;
    private ConfirmDialog? _removing;
    private PasskeyLine? _renamed;
    private PasskeyLine? _removed;
    private string _name = "";
    private string? _fault;
    private bool _busy;
    private bool _waits;

    [Parameter, EditorRequired]
    public Actor Actor { get; set; } = default!;

    [Parameter]
    public IReadOnlyList<PasskeyLine> Passkeys { get; set; } = [];

    /// <summary>Asks for a fresh code; what it is for goes in, whether there is one comes out.</summary>
    [Parameter, EditorRequired]
    public Func<string, Task<bool>> EnsureFresh { get; set; } = default!;

    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Inject]
    public required UserPasskeys Store { get; init; }

    [Inject]
    public required IJSRuntime Script { get; init; }

    [Inject]
    public required AntiforgeryStateProvider Antiforgery { get; init; }

    private async Task AddAsync()
    {
        if (await EnsureFresh("Adding a passkey"))
            await AskNameAsync(null, "");
    }

    private Task RenameAsync(PasskeyLine passkey) => AskNameAsync(passkey, passkey.Name);

    private async Task AskNameAsync(PasskeyLine? passkey, string name)
    {
        (_renamed, _name, _fault) = (passkey, name, null);
        await _naming!.OpenAsync();
    }

    private async Task SaveAsync()
    {
        if (_busy)
            return;
        _busy = true;
        _fault = null;
        try
        {
            _fault = _renamed is { } passkey
                ? await Store.RenameAsync(Actor, passkey.Id, _name, CancellationToken.None) ? null : $"Give it a name of 1 to {Passkey.NameLength} characters."
                : await MakeAsync();
            if (_fault is not null)
                return;
            await _naming!.CloseAsync();
            await OnChanged.InvokeAsync();
        }
        finally
        {
            _busy = false;
        }
    }

    private async Task<string?> MakeAsync()
    {
        if (!await EnsureFresh("Adding a passkey"))
            return "Without a fresh code no passkey is added.";
        _waits = true;
        StateHasChanged();
        try
        {
            // With a token of ours the interop's own minute does not apply: whoever looks for the stick needs longer.
            using var patience = new CancellationTokenSource(UserPasskeys.ChallengeTime);
            return await Script.InvokeAsync<string?>("waPortal.addPasskey", patience.Token, _name, Antiforgery.GetAntiforgeryToken()?.Value ?? "");
        }
        catch (TaskCanceledException)
        {
            return "The device did not answer in time. Try again.";
        }
        finally
        {
            _waits = false;
        }
    }

    private async Task RemoveAsync(PasskeyLine passkey)
    {
        _removed = passkey;
        if (!await _removing!.AskAsync() || !await EnsureFresh("Removing a passkey"))
            return;
        await Store.RemoveAsync(Actor, passkey.Id, CancellationToken.None);
        await OnChanged.InvokeAsync();
    }
}
