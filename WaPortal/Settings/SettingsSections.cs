using WaPortal.Components.Layout;
using WaPortal.Core.Access;

namespace WaPortal.Settings;

/// <summary>A section of the settings, with a page of its own.</summary>
public sealed record SettingsSection(string Text, string Href);

/// <summary>The sections in their order; offered are those whose page exists and may be opened.</summary>
public static class SettingsSections
{
    private static readonly SettingsSection[] All =
    [
        new("Allowed networks", "/settings/networks"),
        new("Templates", "/settings/templates"),
        new("Joining by message", "/settings/joining"),
        new("Web forms", "/settings/forms"),
        new("API keys", "/settings/api-keys"),
        new("Rates", "/settings/rates"),
        new("Sending", "/settings/sending"),
        new("Sending hours", "/settings/hours"),
        new("Campaigns", "/settings/campaigns"),
        new("Webhooks", WhatsApp.Inbox.WebhookAddress.List),
        new("Retention", "/settings/retention"),
        new("Restore", "/settings/restore"),
    ];

    /// <summary>What this person may open.</summary>
    public static IReadOnlyList<SettingsSection> For(Actor actor) => [.. All.Where(section => NavigationMap.Opens(actor, section.Href))];
}
