using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Radzen;
using WaPortal.Access;
using WaPortal.Components;
using WaPortal.Core.Access;
using WaPortal.Tests.Data;

namespace WaPortal.Tests.OptIns.Pages;

/// <summary>Renders whole pages on a real database, as somebody.</summary>
internal static class PageTest
{
    /// <summary>A renderer whose pages act as this person on this portal, at an address.</summary>
    public static BunitContext Renderer(this TestPortal portal, Actor actor, string address)
    {
        var context = new BunitContext();
        context.JSInterop.Mode = JSRuntimeMode.Loose;
        context.Services.AddRadzenComponents();
        context.Services.AddFallbackServiceProvider(portal.Services);
        context.Services.AddSingleton<TimeProvider>(portal.Clock);
        context.Services.AddLogging();
        context.RenderTree.Add<CascadingValue<Task<AuthenticationState>>>(p => p
            .Add(v => v.Value, Task.FromResult(new AuthenticationState(actor.ToPrincipal("test")))));
        context.RenderTree.Add<CascadingValue<TenantClock>>(p => p
            .Add(v => v.Value, new TenantClock(portal.Clock, TimeZoneInfo.FindSystemTimeZoneById(portal.Tenant.TimeZone))));
        context.Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return context;
    }
}
