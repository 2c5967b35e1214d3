using System.Reflection;
using Microsoft.AspNetCore.Components;

namespace WaPortal.Components.Layout;

/// <summary>
/// The navigation in its order. An entry is offered only where a page with its address exists, so the menu never
/// promises what is not there.
/// </summary>
public static class NavigationMap
{
    private static readonly NavigationEntry[] All =
    [
        new("", "Overview", "space_dashboard", "/", 'o'),
        new("", "Templates", "chat", "/templates", 't'),
        new("", "Opt-in lists", "playlist_add_check", "/lists", 'l'),
        new("", "Campaigns", "campaign", "/campaigns", 'c'),
        new("", "Conversations", "forum", "/conversations", 'v'),
        new("Compliance", "Consent ledger", "verified_user", "/ledger", 'e'),
        new("Compliance", "People", "group", "/people", 'p'),
        new("Compliance", "Activity", "history", "/activity", 'a'),
        new("Admin", "Users", "manage_accounts", "/users", 'u'),
        new("Admin", "WhatsApp", "smartphone", "/whatsapp", 'w'),
        new("Admin", "Settings", "tune", "/settings", 's'),
        new("Admin", "Tenants", "domain", "/tenants", 'n'),
        new("Admin", "Jobs", "schedule", "/jobs", 'j'),
    ];

    private static readonly HashSet<string> Routes = typeof(NavigationMap).Assembly.GetTypes()
        .SelectMany(type => type.GetCustomAttributes<RouteAttribute>(inherit: false))
        .Select(route => route.Template)
        .ToHashSet(StringComparer.OrdinalIgnoreCase);

    public static IReadOnlyList<NavigationEntry> Existing { get; } = [.. All.Where(entry => Routes.Contains(entry.Href))];
}
