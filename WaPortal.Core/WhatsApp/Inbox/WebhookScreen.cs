using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.WhatsApp;

/// <summary>Decides which events of a signed webhook are let in. A signature proves the app, not that the account in the body is the tenant's.</summary>
internal sealed class WebhookScreen
{
    /// <summary>
    /// Signatures hold no time, so an old delivery can be sent again by whoever recorded it. The platform gives up after 7 days.
    /// </summary>
    public static readonly TimeSpan OldestStatus = TimeSpan.FromDays(8);

    private readonly FrozenSet<string> _wabas;
    private readonly FrozenSet<string> _numbers;

    private WebhookScreen(IEnumerable<string> wabas, IEnumerable<string> numbers) =>
        (_wabas, _numbers) = (wabas.ToFrozenSet(StringComparer.Ordinal), numbers.ToFrozenSet(StringComparer.Ordinal));

    public static async Task<WebhookScreen> LoadAsync(PortalDbContext db, CancellationToken token) => new(
        await db.Set<WhatsAppAccount>().Select(account => account.WabaId).ToListAsync(token),
        await db.Set<SenderNumber>().Select(number => number.PhoneNumberId).ToListAsync(token));

    /// <summary>Why the event is not let in; null when it is.</summary>
    public string? Refusal(WebhookEvent one, DateTimeOffset receivedAt) => one switch
    {
        UnknownEvent unknown => unknown.Reason,
        _ when !_wabas.Contains(one.WabaId) => "it is about a business account that is not connected here",
        _ when one.PhoneNumberId is { } number && !_numbers.Contains(number) => "it is about a phone number that is not registered here",
        MessageStatusEvent when receivedAt - one.Timestamp > OldestStatus => "a status is older than 8 days",
        _ => null,
    };
}
