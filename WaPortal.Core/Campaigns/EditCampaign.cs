using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;

namespace WaPortal.Core.Campaigns;

/// <summary>Creates, saves and deletes drafts of campaigns.</summary>
public sealed class EditCampaign(PortalDatabase database, AuditTrail audit, TimeProvider clock)
{
    /// <summary>A new draft with a name.</summary>
    public async Task<CampaignResult> CreateAsync(Actor actor, string name, CancellationToken token)
    {
        actor.Demand(Right.EditCampaigns);
        if (NameProblem(name) is { } problem)
            return new CampaignResult.Refused("Name", problem);
        return await database.WriteAsync<CampaignResult>(actor.Tenant, (db, _) =>
        {
            var campaign = Campaign.CreateDraft(actor.Tenant, name.Trim(), actor.Name, clock.GetUtcNow());
            db.Add(campaign);
            audit.Record(db, actor, "campaign.created", campaign.Id.Value.ToString());
            return Task.FromResult<CampaignResult>(new CampaignResult.Done(campaign.Id));
        }, token);
    }

    /// <summary>Saves what the wizard holds; half-filled is fine, the review says what is missing.</summary>
    public async Task<CampaignResult> SaveAsync(Actor actor, CampaignId id, CampaignDraft draft, CancellationToken token)
    {
        actor.Demand(Right.EditCampaigns);
        if (NameProblem(draft.Name) is { } problem)
            return new CampaignResult.Refused("Name", problem);
        try
        {
            return await database.WriteAsync(actor.Tenant, (db, t) => SaveAsync(db, actor, id, draft, t), token);
        }
        catch (DbUpdateConcurrencyException)
        {
            return new CampaignResult.Stale();
        }
    }

    private async Task<CampaignResult> SaveAsync(PortalDbContext db, Actor actor, CampaignId id, CampaignDraft draft, CancellationToken token)
    {
        if (await db.Set<Campaign>().FindAsync([actor.Tenant, id], token) is not { } campaign)
            return new CampaignResult.NotFound();
        if (campaign.State == CampaignState.Draft && await Approvals.NewestAsync(db, id, token) is { State: ApprovalState.Waiting })
            return new CampaignResult.Refused("", "It waits for approval and cannot be changed meanwhile. Take the request back first.");
        var (before, now) = (CampaignDigest.Plan(campaign), clock.GetUtcNow());
        if (!campaign.TryEdit(draft, now))
            return new CampaignResult.Stale();
        if (CampaignDigest.Plan(campaign) == before)
            return new CampaignResult.Done(id); // the name is nobody's message
        campaign.EditedBy(actor.UserId);
        if (await Approvals.OvertakeAsync(db, id, token))
            db.Add(CampaignEvent.Create(campaign, "Approval reset", actor.Name, "What it sends was changed after it was approved.", now));
        return new CampaignResult.Done(id);
    }

    /// <summary>Deletes a draft; whatever has been scheduled stays on record.</summary>
    public async Task<CampaignResult> DeleteAsync(Actor actor, CampaignId id, CancellationToken token)
    {
        actor.Demand(Right.EditCampaigns);
        return await database.WriteAsync<CampaignResult>(actor.Tenant, async (db, t) =>
        {
            if (await db.Set<Campaign>().FindAsync([actor.Tenant, id], t) is not { } campaign)
                return new CampaignResult.NotFound();
            if (campaign.State != CampaignState.Draft)
                return new CampaignResult.Refused("", "Only a draft can be deleted.");
            db.Remove(campaign);
            audit.Record(db, actor, "campaign.deleted", id.Value.ToString());
            return new CampaignResult.Done(id);
        }, token);
    }

    internal static string? NameProblem(string name) =>
        name.Trim().Length is 0 or > Campaign.NameLength ? "Give the campaign a name of 1 to 100 characters." : null;
}
