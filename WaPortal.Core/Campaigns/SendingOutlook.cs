using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.Delivery.Forecast;
using WaPortal.Core.Delivery.Hours;
using WaPortal.Core.Delivery.Shares;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Campaigns;

/// <summary>How a campaign is expected to go.</summary>
/// <param name="Course">Under the limit, pace and hours of now, beside the other campaigns that are running or planned.</param>
/// <param name="Others">How many of these share its messaging limit.</param>
/// <param name="HigherLimit">The next higher messaging limit, where it would end earlier under it; null otherwise and where that is no limit at all.</param>
/// <param name="AtHigher">The same under that; null where it would not end earlier.</param>
/// <param name="Unreachable">People for whom there is no hour at all.</param>
public sealed record CampaignOutlook(OrderForecast Course, int Others, int? HigherLimit, OrderForecast? AtHigher, int Unreachable);

/// <summary>Foretells how campaigns go, from what is running, planned and used up now.</summary>
public sealed class SendingOutlook(PortalDatabase database, QuotaBook quota, IOptions<DeliveryOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan WorthWhile = TimeSpan.FromHours(1);

    /// <summary>What is to be expected of a campaign that is scheduled or under way; null for others.</summary>
    public async Task<CampaignOutlook?> RunAsync(Actor actor, CampaignId id, CancellationToken token)
    {
        actor.Demand(Right.ViewCampaigns);
        var campaign = await database.ReadAsync(actor.Tenant, (db, t) => db.Set<Campaign>().FirstOrDefaultAsync(c => c.Id == id, t), token);
        return campaign is { SenderNumberId: { } sender, State: CampaignState.Scheduled or CampaignState.Preparing or CampaignState.Running }
            ? await ReckonAsync(actor.Tenant, sender, id.Value, null, token)
            : null;
    }

    /// <summary>What is to be expected of a draft, beside all others.</summary>
    /// <param name="people">Those who would get it, by place.</param>
    internal async Task<CampaignOutlook?> OfDraftAsync(
        TenantId tenant, Campaign draft, string purpose, DateTimeOffset startAt, IReadOnlyDictionary<Place, int> people, CancellationToken token) =>
        draft.SenderNumberId is { } sender && people.Count > 0
            ? await ReckonAsync(tenant, sender, draft.Id.Value, hours => new ForecastOrder(
                draft.Id.Value, sender, startAt, [.. people.Select(p => new ForecastPlace(hours.Of(p.Key, purpose, draft.Timing), p.Value, p.Value))], draft.Plan.SpreadMinutes,
                draft.Plan.Priority ?? SendPriority.Normal), token)
            : null;

    private async Task<CampaignOutlook?> ReckonAsync(
        TenantId tenant, SenderNumberId sender, Guid id, Func<HoursBook, ForecastOrder>? draft, CancellationToken token)
    {
        var now = clock.GetUtcNow();
        var (world, portfolio) = await database.ReadAsync(tenant, (db, t) => LoadAsync(db, sender, draft, now, t), token);
        if (world.Orders.FirstOrDefault(o => o.Id == id) is not { } own)
            return null;
        var limit = await database.ReadAsync(tenant, (db, t) => PortfolioLimit.OfAsync(db, portfolio, world.Numbers.First(n => n.Id == sender), t), token);
        var kept = await quota.KeptAsync(tenant, portfolio, limit, token);
        var uses = limit is null ? [] : await quota.UsesAsync(tenant, portfolio, token);
        var pace = world.Numbers.ToDictionary(n => n.Id, n => n.ThroughputPerSecond * options.Value.ThroughputShare);
        var course = SendingForecast.Play(now, world.Orders, new ForecastLimits(pace, limit - kept, uses))[id];
        var unreachable = own.Places.Where(p => p.Opening.NextFrom(own.StartAt > now ? own.StartAt : now) is null).Sum(p => p.Left);
        // An end that comes a little earlier is worth nobody's while.
        if (limit is not { } present || course.EndsAt - now <= WorthWhile)
            return new CampaignOutlook(course, world.Orders.Count - 1, null, null, unreachable);
        var higher = MessagingTier.After(present);
        var faster = SendingForecast.Play(now, world.Orders, new ForecastLimits(pace, higher - (int)((higher ?? 0L) * kept / present), uses))[id];
        var helps = faster.EndsAt is { } then && (course.EndsAt is not { } end || end - then > WorthWhile);
        return new CampaignOutlook(course, world.Orders.Count - 1, helps ? higher : null, helps ? faster : null, unreachable);
    }

    private static async Task<(World World, string Portfolio)> LoadAsync(
        PortalDbContext db, SenderNumberId sender, Func<HoursBook, ForecastOrder>? draft, DateTimeOffset now, CancellationToken token)
    {
        var account = await db.Set<SenderNumber>().Where(n => n.Id == sender).Select(n => n.AccountId).FirstAsync(token);
        var portfolio = await db.Set<WhatsAppAccount>().Where(a => a.Id == account).Select(a => a.PortfolioId).FirstAsync(token);
        var numbers = await (
            from number in db.Set<SenderNumber>()
            join owner in db.Set<WhatsAppAccount>() on number.AccountId equals owner.Id
            where owner.PortfolioId == portfolio
            select number).AsNoTracking().ToListAsync(token);
        var hours = await HoursBook.LoadAsync(db, token);
        var ids = numbers.ConvertAll(n => n.Id);
        var orders = new List<ForecastOrder>();
        var running = await db.Set<SendOrder>().AsNoTracking()
            .Where(o => ids.Contains(o.SenderNumberId) && o.Kind == SendOrderKind.Campaign && o.State == SendOrderState.Running).ToListAsync(token);
        foreach (var order in running)
        {
            var places = await OrderZones.LeftAsync(db, order.Id, token);
            orders.Add(new ForecastOrder(
                order.Id.Value, order.SenderNumberId, now, [.. places.Select(p => new ForecastPlace(hours.Of(p.Place, order.Purpose, order.Timing), p.Left, p.People))], order.Timing.SpreadMinutes, order.Priority));
        }

        var planned = await db.Set<Campaign>().AsNoTracking()
            .Where(c => (c.State == CampaignState.Scheduled || c.State == CampaignState.Preparing) && c.SenderNumberId != null && ids.Contains(c.SenderNumberId.Value)).ToListAsync(token);
        foreach (var campaign in planned)
        {
            // Who they are is known when they are chosen; until then those count who would have got it when it was scheduled.
            var purpose = await db.Set<Template>().Where(t => t.Id == new TemplateId(campaign.TemplateId!.Value)).Select(t => t.Category).FirstOrDefaultAsync(token);
            orders.Add(new ForecastOrder(
                campaign.Id.Value, campaign.SenderNumberId!.Value, campaign.StartAt ?? now,
                [.. campaign.PlacesPlanned().Select(p => new ForecastPlace(hours.Of(p.Place, purpose.ToString(), campaign.Timing), p.People, p.People))],
                campaign.Plan.SpreadMinutes, campaign.Plan.Priority ?? SendPriority.Normal));
        }

        if (draft is not null)
            orders.Add(draft(hours));
        return (new World(numbers, orders), portfolio);
    }

    private sealed record World(IReadOnlyList<SenderNumber> Numbers, IReadOnlyList<ForecastOrder> Orders);
}
