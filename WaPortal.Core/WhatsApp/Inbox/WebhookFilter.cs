using System.Globalization;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.WhatsApp;

/// <summary>How a webhook stands, as people ask for it.</summary>
public enum WebhookStanding
{
    /// <summary>Stored and not handled yet.</summary>
    Waiting,

    /// <summary>All of it was handled.</summary>
    Done,

    /// <summary>Something of it was not handled, with the reason.</summary>
    Quarantine,

    /// <summary>Handling it failed at least once, whatever became of it.</summary>
    Retried,
}

/// <summary>Which webhooks are wanted; each part that is null lets all through.</summary>
/// <param name="PhoneNumberId">The sender number, by the platform's id.</param>
/// <param name="From">Received from this moment on.</param>
/// <param name="Until">Received before this moment.</param>
public sealed record WebhookFilter(
    WebhookStanding? Standing = null, WebhookKind? Kind = null, WhatsAppAccountId? Account = null, string? PhoneNumberId = null, DateTimeOffset? From = null, DateTimeOffset? Until = null);

/// <summary>A place in the list: right behind one webhook.</summary>
/// <param name="At">The time by which the list is ordered.</param>
/// <param name="Id">Decides within one millisecond.</param>
public sealed record WebhookPosition(DateTimeOffset At, Guid Id)
{
    /// <summary>Reads what <see cref="ToString"/> wrote; null for anything else.</summary>
    public static WebhookPosition? Parse(string? text) =>
        text?.Split('.') is [var at, var id]
        && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds < 253_402_300_800_000
        && Guid.TryParseExact(id, "N", out var guid)
            ? new WebhookPosition(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), guid)
            : null;

    /// <summary>As it stands in an address.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At.ToUnixTimeMilliseconds()}.{Id:N}");
}
