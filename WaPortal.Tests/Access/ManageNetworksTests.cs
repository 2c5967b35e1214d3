using System.Net;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Access;

public sealed class ManageNetworksTests
{
    private static readonly IPAddress Own = IPAddress.Loopback;
    private static readonly IPAddress Office = IPAddress.Parse("203.0.113.7");

    [Theory, Engines]
    public async Task An_enterprise_without_a_list_admits_all_and_with_one_only_what_is_in_it(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var admin = await portal.SignedInAsync(PortalRole.TenantAdmin);
        var other = await portal.AddTenantAsync("harbour", "Harbour Clinic");
        Assert.True(await AdmitsAsync(portal, Office));

        await AddAsync(portal, admin, "127.0.0.1", "this desk");
        Assert.True(await AdmitsAsync(portal, Own));
        Assert.True(await AdmitsAsync(portal, IPAddress.Parse("::ffff:127.0.0.1")));
        Assert.False(await AdmitsAsync(portal, Office));
        Assert.True(await portal.Get<TenantNetworks>().AdmitsAsync(other.Id, Office, default));

        await AddAsync(portal, admin, "203.0.113.0/24", "Madrid office");
        Assert.True(await AdmitsAsync(portal, Office));
    }

    [Theory, Engines]
    public async Task A_change_that_would_shut_out_whoever_makes_it_is_refused_and_changes_nothing(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var admin = await portal.SignedInAsync(PortalRole.TenantAdmin);
        var manage = portal.Get<ManageNetworks>();
        Assert.IsType<NetworkResult.ShutsYouOut>(await manage.AddAsync(admin, NetworkScope.Tenant, new NetworkDraft("203.0.113.0/24", "Madrid office", null), default));
        Assert.Empty((await manage.ListAsync(admin, NetworkScope.Tenant, default)).Lines);

        await AddAsync(portal, admin, "127.0.0.1", "this desk");
        await AddAsync(portal, admin, "203.0.113.0/24", "Madrid office");
        var desk = (await manage.ListAsync(admin, NetworkScope.Tenant, default)).Lines.Single(l => l.HoldsOwnAddress);
        Assert.Equal("127.0.0.1", Assert.IsType<NetworkResult.ShutsYouOut>(await manage.RemoveAsync(admin, NetworkScope.Tenant, desk.Id, default)).Address);
        Assert.Equal(2, (await manage.ListAsync(admin, NetworkScope.Tenant, default)).Lines.Count);
        Assert.DoesNotContain(await EventsAsync(portal), e => e.Event == "network.removed");
    }

    [Theory, Engines]
    public async Task The_last_network_may_go_since_an_empty_list_shuts_nobody_out(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var admin = await portal.SignedInAsync(PortalRole.TenantAdmin);
        await AddAsync(portal, admin, "127.0.0.1", "this desk");
        var manage = portal.Get<ManageNetworks>();
        var only = Assert.Single((await manage.ListAsync(admin, NetworkScope.Tenant, default)).Lines);
        Assert.IsType<NetworkResult.Done>(await manage.RemoveAsync(admin, NetworkScope.Tenant, only.Id, default));
        Assert.True(await AdmitsAsync(portal, Office));
        Assert.IsType<NetworkResult.Gone>(await manage.RemoveAsync(admin, NetworkScope.Tenant, only.Id, default));
    }

    [Theory, Engines]
    public async Task An_end_is_foretold_and_a_list_whose_entries_have_all_ended_admits_nobody(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var admin = await portal.SignedInAsync(PortalRole.TenantAdmin);
        var manage = portal.Get<ManageNetworks>();
        var end = portal.Clock.GetUtcNow().AddHours(1);
        Assert.IsType<NetworkResult.Done>(await manage.AddAsync(admin, NetworkScope.Tenant, new NetworkDraft("127.0.0.0/24", "this desk", end), default));
        Assert.Equal(end, (await manage.ListAsync(admin, NetworkScope.Tenant, default)).OwnUntil);
        portal.Clock.Advance(TimeSpan.FromHours(1));
        Assert.False(await AdmitsAsync(portal, Own));
        Assert.True(Assert.Single((await manage.ListAsync(admin, NetworkScope.Tenant, default)).Lines).HasEnded);
    }

