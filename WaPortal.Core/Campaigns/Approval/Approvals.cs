using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Data;

namespace WaPortal.Core.Campaigns;

/// <summary>What the other actions on campaigns ask and tell approvals, in their own transactions.</summary>
internal static class Approvals
{
    /// <summary>The newest one of a campaign that still means something.</summary>
    public static Task<CampaignApproval?> NewestAsync(PortalDbContext db, CampaignId id, CancellationToken token) =>
        db.Set<CampaignApproval>().Where(a => a.CampaignId == id && a.State != ApprovalState.Overtaken).OrderByDescending(a => a.AskedAt).ThenByDescending(a => a.Id).FirstOrDefaultAsync(token);

    /// <summary>Active users who may approve.</summary>
    public static async Task<IReadOnlyList<UserId>> ApproversAsync(PortalDbContext db, CancellationToken token) =>
        [.. (await db.Set<PortalUser>().AsNoTracking().Where(u => u.Status == UserStatus.Active).ToListAsync(token)).Where(u => Rights.Of(u.Roles).Contains(Right.ApproveCampaigns)).Select(u => u.Id)];

    /// <summary>Why so many people may not be written to as it stands; null where nothing stands against it.</summary>
    /// <param name="rule">What the enterprise asks for.</param>
    /// <param name="newest">What was said.</param>
    /// <param name="digest">Of the campaign as it is.</param>
    /// <param name="people">Who would get it.</param>
    public static string? Missing(ApprovalRule rule, CampaignApproval? newest, string? digest, int people)
    {
        if (!rule.Asks(people))
            return null;
        return newest switch
        {
            null => "A second person has to approve it.",
            { State: ApprovalState.Waiting } => "It waits for the approval of a second person.",
            { State: ApprovalState.SentBack } => $"{newest.DecidedBy} sent it back. Ask again when it is put right.",
            _ when newest.Digest != digest => "What it sends was changed since it was approved. It has to be approved again.",
            _ when people > ApprovalRule.Covers(newest.People) => FormattableString.Invariant(
                $"It was approved for {newest.People:N0} people, and {people:N0} would get it now: more than a tenth over. It has to be approved again."),
            _ => null,
        };
    }

    /// <summary>The draft was changed: what was said about the old one holds no more. What was sent back stays to be read.</summary>
    public static async Task<bool> OvertakeAsync(PortalDbContext db, CampaignId id, CancellationToken token)
    {
        if (await NewestAsync(db, id, token) is not { State: ApprovalState.Approved or ApprovalState.Waiting } open)
            return false;
        open.Overtake();
        return true;
    }

    /// <summary>Who may not decide: whoever asked or changed it last, unless nobody else is there; and whoever is no person of this enterprise.</summary>
    public static (string? Hindrance, bool Alone) MayDecide(Actor person, Campaign campaign, CampaignApproval asked, IReadOnlyList<UserId> approvers)
    {
        if (person.UserId is not { } user)
            return ("An approval is a person's, not a job's.", false);
        if (person.Home is not null)
            return ("Somebody of this enterprise has to approve it. Acting in from outside is not enough.", false);
        if (user != asked.AskedById && user != campaign.EditedById)
            return (null, false);
        if (approvers.All(a => a == asked.AskedById || a == campaign.EditedById || a == user))
            return (null, true);
        return (user == asked.AskedById ? "You asked for this approval. A second person has to decide." : "You changed this campaign last. A second person has to decide.", false);
    }
}
