using System.Security.Cryptography;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Routing;
using WaPortal.Access;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;

namespace WaPortal.Components.Layout;

/// <summary>Keeps a fault to the page it happened on: the shell stays, the person gets a number, the log gets the exception.</summary>
public sealed partial class PortalErrorBoundary : IDisposable
{
    private string _id = "";

    [Inject]
    public required ILogger<PortalErrorBoundary> Logger { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required IncidentTrail Incidents { get; init; }

    [CascadingParameter]
    public Task<AuthenticationState>? Authentication { get; set; }

    protected override void OnInitialized() => Navigation.LocationChanged += OnLocationChanged;

    protected override async Task OnErrorAsync(Exception exception)
    {
        if (exception is FreshCodeRequiredException)
            return; // refused as it should be: nothing is broken
        var actor = Authentication is null ? null : (await Authentication).User.ToActor();
        if (exception is AccessDeniedException denied)
        {
            if (actor is not null)
                await Incidents.DeniedAsync(denied.Right.ToString(), actor);
            return;
        }

        _id = RandomNumberGenerator.GetHexString(8, lowercase: true);
        Log.PageFailed(Logger, exception, _id);
        await Incidents.FaultAsync(_id, actor, exception);
    }

    public void Dispose() => Navigation.LocationChanged -= OnLocationChanged;

    // Without this the fault of one page would stand in for every page that follows.
    private void OnLocationChanged(object? sender, LocationChangedEventArgs e)
    {
        if (CurrentException is not null)
            _ = InvokeAsync(Recover);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "A page failed; the person was given fault {FaultId}")]
        public static partial void PageFailed(ILogger logger, Exception exception, string faultId);
    }
}
