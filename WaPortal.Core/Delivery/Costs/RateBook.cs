using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery.Costs;

/// <summary>
/// The cards of one enterprise. Its own win over those that come with the portal, whatever their days; among its own the one with the newest first day holds,
/// and of two with the same first day the one that was brought last.
/// </summary>
public sealed class RateBook
{
    private readonly IReadOnlyList<RateCard> _own;
    private readonly TimeZoneInfo _zone;

    private RateBook(IReadOnlyList<RateCard> own, TimeZoneInfo zone) => (_own, _zone) = (own, zone);

    /// <summary>The card that holds at a moment; null before the oldest there is.</summary>
    /// <remarks>Prices change at midnight in the zone of the WhatsApp account, which nobody tells the portal: the enterprise's own zone stands for it.</remarks>
    public RateCard? At(DateTimeOffset moment) => On(DayOf(moment));

    /// <summary>The card that holds on a day.</summary>
    public RateCard? On(DateOnly day) => _own.LastOrDefault(card => card.ValidFrom <= day) ?? ShippedRates.At(day);

    /// <summary>The next card after a day that will take the place of the one that holds then; null while none is known.</summary>
    public RateCard? After(DateOnly day) => On(day) is { Id: null }
        ? _own.Concat(ShippedRates.Cards).Where(card => card.ValidFrom > day).MinBy(card => card.ValidFrom)
        : _own.FirstOrDefault(card => card.ValidFrom > day);

    /// <summary>The day that it is for the enterprise.</summary>
    public DateOnly DayOf(DateTimeOffset moment) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, _zone).DateTime);

    internal static async Task<RateBook> LoadAsync(PortalDbContext db, CancellationToken token)
    {
        var zone = await db.Set<Tenant>().AsNoTracking().Where(t => t.Id == db.TenantId).Select(t => t.TimeZone).FirstAsync(token);
        var own = await db.Set<RateCardRow>().AsNoTracking().Where(c => c.WithdrawnAt == null).OrderBy(c => c.ValidFrom).ThenBy(c => c.ImportedAt).ThenBy(c => c.Id).ToListAsync(token);
        return new RateBook(own.ConvertAll(row => row.ToCard()), TimeZoneInfo.FindSystemTimeZoneById(zone));
    }
}
