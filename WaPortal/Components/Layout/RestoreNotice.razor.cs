using Microsoft.AspNetCore.Components;
using WaPortal.Core.Access;
using WaPortal.Core.Backups;
using WaPortal.Core.Tenancy;

namespace WaPortal.Components.Layout;

public sealed partial class RestoreNotice : IDisposable
{
    private IDisposable? _listening;
    private DateTimeOffset? _takenAt;

    [Parameter, EditorRequired]
    public Actor Actor { get; set; } = default!;

    [Inject]
    public required RestoreDecision Decision { get; init; }

    [Inject]
    public required IPortalSignals Signals { get; init; }

    private bool MayDecide => Actor.May(Right.ManageSettings);

    protected override async Task OnInitializedAsync()
    {
        _listening = Signals.Subscribe(Actor.Tenant, topic =>
        {
            if (topic == RestoreDecision.Topic)
                _ = InvokeAsync(LookAsync);
        });
        await LookAsync();
    }

    private async Task LookAsync()
    {
        _takenAt = await Decision.HeldSinceAsync(Actor, CancellationToken.None);
        StateHasChanged();
    }

    public void Dispose() => _listening?.Dispose();
}
