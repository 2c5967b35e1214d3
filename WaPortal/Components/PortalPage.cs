using System.Security.Cryptography;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using WaPortal.Access;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Tenancy;

namespace WaPortal.Components;

/// <summary>
/// An interactive page: knows who acts and in which zone, loads under one cancellation at a time, reads again when something
/// it shows has changed. A page writes <see cref="LoadAsync"/> and draws inside <c>&lt;PageStates&gt;</c>.
/// </summary>
public abstract partial class PortalPage : ComponentBase, IDisposable
{
    // A job may report many times a second; a person does not read faster than this.
    private static readonly TimeSpan Throttle = TimeSpan.FromMilliseconds(400);

    // Another node of the portal may have made the change, and its signals do not come here.
    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _life = new();
    private CancellationTokenSource _load = new();
    private IDisposable? _subscription;
    private ITimer? _ticker;
    private Actor? _actor;
    private Guid _missed;
    private int _pending;
    private bool _disposed;

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    /// <summary>Times in the tenant's zone.</summary>
    [CascadingParameter]
    public required TenantClock Clock { get; set; }

    [Inject]
    public required IncidentTrail Incidents { get; init; }

    [Inject]
    public required IPortalSignals Signals { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    [Inject]
    public required ILoggerFactory Loggers { get; init; }

    [Inject]
    public required CrossTenantAttempts Attempts { get; init; }

    public PageState State { get; private set; } = PageState.Loading;

    /// <summary>The number of the fault in the log, while <see cref="State"/> is failed.</summary>
    public string FaultId { get; private set; } = "";

    /// <summary>Who acts. Known from <see cref="LoadAsync"/> on.</summary>
    protected Actor Actor => _actor ?? throw new InvalidOperationException("The actor is known once the page loads.");

    protected bool May(Right right) => _actor?.May(right) == true;

    /// <summary>Cancelled when the page is left; for actions that should not outlive it. A reload does not cancel it.</summary>
    protected CancellationToken PageToken => _life.Token;

    /// <summary>Reads what the page shows. Runs at first, when the address changes and after each topic that <see cref="Listens"/> to. False: there is no such thing.</summary>
    protected abstract Task<bool> LoadAsync(CancellationToken token);

    /// <summary>Whether a signal is about something on this page.</summary>
    protected virtual bool Listens(string topic) => false;

    /// <summary>True for pages that show something which changes by itself.</summary>
    protected virtual bool IsLive => false;

    protected override async Task OnParametersSetAsync()
    {
        if (_actor is null)
        {
            _actor = (await Authentication).User.ToActor();
            if (_actor is null)
            {
                State = PageState.Denied;
                return;
            }
            Watch(_actor);
        }
        await ReloadAsync();
    }

    /// <summary>Reads again; an earlier reading that is still under way is given up.</summary>
    public async Task ReloadAsync()
    {
        if (_disposed)
            return;
        await _load.CancelAsync();
        _load.Dispose();
        _load = new CancellationTokenSource();
        var token = _load.Token;
        try
        {
            var found = await LoadAsync(token);
            if (token.IsCancellationRequested)
                return;
            if (!found)
                await NoteMissAsync(token);
            State = found ? PageState.Ready : PageState.Missing;
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            return;
        }
        catch (AccessDeniedException)
        {
            State = PageState.Denied;
        }
#pragma warning disable CA1031 // The edge of a page: whatever went wrong, the person gets a sentence and a number.
        catch (Exception e) when (e is not FreshCodeRequiredException) // the boundary around the page has words for it
#pragma warning restore CA1031
        {
            FaultId = RandomNumberGenerator.GetHexString(8, lowercase: true);
            Log.LoadFailed(Loggers.CreateLogger(GetType()), e, FaultId);
            await Incidents.FaultAsync(FaultId, _actor, e);
            State = PageState.Failed;
        }
        if (!_disposed)
            StateHasChanged();
    }

    protected virtual void Dispose(bool disposing)
    {
        if (_disposed || !disposing)
            return;
        _disposed = true;
        _subscription?.Dispose();
        _ticker?.Dispose();
        _life.Cancel();
        _life.Dispose();
        _load.Cancel();
        _load.Dispose();
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    // Whether the id that led nowhere is somebody else's: once for each, however often the page looks again.
    private async Task NoteMissAsync(CancellationToken token)
    {
        foreach (var parameter in GetType().GetProperties().Where(p => p.PropertyType == typeof(Guid) && p.IsDefined(typeof(ParameterAttribute), inherit: true)))
        {
            var id = (Guid)parameter.GetValue(this)!;
            if (id == _missed)
                continue;
            _missed = id;
            await Attempts.NoteMissAsync(Actor, id, token);
        }
    }

    private void Watch(Actor actor)
    {
        _subscription = Signals.Subscribe(actor.Tenant, topic =>
        {
            if (Listens(topic))
                RequestReload();
        });
        if (IsLive)
            _ticker = Time.CreateTimer(_ => RequestReload(), null, LookAnyway, LookAnyway);
    }

    // Comes from any thread. The first request waits a moment and then reads once for all that came meanwhile.
    private void RequestReload()
    {
        if (_disposed || Interlocked.Exchange(ref _pending, 1) == 1)
            return;
        _ = InvokeAsync(async () =>
        {
            await Task.Delay(Throttle, Time);
            Interlocked.Exchange(ref _pending, 0);
            await ReloadAsync();
        });
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "A page could not be loaded; the person was given fault {FaultId}")]
        public static partial void LoadFailed(ILogger logger, Exception exception, string faultId);
    }
}
