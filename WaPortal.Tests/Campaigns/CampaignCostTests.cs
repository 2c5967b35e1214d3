using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Delivery.Costs;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Campaigns;

public sealed class CampaignCostTests
{
    private const long Britain = 63_500;
    private const long Germany = 136_500;
    private static readonly CancellationToken None = CancellationToken.None;

    private const string Csv =
        "phone,name,language,opt_in,opt_in_at,source\n" +
        "+447700900001,Ana,en_GB,yes,2026-05-01T10:00:00Z,form\n" +
        "+447700900002,Ben,en_GB,yes,2026-05-01T10:00:00Z,form\n" +
        "+447700900003,Cleo,en_GB,no,2026-05-01T10:00:00Z,form\n" +
        "+4915123456789,Dirk,en_GB,yes,2026-05-01T10:00:00Z,form\n";

    [Theory, Engines]
    public async Task The_review_says_what_those_who_get_it_cost_by_market(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, Csv);
        var id = await scene.DraftAsync();
        var cost = (await scene.Portal.Get<CampaignReview>().ForecastAsync(scene.Marketer, id, None))!.Cost!;
        Assert.Equal([("Germany", 1, Germany), ("United Kingdom", 2, 2 * Britain)], cost.Lines.Select(l => (l.Market, l.People, l.Micros!.Value)).Order());
        Assert.Equal((Germany + (2 * Britain), 0, "USD"), (cost.Micros, cost.Unpriced, cost.Card.Currency));
    }

    [Theory, Engines]
    public async Task The_estimate_stays_with_the_campaign_and_its_budget_stops_it_until_it_is_raised(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, Csv);
        var id = await scene.DraftAsync();
        var draft = await scene.RowAsync(id);
        var edited = new CampaignDraft(
            draft.Name, draft.TemplateId, scene.List, scene.Sender, draft.Mapping, true, null, null, draft.Version, Budget: new Budget(Germany, "USD"));
        Assert.IsType<CampaignResult.Done>(await scene.Portal.Get<EditCampaign>().SaveAsync(scene.Marketer, id, edited, None));
        Assert.IsType<CampaignResult.Done>(await scene.ScheduleAsync(id));
        await scene.RunAsync();
        var row = await scene.RowAsync(id);
        Assert.Equal(CampaignState.Paused, row.State);
        Assert.Contains("Raise the budget, then resume", row.PauseReason, StringComparison.Ordinal);
        var money = (await scene.Portal.Get<CampaignCosts>().ReadAsync(scene.Marketer, id, None))!;
        Assert.Equal(Germany + (2 * Britain), money.Estimate!.Micros);
        Assert.InRange(money.CommittedMicros, 1, Germany);

        Assert.IsType<CampaignResult.Done>(await scene.Portal.Get<CampaignBudget>().ChangeAsync(scene.Marketer, id, new Budget(Money.Unit, "USD"), None));
        Assert.IsType<CampaignResult.Done>(await scene.Portal.Get<ControlCampaign>().ResumeAsync(scene.Marketer, id, None));
        await scene.RunAsync();
        Assert.Equal(3, scene.Platform.Sent.Count);
        Assert.Equal(CampaignState.Completed, (await scene.RowAsync(id)).State);
        Assert.IsType<CampaignResult.Refused>(await scene.Portal.Get<CampaignBudget>().ChangeAsync(scene.Marketer, id, null, None));
    }

    [Theory, Engines]
    public async Task A_budget_that_comes_on_the_way_counts_what_was_sent_before(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, Csv);
        var id = await scene.DraftAsync();
        Assert.IsType<CampaignResult.Done>(await scene.ScheduleAsync(id));
        await scene.Portal.Jobs.RunDueAsync(scene.Portal.Services, 1); // frozen, nothing sent
        Assert.IsType<CampaignResult.Done>(await scene.Portal.Get<CampaignBudget>().ChangeAsync(scene.Marketer, id, new Budget(1, "USD"), None));
        await scene.RunAsync();
        Assert.Empty(scene.Platform.Sent);
        Assert.Equal(CampaignState.Paused, (await scene.RowAsync(id)).State);
        Assert.IsType<CampaignResult.Done>(await scene.Portal.Get<CampaignBudget>().ChangeAsync(scene.Marketer, id, null, None));
        Assert.IsType<CampaignResult.Done>(await scene.Portal.Get<ControlCampaign>().ResumeAsync(scene.Marketer, id, None));
        await scene.RunAsync();
        Assert.Equal(3, scene.Platform.Sent.Count);
        Assert.Null((await scene.Portal.Get<CampaignCosts>().ReadAsync(scene.Marketer, id, None))!.Budget);
    }

    [Theory, Engines]
    public async Task A_budget_in_a_currency_that_no_card_has_keeps_the_campaign_from_starting(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, Csv);
        var id = await scene.DraftAsync();
        var draft = await scene.RowAsync(id);
        await scene.Portal.Get<EditCampaign>().SaveAsync(
            scene.Marketer, id, new CampaignDraft(draft.Name, draft.TemplateId, scene.List, scene.Sender, draft.Mapping, true, null, null, draft.Version, Budget: new Budget(1, "EUR")), None);
        var refused = Assert.IsType<CampaignResult.Refused>(await scene.ScheduleAsync(id));
        Assert.Equal("Budget", Assert.Single(refused.Problems).Field);
    }
}
