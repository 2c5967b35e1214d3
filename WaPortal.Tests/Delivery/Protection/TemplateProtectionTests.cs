using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Delivery.Protection;

public sealed class TemplateProtectionTests
{
    private static readonly TemplateReference Reference = new("5001", "autumn_offer", "en_GB");

    [Theory, Engines]
    public async Task A_template_that_WhatsApp_pauses_stops_its_campaign_in_the_same_moment(Engine engine)
    {
        await using var scene = await ReadyAsync(engine, "MARKETING");
        var order = await scene.OrderAsync(2);
        await scene.TellAsync(new TemplateStatusEvent("1001", scene.Portal.Clock.GetUtcNow()) { Template = Reference, Event = "PAUSED", OtherTitle = "FIRST_PAUSE" });
        var row = await scene.OrderRowAsync(order);
        Assert.Equal(SendOrderState.Paused, row.State);
        Assert.Contains("paused", row.PauseReason, StringComparison.Ordinal);
    }

    [Theory, Engines]
    public async Task A_template_moved_to_marketing_never_goes_to_people_who_agreed_to_something_else(Engine engine)
    {
        await using var scene = await ReadyAsync(engine, "UTILITY");
        var order = await scene.OrderAsync(2);
        await scene.WriteAsync((db, t) => db.ExecuteSqlAsync("UPDATE send_orders SET purpose = 'Utility'", t));
        await scene.TellAsync(new TemplateCategoryEvent("1001", scene.Portal.Clock.GetUtcNow()) { Template = Reference, Category = "MARKETING", PreviousCategory = "UTILITY" });
        Assert.Contains("under marketing", (await scene.OrderRowAsync(order)).PauseReason, StringComparison.Ordinal);
        scene.Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        await scene.ResumeAsync(order);
        await scene.WatchAsync();
        await scene.DispatchAsync(1);
        Assert.Empty(scene.Platform.Sent);
        Assert.Equal(SendOrderState.Paused, (await scene.OrderRowAsync(order)).State);
    }

    [Theory, Engines]
    public async Task A_template_moved_to_a_cheaper_category_goes_on_when_somebody_says_so(Engine engine)
    {
        await using var scene = await ReadyAsync(engine, "MARKETING");
        var order = await scene.OrderAsync(2);
        await scene.TellAsync(new TemplateCategoryEvent("1001", scene.Portal.Clock.GetUtcNow()) { Template = Reference, Category = "UTILITY", PreviousCategory = "MARKETING" });
        Assert.Equal(SendOrderState.Paused, (await scene.OrderRowAsync(order)).State);
        scene.Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        await scene.ResumeAsync(order);
        await scene.DispatchAsync(1);
        Assert.Equal(2, scene.Platform.Sent.Count);
    }

    private static async Task<DeliveryScene> ReadyAsync(Engine engine, string category)
    {
        var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(2);
        await scene.WriteAsync((db, t) => db.ExecuteSqlAsync(
            "UPDATE template_translations SET platform_id = '5001', platform_category = @category", t, ("@category", category)));
        return scene;
    }
}
