using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Campaigns;

/// <summary>The approval of a campaign by a second person: asked for, given, sent back, taken back.</summary>
public sealed class ApproveCampaign
{
    private readonly PortalDatabase _database;
    private readonly CampaignReview _review;
    private readonly SendOrders _orders;
    private readonly FreshCode _fresh;
    private readonly CampaignTimeline _timeline;
    private readonly AuditTrail _audit;
    private readonly IPortalSignals _signals;
    private readonly TimeProvider _clock;

    internal ApproveCampaign(
        PortalDatabase database, CampaignReview review, SendOrders orders, FreshCode fresh, CampaignTimeline timeline, AuditTrail audit, IPortalSignals signals, TimeProvider clock) =>
        (_database, _review, _orders, _fresh, _timeline, _audit, _signals, _clock) = (database, review, orders, fresh, timeline, audit, signals, clock);

    /// <summary>Hands the draft, as the person saw it, to whoever may approve. Until it is decided or taken back it cannot be changed.</summary>
    public async Task<CampaignResult> AskAsync(Actor actor, CampaignId id, int version, string? note, CancellationToken token)
    {
        actor.Demand(Right.EditCampaigns);
        var draft = await _database.ReadAsync(actor.Tenant, (db, t) => db.Set<Campaign>().FirstOrDefaultAsync(c => c.Id == id, t), token);
        if (draft is null)
            return new CampaignResult.NotFound();
        if (draft.Version != version)
            return new CampaignResult.Stale();
        if (draft.State == CampaignState.Paused)
            return await AskAgainAsync(actor, id, note, token);
        if (draft.State != CampaignState.Draft)
            return new CampaignResult.Refused("", "Only a draft is handed to a second person; this campaign is already on its way.");
        var forecast = await _review.ForecastAsync(actor.Tenant, draft, token);
        if (forecast.Problems.Count > 0)
            return new CampaignResult.Refused(forecast.Problems);
        if (forecast.Approval is not { IsAsked: true })
            return new CampaignResult.Refused("", "Nobody has to approve this campaign: it can be started.");
        return await RunAsync(actor, id, async (db, campaign, t) =>
        {
            if (campaign.Version != version)
                return new CampaignResult.Stale();
            var newest = await Approvals.NewestAsync(db, id, t);
            if (newest is { State: ApprovalState.Waiting })
                return new CampaignResult.Refused("", "It waits for approval already.");
            newest?.Overtake();
            Ask(db, campaign, forecast.Digest!, forecast.Eligible, actor, note, atStart: false);
            return new CampaignResult.Done(id);
        }, token);
    }

    /// <summary>Agrees to what was asked about, which must still be what the draft says. A campaign that waits at its start goes on.</summary>
    /// <exception cref="FreshCodeRequiredException">The maker confirms it alone, since nobody else can, and there is no fresh code.</exception>
    public Task<CampaignResult> ApproveAsync(Actor actor, CampaignId id, CampaignApprovalId approval, string? words, CancellationToken token) =>
        DecideAsync(actor, id, approval, approve: true, Trim(words), token);

    /// <summary>Sends it back to the maker, with words.</summary>
    public Task<CampaignResult> SendBackAsync(Actor actor, CampaignId id, CampaignApprovalId approval, string words, CancellationToken token)
    {
        actor.Demand(Right.ApproveCampaigns);
        return Trim(words) is { } said
            ? DecideAsync(actor, id, approval, approve: false, said, token)
            : Task.FromResult<CampaignResult>(new CampaignResult.Refused("Words", "Say what should be changed."));
    }

    /// <summary>Takes the request back before anybody decided, so that the draft can be changed again.</summary>
    public Task<CampaignResult> TakeBackAsync(Actor actor, CampaignId id, CancellationToken token)
    {
        actor.Demand(Right.EditCampaigns);
        return RunAsync(actor, id, async (db, campaign, t) =>
        {
            if (await Approvals.NewestAsync(db, id, t) is not { State: ApprovalState.Waiting, AtStart: false } waiting)
                return new CampaignResult.Refused("", "It does not wait for approval any more.");
            waiting.Overtake();
            _timeline.Add(db, campaign, "Request for approval taken back", actor.Name, null);
            _audit.Record(db, actor, "campaign.approval-taken-back", id.Value.ToString());
            return new CampaignResult.Done(id);
        }, token);
    }

    // What waits at its start was sent back: somebody asks once more about the same frozen messages.
    private Task<CampaignResult> AskAgainAsync(Actor actor, CampaignId id, string? note, CancellationToken token) => RunAsync(actor, id, async (db, campaign, t) =>
    {
        if (campaign.State != CampaignState.Paused || await Approvals.NewestAsync(db, id, t) is not { State: ApprovalState.SentBack, AtStart: true } sentBack)
            return new CampaignResult.Refused("", "Nobody has to approve it now.");
        sentBack.Overtake();
        Ask(db, campaign, sentBack.Digest, sentBack.People, actor, note, atStart: true);
        return new CampaignResult.Done(id);
    }, token);

