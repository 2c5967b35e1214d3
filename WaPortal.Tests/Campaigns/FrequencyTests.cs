using WaPortal.Core.Access;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Delivery;
using WaPortal.Core.Delivery.Frequency;
using WaPortal.Tests.Data;
using WaPortal.Tests.Delivery;
using Xunit;

namespace WaPortal.Tests.Campaigns;

/// <summary>How many offers a person gets in some days, over all campaigns.</summary>
public sealed class FrequencyTests
{
    private const string List =
        "phone,name,opt_in,opt_in_at,source\n"
        + "+447700900001,Ada,yes,2026-05-01T10:00:00Z,form\n"
        + "+447700900002,Ben,yes,2026-05-01T10:00:00Z,form\n";

    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, Engines]
    public async Task Who_had_enough_offers_is_skipped_and_gets_them_again_when_the_days_are_over(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List);
        Assert.Empty(await SaveAsync(scene, 2, 7));
        Assert.Equal(2, Sent(await RunAsync(scene)));
        Assert.Equal(2, Sent(await RunAsync(scene)));

        var third = await scene.DraftAsync();
        var forecast = await scene.Portal.Get<CampaignReview>().ForecastAsync(scene.Marketer, third, None);
        Assert.Equal((0, 2), (forecast!.Eligible, forecast.Skipped[SkipReason.Capped]));
        Assert.IsType<CampaignResult.Refused>(await scene.ScheduleAsync(third));

        scene.Portal.Clock.Advance(TimeSpan.FromDays(8));
        Assert.Equal(2, Sent(await RunAsync(scene)));
    }

    [Theory, Engines]
    public async Task The_limit_holds_at_the_moment_of_leaving_also_between_campaigns_that_run_together(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List);
        await SaveAsync(scene, 1, 1);
        var ids = new List<CampaignId>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add(await scene.DraftAsync());
            Assert.IsType<CampaignResult.Done>(await scene.ScheduleAsync(ids[i]));
        }

        await scene.RunAsync(20);
        var messages = new List<Message>();
        foreach (var id in ids)
            messages.AddRange(await scene.MessagesAsync(id));
        Assert.Equal(2, scene.Platform.Sent.Count);
        Assert.Equal(2, scene.Platform.Sent.Select(m => m.To).Distinct().Count());
        Assert.Equal(4, messages.Count(m => m is { State: MessageState.Skipped, Reason: nameof(SkipReason.Capped) }));
    }

    [Theory, Engines]
    public async Task What_failed_does_not_count_and_without_a_limit_nothing_does(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List);
        await SaveAsync(scene, 1, 30);
        scene.Platform.Answer = _ => FakeWhatsApp.Refusal(131026);
        Assert.Equal(0, Sent(await RunAsync(scene)));
        scene.Platform.Answer = null;
        Assert.Equal(2, Sent(await RunAsync(scene)));
        await SaveAsync(scene, null, 0);
        Assert.Equal(2, Sent(await RunAsync(scene)));
    }

    [Theory, Engines]
    public async Task Only_who_manages_settings_sets_it_and_within_bounds(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List);
        await Assert.ThrowsAsync<AccessDeniedException>(() => scene.Portal.Get<ManageFrequency>().SaveAsync(scene.Marketer, 1, 1, None));
        Assert.NotEmpty(await SaveAsync(scene, 0, 7));
        Assert.NotEmpty(await SaveAsync(scene, 1, FrequencyRule.MostDays + 1));
        Assert.Empty(await SaveAsync(scene, 3, 10));
        var view = await scene.Portal.Get<ManageFrequency>().ReadAsync(scene.Portal.As(PortalRole.TenantAdmin), None);
        Assert.Equal((3, 10), (view.Messages, view.Days));
    }

    private static Task<IReadOnlyList<string>> SaveAsync(CampaignScene scene, int? messages, int days) =>
        scene.Portal.Get<ManageFrequency>().SaveAsync(scene.Portal.As(PortalRole.TenantAdmin), messages, days, None);

    private static async Task<List<Message>> RunAsync(CampaignScene scene)
    {
        var id = await scene.DraftAsync();
        Assert.IsType<CampaignResult.Done>(await scene.ScheduleAsync(id));
        await scene.RunAsync(10);
        return await scene.MessagesAsync(id);
    }

    private static int Sent(IEnumerable<Message> messages) => messages.Count(m => m.State == MessageState.Accepted);
}
