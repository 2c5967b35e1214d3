using Microsoft.AspNetCore.Components;
using WaPortal.Core.Access;

namespace WaPortal.Components.Layout;

public partial class RecoveryNotice
{
    private RecoveryState? _state;

    [Parameter, EditorRequired]
    public Actor Actor { get; set; } = default!;

    [Inject]
    public required OwnAccount Account { get; init; }

    protected override async Task OnInitializedAsync() => _state = await Account.RecoveryAsync(Actor, CancellationToken.None);

    private async Task AcknowledgeAsync()
    {
        if (_state?.UsedAt is { } used)
            await Account.AcknowledgeRecoveryAsync(Actor, used, CancellationToken.None);
        _state = null;
    }
}
