using System.Reflection;
using Microsoft.AspNetCore.Components;
using WaPortal.Access;
using WaPortal.Core.Access;

namespace WaPortal.Components.Layout;

/// <summary>
/// The navigation in its order. An entry is offered only where a page with its address exists and the person holds the
/// right that the page asks for, so the menu never promises what is not there or may not be opened.
/// </summary>
public static class NavigationMap
{
    private static readonly NavigationEntry[] All =
    [
        new("", "Overview", "space_dashboard", "/", 'o'),
        new("", "Templates", "chat", "/templates", 't'),
        new("", "Opt-in lists", "playlist_add_check", "/opt-in-lists", 'l'),
        new("", "Contacts", "contacts", "/contacts", 'k'),
        new("", "Segments", "filter_alt", "/segments", 'g'),
        new("", "Campaigns", "campaign", "/campaigns", 'c'),
        new("", "Conversations", "forum", "/conversations", 'v'),
        new("Compliance", "Desk", "support_agent", "/compliance", 'd'),
        new("Compliance", "Consent ledger", "verified_user", "/compliance/ledger", 'e'),
        new("Compliance", "Requests", "contact_mail", "/compliance/requests", 'r'),
        new("Compliance", "Wordings", "history_edu", "/compliance/wordings", 'q'),
        new("Compliance", "People", "group", "/people", 'p'),
        new("Compliance", "Activity", "history", "/activity", 'a'),
        new("Admin", "Users", "manage_accounts", "/users", 'u'),
        new("Admin", "WhatsApp", "smartphone", "/whatsapp", 'w'),
        new("Admin", "Settings", "tune", "/settings", 's'),
        new("Admin", "Tenants", "domain", "/tenants", 'n'),
        new("Admin", "Jobs", "schedule", "/jobs", 'j'),
        new("Admin", "Platform activity", "receipt_long", "/platform/activity", 'y'),
    ];

    private static readonly Dictionary<string, Type> Pages = (
        from type in typeof(NavigationMap).Assembly.GetTypes()
        from route in type.GetCustomAttributes<RouteAttribute>(inherit: false)
        select (route.Template, type)).ToDictionary(page => page.Template, page => page.type, StringComparer.OrdinalIgnoreCase);

    /// <summary>What this person may open; nothing for nobody.</summary>
    public static IReadOnlyList<NavigationEntry> For(Actor? actor) =>
        actor is null ? [] : [.. All.Where(entry => Opens(actor, entry.Href))];

    /// <summary>Whether there is a page at this address.</summary>
    public static bool Has(string href) => Pages.ContainsKey(href);

    /// <summary>Whether there is a page at this address and the person may open it.</summary>
    public static bool Opens(Actor actor, string href) => Pages.TryGetValue(href, out var page) && MayOpen(actor, page);

    private static bool MayOpen(Actor actor, Type page) =>
        page.GetCustomAttributes<RequiresRightAttribute>(inherit: true).All(needed => needed.Admits(actor));
}
