using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using WaPortal.Components;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

namespace WaPortal.WhatsApp.Inbox;

/// <summary>A filtered inbox as its address says it. What cannot be read is left out, so that a mistyped address shows more, not a fault.</summary>
/// <param name="From">First day, in the zone of the reader.</param>
/// <param name="To">Last day.</param>
/// <param name="Number">A sender number, by the platform's id.</param>
/// <param name="Before">The place where the page begins.</param>
internal sealed record WebhookAddress(
    string? State = null, string? Kind = null, string? Account = null, string? Number = null, string? From = null, string? To = null, string? Before = null)
{
    public const string List = "/settings/webhooks";

    public bool IsFiltered => Standing is not null || Wanted is not null || Guid.TryParse(Account, out _) || !string.IsNullOrEmpty(Number) || Day(From) is not null || Day(To) is not null;

    public WebhookStanding? Standing => Enum.TryParse<WebhookStanding>(State, ignoreCase: true, out var standing) && Enum.IsDefined(standing) ? standing : null;

    public WebhookKind? Wanted => Enum.TryParse<WebhookKind>(Kind, ignoreCase: true, out var kind) && Enum.IsDefined(kind) && kind != WebhookKind.Unread ? kind : null;

    /// <summary>The page of one webhook.</summary>
    public static string Of(WebhookDeliveryId id) => $"{List}/{id.Value}";

    /// <summary>The list.</summary>
    public override string ToString()
    {
        var query = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["state"] = State,
            ["kind"] = Kind,
            ["account"] = Account,
            ["number"] = Number,
            ["from"] = From,
            ["to"] = To,
            ["before"] = Before,
        };
        return QueryHelpers.AddQueryString(List, query.Where(part => !string.IsNullOrEmpty(part.Value)));
    }

    /// <summary>What Core is asked for.</summary>
    public WebhookFilter Filter(TimeZoneInfo zone) => new(
        Standing,
        Wanted,
        Guid.TryParse(Account, out var account) ? new WhatsAppAccountId(account) : null,
        string.IsNullOrEmpty(Number) ? null : Number,
        Day(From) is { } first ? TenantClock.StartOf(first, zone) : null,
        Day(To) is { } last && last < DateOnly.MaxValue ? TenantClock.StartOf(last.AddDays(1), zone) : null);

    // A zone's offset cannot be taken from the first and last days that a calendar has.
    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1970 and < 9999 ? day : null;
}
