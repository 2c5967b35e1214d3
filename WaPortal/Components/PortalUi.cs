using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.SignalR;
using Radzen;
using WaPortal.Access;
using WaPortal.Core.Access;

namespace WaPortal.Components;

/// <summary>All that the pages need from the host, in three calls.</summary>
public static class PortalUi
{
    // What a browser may send in one frame; uploads travel in chunks below it.
    private const long LargestHubMessage = 64 * 1024;

    public static IServiceCollection AddPortalUi(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.Configure<CircuitOptions>(options =>
        {
            options.DetailedErrors = false;
            options.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(3);
            options.DisconnectedCircuitMaxRetained = 100;
        });
        services.Configure<HubOptions>(options => options.MaximumReceiveMessageSize = LargestHubMessage);
        services.AddAuthorization(RequiresRightAttribute.AddPolicies);
        services.AddCascadingAuthenticationState();
        services.AddRadzenComponents();
        return services;
    }

    /// <summary>Goes before everything that may answer: faults and missing pages hold for all of it.</summary>
    public static WebApplication UsePortalUi(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandlingPath = "/fault",
            CreateScopeForErrors = true,
            // Refused as it should be: the person is told so, and the log holds no fault.
            StatusCodeSelector = e => e switch
            {
                BadHttpRequestException bad => bad.StatusCode, // a body that is too long or broken off
                _ => IsRefusal(e) ? StatusCodes.Status403Forbidden : StatusCodes.Status500InternalServerError,
            },
            SuppressDiagnosticsCallback = context => IsRefusal(context.Exception) || context.Exception is BadHttpRequestException,
        });
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        return app;
    }

    /// <summary>Goes after authentication and authorization.</summary>
    public static WebApplication MapPortalUi(this WebApplication app)
    {
        app.UseAntiforgery();
        app.MapStaticAssets().AllowAnonymous();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options =>
        {
            options.ContentSecurityFrameAncestorsPolicy = "'none'";
            // Pages mix personal data with text from outside; compressing the two together would leak (BREACH).
            options.DisableWebSocketCompression = true;
        });
        return app;
    }

    private static bool IsRefusal(Exception exception) => exception is FreshCodeRequiredException or AccessDeniedException;
}
