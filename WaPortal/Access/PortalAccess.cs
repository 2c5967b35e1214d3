using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using WaPortal.Access.Passkeys;
using WaPortal.Core.Access;

namespace WaPortal.Access;

/// <summary>Who may come in, from where, as what: what the host needs, in four calls.</summary>
public static class PortalAccess
{
    public static IServiceCollection AddPortalAccess(this IServiceCollection services)
    {
        services.AddOptions<NetworkOptions>().BindConfiguration(NetworkOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<NetworkOptions>, ValidateNetworkOptions>();
        services.AddSingleton<IValidateOptions<NetworkOptions>, ValidateHostNames>();
        services.AddMetrics();
        services.AddSingleton<NetworkRefusal>();
        services.AddSingleton<HostNames>();
        // The framework's own check would answer before the gate of networks does; RequestScreen makes it instead.
        services.PostConfigure<HostFilteringOptions>(options => options.AllowedHosts = ["*"]);

        services.AddAuthentication(SessionPrincipal.Scheme)
            .AddScheme<AuthenticationSchemeOptions, SessionAuthentication>(SessionPrincipal.Scheme, null);
        services.AddAuthorization(SignInPolicy.Configure);
        services.AddRateLimiter(RequestRate.Configure);
        services.AddAntiforgery(options =>
        {
            options.SuppressXFrameOptionsHeader = true; // the content security policy forbids frames altogether
            options.Cookie = new HostCookie
            {
                Name = "__Host-af",
                HttpOnly = true,
                SameSite = SameSiteMode.Strict,
                Path = "/",
                IsEssential = true,
                SecurePolicy = CookieSecurePolicy.None, // HostCookie marks it secure itself
            };
        });
        services.AddDataProtection().SetApplicationName("WaPortal");
        services.AddOptions<Microsoft.AspNetCore.DataProtection.KeyManagement.KeyManagementOptions>()
            .Configure<ProtectionKeyRepository>((options, repository) =>
            {
                options.XmlRepository = repository;
                options.XmlEncryptor = new EncryptedByStore();
            });
        services.AddSingleton<ProtectionKeyFiles>();
        services.AddSingleton<ProtectionKeyRepository>();

        services.AddSingleton<PasskeyCeremony>();
        services.AddSingleton<CircuitConnections>();
        services.AddSingleton<ISessionWatch>(s => s.GetRequiredService<CircuitConnections>());
        services.Replace(ServiceDescriptor.Scoped<AuthenticationStateProvider, SessionAuthenticationState>());
        services.AddScoped<CircuitHandler, SessionActivity>();
        services.AddHostedService<CircuitSweep>();
        services.AddHostedService<SetUpAnnouncement>();
        return services;
    }

    /// <summary>The very first in the pipeline: whose address it is, and whether it may speak to the portal at all.</summary>
    public static WebApplication UsePortalNetwork(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<NetworkOptions>>().Value;
        if (options.KnownProxies.Length > 0)
        {
            var forwarded = new ForwardedHeadersOptions
            {
                ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
                ForwardLimit = options.ForwardLimit,
            };
            // The defaults believe loopback, where anybody on the machine may stand.
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var proxy in options.KnownProxies)
                forwarded.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(NetworkRange.TryParse(proxy)!.ToString()));
            app.UseForwardedHeaders(forwarded);
        }

        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<NetworkGate>();
        app.UseMiddleware<RequestScreen>();
        return app;
    }

    /// <summary>Who it is and whether they may; before everything that answers.</summary>
    public static WebApplication UsePortalAccess(this WebApplication app)
    {
        app.Use((context, next) =>
        {
            if (context.GetEndpoint()?.Metadata.GetMetadata<OpenDoorMetadata>() is not null && context.Features.Get<IStatusCodePagesFeature>() is { } pages)
                pages.Enabled = false;
            return next(context);
        });
        app.UseAuthentication();
        app.UseMiddleware<TenantNetworkGate>();
        app.UseRateLimiter();
        app.UseMiddleware<CircuitGate>();
        app.UseAuthorization();
        app.UseMiddleware<MissWatch>();
        return app;
    }

    /// <summary>The endpoint that ends a session.</summary>
    public static WebApplication MapPortalAccess(this WebApplication app)
    {
        app.MapPost(AccountAddresses.SignOut, async (HttpContext context, Sessions sessions, IAntiforgery antiforgery) =>
        {
            // The middleware asks for the token only of endpoints that read a form.
            if (!await antiforgery.IsRequestValidAsync(context))
                return Results.BadRequest();
            if (context.User.SessionId() is { } session)
                await sessions.EndOwnAsync(context.User.ToActor()!, session, "sign-out", context.RequestAborted);
            SessionCookie.Remove(context.Response);
            context.Response.Headers["Clear-Site-Data"] = "\"cache\""; // what a shared machine might still hold of the pages
            return Results.Redirect(AccountAddresses.SignIn);
        })
        .AllowAnonymous(); // open at every stage
        app.MapPasskeys();
        return app;
    }
}