    [Theory, Engines]
    public async Task Changes_are_recorded_with_what_was_before_and_after(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var admin = await portal.SignedInAsync(PortalRole.TenantAdmin);
        var manage = portal.Get<ManageNetworks>();
        await AddAsync(portal, admin, "127.0.0.1", "this desk");
        var line = Assert.Single((await manage.ListAsync(admin, NetworkScope.Tenant, default)).Lines);
        portal.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.IsType<NetworkResult.Done>(await manage.EditAsync(admin, NetworkScope.Tenant, line.Id, "the desk", null, default));
        portal.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.IsType<NetworkResult.Done>(await manage.RemoveAsync(admin, NetworkScope.Tenant, line.Id, default));
        Assert.Equal(
            [
                ("network.added", "after: 127.0.0.1/32 \"this desk\""),
                ("network.changed", "before: 127.0.0.1/32 \"this desk\"; after: 127.0.0.1/32 \"the desk\""),
                ("network.removed", "before: 127.0.0.1/32 \"the desk\""),
            ],
            (await EventsAsync(portal)).Where(e => e.Event.StartsWith("network.", StringComparison.Ordinal)).Select(e => (e.Event, e.Reason!)));
    }

    [Theory, Engines]
    public async Task A_network_that_takes_in_strangers_has_to_be_accepted(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var admin = await portal.SignedInAsync(PortalRole.TenantAdmin);
        var manage = portal.Get<ManageNetworks>();
        Assert.Equal(
            NetworkBreadth.Everything,
            Assert.IsType<NetworkResult.TooWide>(await manage.AddAsync(admin, NetworkScope.Tenant, new NetworkDraft("0.0.0.0/0", "all", null), default)).Breadth);
        Assert.IsType<NetworkResult.TooWide>(await manage.AddAsync(admin, NetworkScope.Tenant, new NetworkDraft("2000::/3", "all", null), default));
        Assert.IsType<NetworkResult.Done>(await manage.AddAsync(admin, NetworkScope.Tenant, new NetworkDraft("0.0.0.0/0", "all", null, WideAccepted: true), default));
    }

    [Theory, Engines]
    public async Task What_is_wrong_is_said_by_field(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var admin = await portal.SignedInAsync(PortalRole.TenantAdmin);
        var manage = portal.Get<ManageNetworks>();
        var bad = await manage.AddAsync(admin, NetworkScope.Tenant, new NetworkDraft("office", " ", portal.Clock.GetUtcNow()), default);
        Assert.Equal([nameof(NetworkDraft.Label), nameof(NetworkDraft.Range), nameof(NetworkDraft.Until)], Assert.IsType<NetworkResult.Refused>(bad).Errors.Keys.Order(StringComparer.Ordinal));
        await AddAsync(portal, admin, "127.0.0.1", "this desk");
        Assert.IsType<NetworkResult.Refused>(await manage.AddAsync(admin, NetworkScope.Tenant, new NetworkDraft("::ffff:127.0.0.1", "again", null), default));
    }

    [Theory, Engines]
    public async Task Changing_asks_for_the_right_and_a_fresh_code(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var manage = portal.Get<ManageNetworks>();
        var draft = new NetworkDraft("127.0.0.1", "this desk", null);
        var marketer = await portal.SignedInAsync(PortalRole.Marketer);
        var admin = await portal.SignedInAsync(PortalRole.TenantAdmin);
        await Assert.ThrowsAsync<AccessDeniedException>(() => manage.AddAsync(marketer, NetworkScope.Tenant, draft, default));
        await Assert.ThrowsAsync<AccessDeniedException>(() => manage.ListAsync(marketer, NetworkScope.Tenant, default));
        await Assert.ThrowsAsync<AccessDeniedException>(() => manage.AddAsync(admin, NetworkScope.Platform, draft, default));
        await Assert.ThrowsAsync<AccessDeniedException>(() => manage.ListAsync(admin, NetworkScope.Platform, default));
        portal.Clock.Advance(FreshCode.Freshness);
        await Assert.ThrowsAsync<FreshCodeRequiredException>(() => manage.AddAsync(admin, NetworkScope.Tenant, draft, default));
        await Assert.ThrowsAsync<FreshCodeRequiredException>(() => manage.EditAsync(admin, NetworkScope.Tenant, default, "x", null, default));
        await Assert.ThrowsAsync<FreshCodeRequiredException>(() => manage.RemoveAsync(admin, NetworkScope.Tenant, default, default));
    }

