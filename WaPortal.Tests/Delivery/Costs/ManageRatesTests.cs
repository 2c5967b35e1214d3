using WaPortal.Core.Access;
using WaPortal.Core.Delivery.Costs;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Delivery.Costs;

public sealed class ManageRatesTests
{
    private const string Header = "valid_from,currency,market,marketing,utility\n";
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, Engines]
    public async Task An_own_card_wins_over_the_shipped_one_until_it_is_withdrawn(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var (rates, admin) = (portal.Get<ManageRates>(), portal.As(PortalRole.TenantAdmin));
        Assert.Null((await rates.ReadAsync(admin, None)).Current!.Id); // 20 November: the card of October that came with the portal

        Assert.IsType<RateImport.Done>(await rates.ImportAsync(admin, Header + "2026-07-01,EUR,Other,0.05,0.01\n", "Contract", None));
        Assert.IsType<RateImport.Done>(await rates.ImportAsync(admin, Header + "2026-12-01,EUR,Other,0.06,0.01\n", null, None));
        var view = await rates.ReadAsync(admin, None);
        Assert.Equal((new DateOnly(2026, 7, 1), "Contract"), (view.Current!.ValidFrom, view.Current.Source));
        Assert.Equal(new DateOnly(2026, 12, 1), view.Upcoming!.ValidFrom);
        Assert.Equal(new DateOnly(2026, 10, 1), view.Newer!.ValidFrom); // said, not taken
        Assert.True(view.Current.IsStaleOn(view.Today));

        Assert.True(await rates.WithdrawAsync(admin, view.Current.Id!.Value, None));
        Assert.False(await rates.WithdrawAsync(admin, view.Current.Id.Value, None));
        view = await rates.ReadAsync(admin, None);
        Assert.Equal((null, new DateOnly(2026, 12, 1)), (view.Current!.Id, view.Upcoming!.ValidFrom));
        Assert.Equal(2, view.Brought.Count);
        Assert.Equal("EUR", (await rates.CardAsync(admin, view.Brought[1].Id, None))!.Currency); // kept on record
    }

    [Theory, Engines]
    public async Task A_card_holds_from_midnight_in_the_enterprises_zone_and_of_two_the_later_one_holds(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var (rates, admin) = (portal.Get<ManageRates>(), portal.As(PortalRole.TenantAdmin));
        await rates.ImportAsync(admin, Header + "2027-04-01,USD,Other,0.01,0.01\n", null, None);
        portal.Clock.Advance(TimeSpan.FromSeconds(1));
        await rates.ImportAsync(admin, Header + "2027-04-01,USD,Other,0.02,0.01\n", null, None);
        portal.Clock.Advance(new DateTimeOffset(2027, 3, 31, 22, 59, 59, TimeSpan.Zero) - portal.Clock.GetUtcNow());
        Assert.Null((await rates.CardAsync(admin, null, None))!.Id);
        portal.Clock.Advance(TimeSpan.FromSeconds(1)); // 23:00 UTC is midnight in London's summer
        Assert.Equal(20_000, (await rates.CardAsync(admin, null, None))!.RateOf("Other", PriceCategory.Marketing));
    }

    [Theory, Engines]
    public async Task Another_enterprise_sees_nothing_of_a_card(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var rates = portal.Get<ManageRates>();
        var done = Assert.IsType<RateImport.Done>(await rates.ImportAsync(portal.As(PortalRole.TenantAdmin), Header + "2026-11-01,EUR,Other,0.05,0.01\n", null, None));
        var stranger = portal.As(PortalRole.TenantAdmin, (await portal.AddTenantAsync("harbour", "Harbour")).Id);
        Assert.Null(await rates.CardAsync(stranger, done.Card.Id, None));
        Assert.False(await rates.WithdrawAsync(stranger, done.Card.Id!.Value, None));
        Assert.Equal("USD", (await rates.ReadAsync(stranger, None)).Current!.Currency);
    }
}
