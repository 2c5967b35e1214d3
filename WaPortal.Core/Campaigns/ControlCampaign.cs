using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Data.Restores;
using WaPortal.Core.Delivery;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Campaigns;

/// <summary>Pauses, resumes and cancels a campaign that has started; cancels one that has not.</summary>
public sealed class ControlCampaign
{
    private const int LongestReason = 300;

    private static readonly CampaignState[] Stoppable = [CampaignState.Scheduled, CampaignState.Preparing, CampaignState.Running, CampaignState.Paused];

    private readonly PortalDatabase _database;
    private readonly SendOrders _orders;
    private readonly CampaignTimeline _timeline;
    private readonly AuditTrail _audit;
    private readonly IPortalSignals _signals;
    private readonly TimeProvider _clock;

    internal ControlCampaign(
        PortalDatabase database, SendOrders orders, CampaignTimeline timeline, AuditTrail audit, IPortalSignals signals, TimeProvider clock) =>
        (_database, _orders, _timeline, _audit, _signals, _clock) = (database, orders, timeline, audit, signals, clock);

    /// <summary>Stops sending between two windows; what is on the wire is still recorded.</summary>
    public Task<CampaignResult> PauseAsync(Actor actor, CampaignId id, string? why, CancellationToken token) =>
        MoveAsync(actor, id, [CampaignState.Running], "Paused", "campaign.paused", why, (db, t) => _orders.PauseAsync(db, id.Order, why ?? "Paused by " + actor.Name, t), token);

    /// <summary>Goes on where it was paused.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="id">Which.</param>
    /// <param name="token">Cancels.</param>
    /// <param name="knowsOfRestore">They were told that after a restore people may get it a second time; refused without, where it is so.</param>
    public async Task<CampaignResult> ResumeAsync(Actor actor, CampaignId id, CancellationToken token, bool knowsOfRestore = false)
    {
        var why = knowsOfRestore ? "In the knowledge that some may get it again, after the restore" : null;
        var result = await MoveAsync(
            actor, id, [CampaignState.Paused], "Resumed", "campaign.resumed", why, (db, t) => _orders.RunAsync(db, id.Order, t), token,
            async (db, campaign, t) => await HeldBackAsync(db, campaign, t) ?? await SetBackAsync(db, campaign, knowsOfRestore, t));
        if (result is CampaignResult.Done)
            await WakeAsync(actor.Tenant, id, token);
        return result;
    }

    /// <summary>Stops it for good: what has not left never leaves. With it go the versions of its test.</summary>
    public async Task<CampaignResult> CancelAsync(Actor actor, CampaignId id, string? why, CancellationToken token)
    {
        List<CampaignId> versions = [];
        var result = await MoveAsync(
            actor, id, Stoppable, "Cancelled", "campaign.cancelled", why,
            async (db, t) =>
            {
                var reason = why ?? "Cancelled by " + actor.Name;
                versions = await CancelVersionsAsync(db, id, actor.Name, reason, t);
                return await CancelAsync(db, id, reason, t);
            },
            token);
        foreach (var stopped in result is CampaignResult.Done ? [id, .. versions] : (CampaignId[])[])
        {
            await _orders.CancelQueuedAsync(actor.Tenant, stopped.Order, token);
            _signals.Publish(actor.Tenant, $"campaign:{stopped.Value}");
        }

        return result;
    }

    private async Task<List<CampaignId>> CancelVersionsAsync(PortalDbContext db, CampaignId id, string who, string why, CancellationToken token)
    {
        var stopped = new List<CampaignId>();
        if (await db.Set<AbTestRun>().FirstOrDefaultAsync(r => r.CampaignId == id, token) is not { } run)
            return stopped;
        foreach (var version in await db.Set<Campaign>().Where(c => (c.Id == run.AId || c.Id == run.BId) && Stoppable.Contains(c.State)).ToListAsync(token))
        {
            if (!await CancelAsync(db, version.Id, why, token))
                continue;
            _timeline.Add(db, version, "Cancelled with its test", who, why);
            stopped.Add(version.Id);
        }

        return stopped;
    }

    // What waits at its start for a second person goes on by their word alone.
    private static async Task<string?> HeldBackAsync(PortalDbContext db, CampaignId id, CancellationToken token) =>
        await Approvals.NewestAsync(db, id, token) is { AtStart: true, State: not ApprovalState.Approved } ? "A second person has to approve it before it goes on." : null;

    // After a restore the enterprise as a whole comes first, with its opt-outs; then each campaign, with those who may get it twice.
    private static async Task<string?> SetBackAsync(PortalDbContext db, CampaignId id, bool isKnown, CancellationToken token)
    {
        if (await RestoreHolds.IsOpenAsync(db, token))
            return "Nothing is sent since the portal was restored from a backup. Somebody who may change settings has to let sending go on first (Settings, Restore).";
        return !isKnown && await SendOrders.SetBackToAsync(db, id.Order, token) is not null
            ? "Since the backup that the portal was restored from, messages of this campaign may have left. Whoever got one would get it again: say that you know."
            : null;
    }

    private async Task<bool> CancelAsync(PortalDbContext db, CampaignId id, string why, CancellationToken token)
    {
        // While the audience is being frozen there may or may not be an order yet; the freezing stops at its next page either way.
        if (await db.Set<SendOrder>().FindAsync([db.TenantId, id.Order], token) is not null)
            return await _orders.CancelAsync(db, id.Order, why, token);
        var campaign = await db.Set<Campaign>().FindAsync([db.TenantId, id], token);
        return campaign!.TryCancelBeforeStart(_clock.GetUtcNow());
    }

    private async Task<CampaignResult> MoveAsync(
        Actor actor, CampaignId id, CampaignState[] from, string what, string @event, string? why,
        Func<PortalDbContext, CancellationToken, Task<bool>> move, CancellationToken token, Func<PortalDbContext, CampaignId, CancellationToken, Task<string?>>? hindrance = null)
    {
        actor.Demand(Right.StartCampaigns);
        if (why is { Length: > LongestReason })
            return new CampaignResult.Refused("", $"Say why in at most {LongestReason} characters.");
        return await _database.WriteAsync<CampaignResult>(actor.Tenant, async (db, t) =>
        {
            if (await db.Set<Campaign>().FindAsync([actor.Tenant, id], t) is not { } campaign)
                return new CampaignResult.NotFound();
            if (hindrance is not null && await hindrance(db, id, t) is { } held)
                return new CampaignResult.Refused("", held);
            // Pausing while the audience is being frozen is refused: resumed, half an audience would leave as if it were all.
            if (!from.Contains(campaign.State) || !await move(db, t))
                return new CampaignResult.Refused("", $"A campaign that is {campaign.State.ToString().ToLowerInvariant()} cannot be {what.ToLowerInvariant()}.");
            _timeline.Add(db, campaign, what, actor.Name, why);
            _audit.Record(db, actor, @event, id.Value.ToString(), reason: why);
            return new CampaignResult.Done(id);
        }, token);
    }

    private async Task WakeAsync(TenantId tenant, CampaignId id, CancellationToken token)
    {
        var campaign = await _database.ReadAsync(tenant, (db, t) => db.Set<Campaign>().FindAsync([tenant, id], t).AsTask(), token);
        if (campaign?.SenderNumberId is { } sender)
            await _orders.WakeAsync(tenant, sender, token);
    }
}
