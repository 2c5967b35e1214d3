using System.Text.Json;
using WaPortal.Core.Delivery;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Delivery.Protection;

public sealed class SenderProtectionTests
{
    [Theory, Engines]
    public async Task A_low_quality_of_the_number_pauses_until_a_person_resumes_and_pauses_again_when_it_falls_again(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(3);
        var order = await scene.OrderAsync(3);
        await SetAsync(scene, quality: "RED");
        await scene.DispatchAsync(2);
        Assert.Empty(scene.Platform.Sent);
        var row = await scene.OrderRowAsync(order);
        Assert.Equal(SendOrderState.Paused, row.State);
        Assert.Contains("quality", row.PauseReason, StringComparison.Ordinal);

        scene.Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        await scene.ResumeAsync(order);
        await scene.DispatchAsync(2);
        Assert.Equal(3, scene.Platform.Sent.Count);

        await scene.OptInAsync(6);
        var second = await scene.OrderAsync(3, 3);
        await SetAsync(scene, quality: "GREEN");
        scene.Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        await SetAsync(scene, quality: "RED");
        await scene.WatchAsync();
        Assert.Equal(SendOrderState.Paused, (await scene.OrderRowAsync(second)).State);
    }

    [Theory, Engines]
    public async Task Nothing_leaves_from_a_number_that_is_closed_even_when_somebody_resumes(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(2);
        var order = await scene.OrderAsync(2);
        await SetAsync(scene, status: "BANNED");
        await scene.DispatchAsync(1);
        await scene.ResumeAsync(order);
        await scene.DispatchAsync(1);
        Assert.Empty(scene.Platform.Sent);
        Assert.Contains("banned", (await scene.OrderRowAsync(order)).PauseReason, StringComparison.Ordinal);

        await SetAsync(scene, status: "CONNECTED");
        await scene.ResumeAsync(order);
        await scene.DispatchAsync(2);
        Assert.Equal(2, scene.Platform.Sent.Count);
    }

    [Theory, Engines]
    public async Task A_restriction_with_a_near_end_is_waited_out_and_goes_on_by_itself(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(2);
        var order = await scene.OrderAsync(2);
        var end = scene.Portal.Clock.GetUtcNow().AddDays(1);
        await scene.TellAsync(Restriction(scene, ("RESTRICTED_BIZ_INITIATED_MESSAGING", end)));
        var row = await scene.OrderRowAsync(order);
        Assert.Equal((SendOrderState.Running, end), (row.State, row.WaitUntil));
        await scene.DispatchAsync(2);
        Assert.Empty(scene.Platform.Sent);

        scene.Portal.Clock.Advance(TimeSpan.FromDays(1));
        await scene.DispatchAsync(2);
        Assert.Equal(2, scene.Platform.Sent.Count);
    }

    [Theory, Engines]
    public async Task A_long_restriction_pauses_and_a_violation_stops_until_somebody_resumes(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(4);
        var order = await scene.OrderAsync(2);
        await scene.TellAsync(Restriction(scene, ("RESTRICTED_BIZ_INITIATED_MESSAGING", scene.Portal.Clock.GetUtcNow().AddDays(30))));
        Assert.Equal(SendOrderState.Paused, (await scene.OrderRowAsync(order)).State);
        scene.Portal.Clock.Advance(TimeSpan.FromDays(31));
        await scene.DispatchAsync(1);
        Assert.Empty(scene.Platform.Sent);
        await scene.ResumeAsync(order);
        await scene.DispatchAsync(1);
        Assert.Equal(2, scene.Platform.Sent.Count);

        var later = await scene.OrderAsync(2, 2);
        await scene.TellAsync(Account(scene, "ACCOUNT_VIOLATION") with { ViolationType = "SCAM" });
        Assert.Contains("scam", (await scene.OrderRowAsync(later)).PauseReason, StringComparison.Ordinal);
        scene.Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        await scene.ResumeAsync(later);
        await scene.DispatchAsync(1);
        Assert.Equal(4, scene.Platform.Sent.Count);
    }

    [Theory, Engines]
    public async Task What_the_platform_takes_back_or_says_of_other_accounts_keeps_nothing_back(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(2);
        await scene.TellAsync(Account(scene, "DISABLED_UPDATE") with { BanState = "DISABLE" });
        scene.Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        await scene.TellAsync(
            Account(scene, "DISABLED_UPDATE") with { BanState = "REINSTATE" },
            Account(scene, "DISABLED_UPDATE") with { BanState = "DISABLE", WabaId = "9999" },
            Restriction(scene, ("RESTRICTED_ADD_PHONE_NUMBER_ACTION", null), ("RESTRICTED_UTILITY_TEMPLATES", null)));
        await scene.OrderAsync(2);
        await scene.DispatchAsync(1);
        Assert.Equal(2, scene.Platform.Sent.Count);
    }

    [Theory, Engines]
    public async Task An_old_restriction_that_comes_again_late_changes_nothing(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(2);
        var disable = Account(scene, "DISABLED_UPDATE") with { BanState = "DISABLE" };
        await scene.TellAsync(disable);
        scene.Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        await scene.TellAsync(Account(scene, "DISABLED_UPDATE") with { BanState = "REINSTATE" });
        await scene.TellAsync(disable);
        await scene.OrderAsync(2);
        await scene.DispatchAsync(1);
        Assert.Equal(2, scene.Platform.Sent.Count);
    }

    [Theory, Engines]
    public async Task A_refusal_that_is_about_the_account_stops_all_its_campaigns(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(4);
        var (first, second) = (await scene.OrderAsync(1), await scene.OrderAsync(3, 1));
        var once = 0;
        scene.Platform.Answer = _ => FakeWhatsApp.Refusal(Interlocked.Increment(ref once) > 0 ? 131031 : 0);
        await scene.DispatchAsync(1);
        Assert.Equal(SendOrderState.Paused, (await scene.OrderRowAsync(first)).State);
        Assert.Equal(SendOrderState.Paused, (await scene.OrderRowAsync(second)).State);
        scene.Platform.Sent.Clear();
        await scene.DispatchAsync(2);
        Assert.Empty(scene.Platform.Sent);
    }

    internal static Task SetAsync(DeliveryScene scene, string? quality = null, string? status = null) => scene.WriteAsync(async (db, t) =>
    {
        var number = (await db.Set<SenderNumber>().FindAsync([scene.Portal.TenantId, scene.Sender], t))!;
        number.Update(new SenderNumberFacts(number.PhoneNumberId, null, null, null, quality, status, null), scene.Portal.Clock.GetUtcNow());
    });

    private static AccountEvent Restriction(DeliveryScene scene, params (string Type, DateTimeOffset? Until)[] restrictions) =>
        Account(scene, "ACCOUNT_RESTRICTION") with { Restrictions = [.. restrictions.Select(r => new AccountRestriction(r.Type, r.Until))] };

    private static AccountEvent Account(DeliveryScene scene, string what) =>
        new("1001", scene.Portal.Clock.GetUtcNow()) { Field = "account_update", Event = what, Raw = JsonDocument.Parse("{}").RootElement };
}
