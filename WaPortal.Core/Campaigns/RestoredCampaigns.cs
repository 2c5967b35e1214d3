using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Data.Restores;
using WaPortal.Core.Delivery;

namespace WaPortal.Core.Campaigns;

/// <summary>
/// After the database was set back: a campaign that was scheduled may have been sent since, so it starts by a person's word only; one whose people were being put together
/// ends, since nobody can tell whom the rest of it reached.
/// </summary>
internal sealed class RestoredCampaigns(SendOrders orders, CampaignTimeline timeline, TimeProvider clock) : IRestoreCaution
{
    private const string Event = "campaign.set-back";

    public async Task<IReadOnlyList<string>> HoldAsync(PortalDbContext db, SetBack setBack, CancellationToken token)
    {
        var notes = new List<string>();
        var now = clock.GetUtcNow();
        var waiting = await db.Set<Campaign>().AsTracking().Where(c => c.State == CampaignState.Scheduled || c.State == CampaignState.Preparing).OrderBy(c => c.Id).ToListAsync(token);
        var (scheduled, ended) = (0, 0);
        foreach (var campaign in waiting)
        {
            // Of a test that has begun nobody can tell who else got a version of it since: there is no draft to go back to.
            var isTested = await AbTestPart.OfAsync(db, campaign, token) is not null;
            if (!isTested && campaign.TryUnschedule(now))
            {
                scheduled++;
                timeline.AddOwn(db, campaign, "Taken back to draft", $"{setBack.Words} It may have been sent since. Find out, then schedule it again or cancel it.", Event);
                continue;
            }

            var reason = $"{setBack.Words} {(isTested ? "Its test of two versions had begun" : "Its people were being put together")} then, and it may have been sent since. Find out, then plan a new campaign if it was not.";
            if (await db.Set<SendOrder>().AnyAsync(o => o.Id == campaign.Id.Order, token) ? await orders.CancelAsync(db, campaign.Id.Order, reason, token) : campaign.TryCancelBeforeStart(now))
            {
                ended++;
                timeline.AddOwn(db, campaign, "Cancelled", reason, Event);
            }
        }

        if (scheduled > 0)
            notes.Add(FormattableString.Invariant($"{scheduled:N0} {(scheduled == 1 ? "campaign that was scheduled is a draft" : "campaigns that were scheduled are drafts")} again."));
        if (ended > 0)
            notes.Add(FormattableString.Invariant($"{ended:N0} {(ended == 1 ? "campaign that had begun to put its people together, or to test two versions, was" : "campaigns that had begun to put their people together, or to test two versions, were")} cancelled."));
        return notes;
    }
}
