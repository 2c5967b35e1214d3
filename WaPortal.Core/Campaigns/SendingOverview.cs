using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.Delivery.Hours;
using WaPortal.Core.Delivery.Shares;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Campaigns;

/// <summary>What left on one day of the enterprise's calendar.</summary>
public sealed record SendingDayFigures(DateOnly Day, int Sent, int Delivered, int Read, int Failed);

/// <summary>A messaging limit and what it went to in the last 24 hours.</summary>
/// <param name="Numbers">The numbers that share it.</param>
/// <param name="Limit">Different people in 24 hours; null for no limit.</param>
/// <param name="Used">People written to.</param>
/// <param name="Parts">The same by campaign or what else it was, the largest first.</param>
/// <param name="Kept">People that campaigns leave to single messages.</param>
/// <param name="NextFreeAt">When the next slot frees.</param>
public sealed record SharedLimit(
    IReadOnlyList<SenderNumber> Numbers, int? Limit, int Used, IReadOnlyList<(string Campaign, int People)> Parts, int Kept, DateTimeOffset? NextFreeAt);

/// <summary>How sending stands, over all campaigns.</summary>
/// <param name="Days">The last days, today last, those without a message too.</param>
public sealed record SendingFigures(IReadOnlyList<SendingDayFigures> Days, IReadOnlyList<SharedLimit> Limits);

/// <summary>Sums up the sending of an enterprise for its start page.</summary>
public sealed class SendingOverview(PortalDatabase database, SendingHistory history, QuotaBook quota, TimeProvider clock)
{
    /// <summary>Days that are told one by one.</summary>
    public const int DayCount = 14;

    /// <summary>The figures as of now, days by the calendar of a zone.</summary>
    public async Task<SendingFigures> RunAsync(Actor actor, TimeZoneInfo zone, CancellationToken token)
    {
        actor.Demand(Right.ViewCampaigns);
        return new SendingFigures(await DaysAsync(actor.Tenant, zone, token), await LimitsAsync(actor.Tenant, token));
    }

    private async Task<IReadOnlyList<SendingDayFigures>> DaysAsync(TenantId tenant, TimeZoneInfo zone, CancellationToken token)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), zone).DateTime);
        var first = today.AddDays(1 - DayCount);
        var from = WallClock.ToInstant(first.ToDateTime(TimeOnly.MinValue), zone);
        var byDay = (await history.SinceAsync(tenant, from, token)).ToLookup(q => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(q.From, zone).DateTime));
        return [.. Enumerable.Range(0, DayCount).Select(i => first.AddDays(i)).Select(day => new SendingDayFigures(
            day, byDay[day].Sum(q => q.Sent), byDay[day].Sum(q => q.Delivered), byDay[day].Sum(q => q.Read), byDay[day].Sum(q => q.Failed)))];
    }

    private async Task<IReadOnlyList<SharedLimit>> LimitsAsync(TenantId tenant, CancellationToken token)
    {
        var numbers = await database.ReadAsync(tenant, (db, t) => (
            from number in db.Set<SenderNumber>()
            join account in db.Set<WhatsAppAccount>() on number.AccountId equals account.Id
            orderby number.DisplayNumber
            select new { account.PortfolioId, Number = number }).ToListAsync(t), token);
        var limits = new List<SharedLimit>();
        foreach (var shared in numbers.GroupBy(n => n.PortfolioId, n => n.Number))
        {
            var state = await quota.StateAsync(tenant, shared.Key, token);
            var limit = await database.ReadAsync(tenant, (db, t) => PortfolioLimit.OfAsync(db, shared.Key, shared.FirstOrDefault(n => n.DisconnectedAt is null) ?? shared.First(), t), token);
            var kept = await quota.KeptAsync(tenant, shared.Key, limit, token);
            limits.Add(new SharedLimit([.. shared], limit, state.Used, await NamedAsync(tenant, state, token), kept, state.NextFreeAt));
        }

        return limits;
    }

    private async Task<IReadOnlyList<(string Campaign, int People)>> NamedAsync(TenantId tenant, QuotaState state, CancellationToken token)
    {
        var ids = state.ByOrder.Keys.Select(order => CampaignId.Create(order.Value)).ToList();
        var names = await database.ReadAsync(
            tenant, (db, t) => db.Set<Campaign>().Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id.Order, c => c.Name, t), token);
        var standing = state.ByOrder.Keys.Where(order => !names.ContainsKey(order)).ToList();
        foreach (var (order, name) in await database.ReadAsync(
            tenant, (db, t) => db.Set<SendOrder>().Where(o => standing.Contains(o.Id) && o.Name != null).ToDictionaryAsync(o => o.Id, o => o.Name!, t), token))
            names[order] = name;
        return [.. state.ByOrder.Where(o => names.ContainsKey(o.Key)).OrderByDescending(o => o.Value).Select(o => (names[o.Key], o.Value))];
    }
}