    private void Ask(PortalDbContext db, Campaign campaign, string digest, int people, Actor actor, string? note, bool atStart)
    {
        db.Add(CampaignApproval.Ask(campaign, digest, people, actor.UserId, actor.Name, Trim(note), atStart, _clock.GetUtcNow()));
        _timeline.Add(db, campaign, "Asked for approval", actor.Name, Trim(note));
        _audit.Record(db, actor, "campaign.approval-asked", campaign.Id.Value.ToString());
    }

    private async Task<CampaignResult> DecideAsync(Actor actor, CampaignId id, CampaignApprovalId approval, bool approve, string? words, CancellationToken token)
    {
        actor.Demand(Right.ApproveCampaigns);
        var (seen, alone) = await _database.ReadAsync(actor.Tenant, async (db, t) =>
        {
            var campaign = await db.Set<Campaign>().FirstOrDefaultAsync(c => c.Id == id, t);
            var asked = await db.Set<CampaignApproval>().FirstOrDefaultAsync(a => a.Id == approval && a.CampaignId == id, t);
            return (campaign, asked is not null && campaign is not null && Approvals.MayDecide(actor, campaign, asked, await Approvals.ApproversAsync(db, t)).Alone);
        }, token);
        if (seen is null)
            return new CampaignResult.NotFound();
        if (alone && approve)
            await _fresh.DemandAsync(actor, token);
        var digest = seen.State == CampaignState.Draft ? await _review.DigestAsync(actor.Tenant, seen, token) : null;
        var result = await RunAsync(actor, id, async (db, campaign, t) =>
        {
            if (await db.Set<CampaignApproval>().FirstOrDefaultAsync(a => a.Id == approval && a.CampaignId == id, t) is not { } asked)
                return new CampaignResult.NotFound();
            var (hindrance, nobodyElse) = Approvals.MayDecide(actor, campaign, asked, await Approvals.ApproversAsync(db, t));
            if (hindrance is not null || (approve && nobodyElse && !alone))
            {
                _audit.Record(db, actor, "campaign.approval-refused", id.Value.ToString(), "refused", "not a second person");
                return new CampaignResult.Refused("", hindrance ?? "Somebody else who could approve has just gone. Look again.");
            }

            if (asked.State == ApprovalState.Waiting && !asked.AtStart && (campaign.Version != seen.Version || campaign.State != CampaignState.Draft || asked.Digest != digest))
                asked.Overtake();
            if (asked.State == ApprovalState.Overtaken)
                return new CampaignResult.Refused("", "What it sends was changed, or it was taken back. It has to be asked about again.");
            if (!asked.TryDecide(approve, actor, words, nobodyElse, _clock.GetUtcNow()))
                return new CampaignResult.Refused("", $"{asked.DecidedBy} has decided already.");
            var what = !approve ? "Sent back" : nobodyElse ? "Confirmed without a second person" : "Approved";
            _timeline.Add(db, campaign, what, actor.Name, words ?? (nobodyElse && approve ? "Nobody else in this enterprise may approve it." : null));
            _audit.Record(db, actor, approve ? "campaign.approved" : "campaign.sent-back", id.Value.ToString(), reason: nobodyElse ? "nobody else may approve" : words);
            // After a restore an approval alone does not let it go on: somebody has to know that people may get it twice.
            if (approve && asked.AtStart && campaign.State == CampaignState.Paused && await SendOrders.SetBackToAsync(db, id.Order, t) is null)
                await _orders.RunAsync(db, id.Order, t);
            return new CampaignResult.Done(id);
        }, token);
        if (result is CampaignResult.Done && approve && seen is { State: CampaignState.Paused, SenderNumberId: { } sender })
            await _orders.WakeAsync(actor.Tenant, sender, token);
        return result;
    }

    private async Task<CampaignResult> RunAsync(Actor actor, CampaignId id, Func<PortalDbContext, Campaign, CancellationToken, Task<CampaignResult>> work, CancellationToken token)
    {
        CampaignResult result;
        try
        {
            result = await _database.WriteAsync(actor.Tenant, async (db, t) =>
            {
                await db.DemandWorkAsync(t);
                return await db.Set<Campaign>().FirstOrDefaultAsync(c => c.Id == id, t) is { } campaign ? await work(db, campaign, t) : new CampaignResult.NotFound();
            }, token);
        }
        catch (DbUpdateConcurrencyException)
        {
            return new CampaignResult.Refused("", "Somebody else was faster: it was changed or decided at the same moment. Look again.");
        }

        _signals.Publish(actor.Tenant, $"campaign:{id.Value}");
        return result;
    }

    private static string? Trim(string? words) => string.IsNullOrWhiteSpace(words) ? null : words.Trim();
}
