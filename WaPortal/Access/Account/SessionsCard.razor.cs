using Microsoft.AspNetCore.Components;
using WaPortal.Core.Access;

namespace WaPortal.Access.Account;

/// <summary>Where one is signed in, and the end of it. The present session ends by signing out.</summary>
public partial class SessionsCard
{
    private bool _busy;

    [Parameter, EditorRequired]
    public Actor Actor { get; set; } = default!;

    [Parameter]
    public IReadOnlyList<SessionLine> Sessions { get; set; } = [];

    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Inject]
    public required Sessions Store { get; init; }

    private int Others => Sessions.Count(s => s.Id != Actor.SessionId);

    private Task EndAsync(SessionLine session) => RunAsync(() => Store.EndOwnAsync(Actor, session.Id, "session.ended", CancellationToken.None));

    private Task EndOthersAsync() => RunAsync(() => Store.EndOthersAsync(Actor, CancellationToken.None));

    private async Task RunAsync(Func<Task> act)
    {
        if (_busy)
            return;
        _busy = true;
        try
        {
            await act();
            await OnChanged.InvokeAsync();
        }
        finally
        {
            _busy = false;
        }
    }
}
