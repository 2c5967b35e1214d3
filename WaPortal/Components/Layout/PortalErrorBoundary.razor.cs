using System.Security.Cryptography;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using WaPortal.Core.Access;

namespace WaPortal.Components.Layout;

/// <summary>Keeps a fault to the page it happened on: the shell stays, the person gets a number, the log gets the exception.</summary>
public sealed partial class PortalErrorBoundary : IDisposable
{
    private string _id = "";

    [Inject]
    public required ILogger<PortalErrorBoundary> Logger { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override void OnInitialized() => Navigation.LocationChanged += OnLocationChanged;

    protected override Task OnErrorAsync(Exception exception)
    {
        if (exception is FreshCodeRequiredException or AccessDeniedException)
            return Task.CompletedTask; // refused as it should be: nothing is broken
        _id = RandomNumberGenerator.GetHexString(8, lowercase: true);
        Log.PageFailed(Logger, exception, _id);
        return Task.CompletedTask;
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