    [Theory, Engines]
    public async Task The_platforms_list_never_becomes_empty_for_whoever_changes_it(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var admin = await portal.SignedInAsync(PortalRole.PlatformAdmin);
        var manage = portal.Get<ManageNetworks>();
        Assert.IsType<NetworkResult.ShutsYouOut>(await manage.AddAsync(admin, NetworkScope.Platform, new NetworkDraft("203.0.113.0/24", "Madrid office", null), default));
        Assert.IsType<NetworkResult.Done>(await manage.AddAsync(admin, NetworkScope.Platform, new NetworkDraft("127.0.0.1", "this desk", null), default));
        Assert.Equal("this desk", await portal.Get<PlatformNetworks>().FindAsync(Own, default));
        var line = Assert.Single((await manage.ListAsync(admin, NetworkScope.Platform, default)).Lines);
        Assert.IsType<NetworkResult.ShutsYouOut>(await manage.RemoveAsync(admin, NetworkScope.Platform, line.Id, default));
    }

    [Theory, Engines]
    public async Task Two_admins_who_remove_each_others_network_at_once_do_not_both_succeed(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var one = await portal.SignedInAsync(PortalRole.TenantAdmin);
        var two = one with { Address = "203.0.113.7" };
        await AddAsync(portal, one, "127.0.0.1", "one");
        await AddAsync(portal, one, "203.0.113.7", "two");
        var manage = portal.Get<ManageNetworks>();
        var lines = (await manage.ListAsync(one, NetworkScope.Tenant, default)).Lines;
        var results = await Task.WhenAll(
            manage.RemoveAsync(one, NetworkScope.Tenant, lines.Single(l => l.Label == "two").Id, default),
            manage.RemoveAsync(two, NetworkScope.Tenant, lines.Single(l => l.Label == "one").Id, default));
        Assert.Single(results.OfType<NetworkResult.Done>());
        Assert.Single(results.OfType<NetworkResult.ShutsYouOut>());
    }

    [Theory, Engines]
    public async Task The_console_adds_to_an_enterprises_list_only_where_there_is_one(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var console = Actor.Job(portal.TenantId, "server console");
        var range = NetworkRange.TryParse("203.0.113.7")!;
        Assert.False(await portal.Get<TenantNetworks>().AddAsync(console, range, "added on the server", TimeSpan.FromMinutes(30), default));
        Assert.True(await AdmitsAsync(portal, Own));
        await AddAsync(portal, await portal.SignedInAsync(PortalRole.TenantAdmin), "127.0.0.1", "this desk");
        Assert.False(await AdmitsAsync(portal, Office));
        Assert.True(await portal.Get<TenantNetworks>().AddAsync(console, range, "added on the server", TimeSpan.FromMinutes(30), default));
        Assert.True(await AdmitsAsync(portal, Office));
        portal.Clock.Advance(TimeSpan.FromMinutes(30));
        Assert.False(await AdmitsAsync(portal, Office));
    }

    private static async Task AddAsync(TestPortal portal, Actor admin, string range, string label) =>
        Assert.IsType<NetworkResult.Done>(await portal.Get<ManageNetworks>().AddAsync(admin, NetworkScope.Tenant, new NetworkDraft(range, label, null), default));

    private static ValueTask<bool> AdmitsAsync(TestPortal portal, IPAddress address) => portal.Get<TenantNetworks>().AdmitsAsync(portal.TenantId, address, default);

    private static Task<List<AuditEvent>> EventsAsync(TestPortal portal) => portal.Database.ReadAsync(
        portal.TenantId, (db, t) => db.Set<AuditEvent>().OrderBy(e => e.At).ToListAsync(t), default);
}
