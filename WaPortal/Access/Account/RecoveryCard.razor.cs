using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access;

namespace WaPortal.Access.Account;

/// <summary>How many recovery codes are left, and new ones.</summary>
public partial class RecoveryCard
{
    private const int Few = 3;

    private ConfirmDialog? _confirm;
    private IReadOnlyList<string>? _codes;
    private bool _busy;

    [Parameter, EditorRequired]
    public Actor Actor { get; set; } = default!;

    [Parameter]
    public int Left { get; set; }

    /// <summary>Asks for a fresh code; what it is for goes in, whether there is one comes out.</summary>
    [Parameter, EditorRequired]
    public Func<string, Task<bool>> EnsureFresh { get; set; } = default!;

    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Inject]
    public required OwnAccount Account { get; init; }

    private async Task AskAsync()
    {
        if (_busy)
            return;
        _busy = true;
        try
        {
            if (!await _confirm!.AskAsync() || !await EnsureFresh("Making new recovery codes"))
                return;
            _codes = await Account.NewRecoveryCodesAsync(Actor, CancellationToken.None);
            await OnChanged.InvokeAsync();
        }
        finally
        {
            _busy = false;
        }
    }
}
