using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Data;

namespace WaPortal.Core.Campaigns;

/// <summary>How a campaign stands with its second person, for one who looks at it.</summary>
/// <param name="Newest">What was asked and said last; null: nothing that holds.</param>
/// <param name="Rule">What the enterprise asks for.</param>
/// <param name="Hindrance">Why this person may not decide; null where they may, or where nothing waits.</param>
/// <param name="Alone">Nobody but the maker could decide: the maker confirms it with a fresh code.</param>
/// <param name="Approvers">Active users who may approve.</param>
public sealed record ApprovalView(CampaignApproval? Newest, ApprovalRule Rule, string? Hindrance, bool Alone, int Approvers)
{
    /// <summary>Asked for and not decided.</summary>
    public bool Waits => Newest is { State: ApprovalState.Waiting };
}

/// <summary>What about a campaign's approval waits for one person.</summary>
public enum CampaignTaskKind
{
    /// <summary>Somebody asks for their approval.</summary>
    Approve,

    /// <summary>What they asked for was sent back.</summary>
    SentBack,

    /// <summary>What they asked for was approved, and can be started.</summary>
    Approved,
}

/// <summary>Something about a campaign that waits for this person.</summary>
public sealed record CampaignTask(CampaignTaskKind Kind, CampaignId Id, string Name, string Who, int People, DateTimeOffset At, string? Words, bool AtStart);

/// <summary>Reads approvals for pages.</summary>
public sealed class CampaignApprovalQuery(PortalDatabase database)
{
    /// <summary>How one campaign stands; null where there is none.</summary>
    public Task<ApprovalView?> ReadAsync(Actor actor, CampaignId id, CancellationToken token)
    {
        actor.Demand(Right.ViewCampaigns);
        return database.ReadAsync(actor.Tenant, async (db, t) =>
        {
            if (await db.Set<Campaign>().FirstOrDefaultAsync(c => c.Id == id, t) is not { } campaign)
                return null;
            var newest = await Approvals.NewestAsync(db, id, t);
            var approvers = await Approvals.ApproversAsync(db, t);
            var (hindrance, alone) = newest is { State: ApprovalState.Waiting } ? Approvals.MayDecide(actor, campaign, newest, approvers) : (null, false);
            return new ApprovalView(newest, await CampaignSettings.RuleAsync(db, t), hindrance, alone, approvers.Count);
        }, token);
    }

    /// <summary>What waits for this person, the oldest first.</summary>
    public Task<IReadOnlyList<CampaignTask>> TasksAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ViewCampaigns);
        return database.ReadAsync<IReadOnlyList<CampaignTask>>(actor.Tenant, async (db, t) =>
        {
            var rows = await (
                from approval in db.Set<CampaignApproval>()
                join campaign in db.Set<Campaign>() on approval.CampaignId equals campaign.Id
                where approval.State != ApprovalState.Overtaken && (campaign.State == CampaignState.Draft || campaign.State == CampaignState.Paused)
                orderby approval.AskedAt
                select new { approval, campaign }).Take(500).ToListAsync(t);
            var approvers = await Approvals.ApproversAsync(db, t);
            var tasks = new List<CampaignTask>();
            foreach (var row in rows.GroupBy(r => r.campaign.Id).Select(g => g.Last()))
            {
                var (approval, campaign) = (row.approval, row.campaign);
                var own = approval.AskedById is { } asker && asker == actor.UserId;
                var kind = approval.State switch
                {
                    ApprovalState.Waiting when actor.May(Right.ApproveCampaigns) && Approvals.MayDecide(actor, campaign, approval, approvers).Hindrance is null => CampaignTaskKind.Approve,
                    ApprovalState.SentBack when own && actor.May(Right.EditCampaigns) => CampaignTaskKind.SentBack,
                    ApprovalState.Approved when own && campaign.State == CampaignState.Draft && actor.May(Right.StartCampaigns) => CampaignTaskKind.Approved,
                    _ => (CampaignTaskKind?)null,
                };
                if (kind is { } what)
                    tasks.Add(new CampaignTask(what, campaign.Id, campaign.Name, (what == CampaignTaskKind.Approve ? approval.AskedBy : approval.DecidedBy) ?? "", approval.People, approval.DecidedAt ?? approval.AskedAt, what == CampaignTaskKind.Approve ? approval.Note : approval.Words, approval.AtStart));
            }

            return tasks;
        }, token);
    }
}
