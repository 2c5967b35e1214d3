using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Campaigns;

public sealed class TestNumberTests
{
    private static string List(int people) => "phone,name,language,opt_in,opt_in_at,source\n" + string.Concat(
        Enumerable.Range(1, people).Select(i => string.Create(CultureInfo.InvariantCulture, $"+4477009000{i:00},P{i},en,yes,2026-05-01T10:00:00Z,form\n")));

    [Theory, Engines]
    public async Task A_campaign_from_a_test_number_writes_to_ten_people_and_not_to_eleven(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List(11));
        var admin = scene.Portal.As(PortalRole.TenantAdmin);
        Assert.True(await scene.Portal.Get<ManageAccounts>().MarkAsync(admin, scene.Sender, test: true, default));
        var id = await scene.DraftAsync();
        var refused = Assert.IsType<CampaignResult.Refused>(await scene.ScheduleAsync(id));
        Assert.Contains(refused.Problems, p => p.Field == "Sender");
        Assert.True(await scene.Portal.Get<ManageAccounts>().MarkAsync(admin, scene.Sender, test: false, default));
        Assert.IsType<CampaignResult.Done>(await scene.ScheduleAsync(id));
    }

    [Theory, Engines]
    public async Task A_number_that_became_a_test_number_before_the_hour_sends_nothing_to_more_than_ten(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List(11));
        var id = await scene.DraftAsync(localStart: new DateTime(2026, 11, 20, 12, 0, 0));
        Assert.IsType<CampaignResult.Done>(await scene.ScheduleAsync(id));
        await scene.Portal.Get<ManageAccounts>().MarkAsync(scene.Portal.As(PortalRole.TenantAdmin), scene.Sender, test: true, default);
        scene.Portal.Clock.Set(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
        await scene.RunAsync();
        Assert.Empty(scene.Platform.Sent);
        Assert.Equal(CampaignState.Cancelled, (await scene.RowAsync(id)).State);
        Assert.All(await scene.MessagesAsync(id), m => Assert.Equal(Core.Delivery.MessageState.Cancelled, m.State));
    }

    [Theory, Engines]
    public async Task An_account_is_not_disconnected_beneath_a_campaign_that_is_on_its_way(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List(2));
        var id = await scene.DraftAsync(localStart: new DateTime(2026, 11, 20, 12, 0, 0));
        Assert.IsType<CampaignResult.Done>(await scene.ScheduleAsync(id));
        var admin = await scene.Portal.SignedInAsync(PortalRole.TenantAdmin);
        var account = await scene.Portal.Database.ReadAsync(scene.Portal.TenantId, (db, t) => db.Set<WhatsAppAccount>().Select(a => a.Id).SingleAsync(t), default);
        Assert.Equal(["Autumn"], Assert.IsType<AccountResult.InUse>(await scene.Portal.Get<ManageAccounts>().DisconnectAsync(admin, account, default)).Campaigns);
        Assert.IsType<CampaignResult.Done>(await scene.Portal.Get<ScheduleCampaign>().TakeBackAsync(scene.Marketer, id, default));
        Assert.IsType<AccountResult.Done>(await scene.Portal.Get<ManageAccounts>().DisconnectAsync(admin, account, default));
        var refused = Assert.IsType<CampaignResult.Refused>(await scene.ScheduleAsync(id));
        Assert.Contains(refused.Problems, p => p.Field == "Sender");
    }
}
