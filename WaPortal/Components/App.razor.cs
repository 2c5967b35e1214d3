using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;

namespace WaPortal.Components;

/// <summary>The document around every page. No inline script anywhere, so the content security policy needs no nonce.</summary>
public partial class App
{
    /// <summary>Set by the browser (theme.js), read here so that the first response is already dark or light.</summary>
    internal const string ThemeCookie = "__Host-theme";

    private static readonly InteractiveServerRenderMode Interactive = new(prerender: false);

    [CascadingParameter]
    public required HttpContext HttpContext { get; set; }

    // Nothing until the person has chosen: then the system's preference holds.
    private string? Theme => HttpContext.Request.Cookies[ThemeCookie] is { } chosen and ("dark" or "light") ? chosen : null;

    private string DarkMedia => Theme switch
    {
        "dark" => "all",
        "light" => "not all",
        _ => "(prefers-color-scheme: dark)",
    };

    // Pages that set cookies (sign-in and its kin) carry [ExcludeFromInteractiveRouting] and are plain documents.
    private IComponentRenderMode? Mode => HttpContext.AcceptsInteractiveRouting() ? Interactive : null;
}
