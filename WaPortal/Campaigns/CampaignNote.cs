using WaPortal.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Delivery;

namespace WaPortal.Campaigns;

/// <summary>The one sentence under a campaign's progress: what goes on, or what it waits for.</summary>
internal static class CampaignNote
{
    public static string Of(Campaign campaign, OrderProgress? progress, TenantClock clock)
    {
        var rest = progress?.StillToSend ?? 0;
        return campaign.State switch
        {
            CampaignState.Draft => "This is a draft. Nothing happens until it is started.",
            CampaignState.Scheduled when campaign is { Plan.AtPersonsTime: true, LocalStart: { } local, StartAt: { } chosen } =>
                $"Its people are chosen {clock.Within(chosen)} ({clock.Zone.Id}); each gets it {CampaignWords.ByOwnClock(local)}.",
            CampaignState.Scheduled => campaign.StartAt is { } at ? $"Starts by itself {clock.Within(at)} ({clock.Zone.Id})." : "Starts by itself.",
            CampaignState.Preparing => $"The audience is being put together: {Figures.Count(campaign.AudienceSize, "person", "people")} so far. Nothing has left yet.",
            CampaignState.Running when progress?.WaitUntil is { } until && until > clock.Now =>
                $"{progress.WaitReason ?? "It waits."} Sending goes on {clock.Within(until)}. You may close this page.",
            CampaignState.Running => $"{Figures.Whole(rest)} more to send. You may close this page.",
            CampaignState.Paused => $"Nothing leaves while it is paused. {Figures.Count(rest, "person waits", "people wait")}.",
            CampaignState.Completed => "Everybody has had their turn. Deliveries and reads still come in.",
            CampaignState.Cancelled => $"It was stopped for good. {Figures.Count(progress?.Of(MessageState.Cancelled) ?? 0, "message", "messages")} never left.",
        };
    }

    /// <summary>Whether it waits for something by itself now.</summary>
    public static bool Waits(Campaign campaign, OrderProgress? progress, DateTimeOffset now) =>
        campaign.State == CampaignState.Running && progress?.WaitUntil > now;
}
