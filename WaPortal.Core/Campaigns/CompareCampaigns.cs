using WaPortal.Core.Access;
using WaPortal.Core.Delivery;

namespace WaPortal.Core.Campaigns;

/// <summary>A campaign's figures, for a table beside others.</summary>
/// <param name="People">All of its audience.</param>
/// <param name="Sent">Whom WhatsApp took the message over for.</param>
/// <param name="Delivered">Of those, on whose phone it came.</param>
/// <param name="Read">Of those, who read it and let it be known.</param>
/// <param name="Answered">Who wrote back or tapped a button.</param>
/// <param name="Clicked">Who opened one of its tracked links.</param>
/// <param name="OptedOut">Who opted out within three days of it.</param>
/// <param name="Failed">For whom it failed for good.</param>
/// <param name="Costs">What it came to so far, by currency.</param>
public sealed record CampaignFigures(
    CampaignId Id, string Name, CampaignState State, string? TemplateName, DateTimeOffset? StartAt, int People, int Sent, int Delivered, int Read, int Answered, int Clicked, int OptedOut, int Failed,
    IReadOnlyList<(string Currency, long Micros)> Costs);

/// <summary>Puts campaigns side by side.</summary>
public sealed class CompareCampaigns(CampaignQueries queries, CampaignCosts costs)
{
    /// <summary>The most that stand side by side.</summary>
    public const int Most = 4;

    /// <summary>The figures in the order that was asked for; those that do not exist, or have not started, are left out.</summary>
    public async Task<IReadOnlyList<CampaignFigures>> RunAsync(Actor actor, IReadOnlyCollection<CampaignId> ids, CancellationToken token)
    {
        actor.Demand(Right.ViewCampaigns);
        var figures = new List<CampaignFigures>(Most);
        foreach (var id in ids.Distinct().Take(Most))
        {
            if (await queries.DetailAsync(actor, id, token) is not { Progress: { } now } detail)
                continue;
            var money = await costs.ReadAsync(actor, id, token);
            figures.Add(new CampaignFigures(
                id, detail.Campaign.Name, detail.Campaign.State, detail.TemplateName, detail.Campaign.StartAt, now.Total, now.Sent, now.Delivered, now.Of(MessageState.Read),
                detail.Responses.Answered, detail.Clicked, detail.Responses.OptedOut, now.Of(MessageState.Failed), money?.Totals ?? []));
        }

        return figures;
    }
}
