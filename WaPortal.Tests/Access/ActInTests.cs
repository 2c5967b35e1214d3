using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Access.Tenants;
using WaPortal.Core.Access.Users;
using WaPortal.Core.Audit;
using WaPortal.Core.Tenancy;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Access;

public sealed class ActInTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, Engines]
    public async Task Acting_in_gives_a_tenant_admins_rights_there_and_stands_on_both_records(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var (actor, home) = await PlatformAdminAsync(portal);
        var ticket = await BeginAsync(portal, actor);
        var session = (await portal.Get<Sessions>().FindAsync(ticket.Token, None))!;
        var acting = session.ToActor("127.0.0.1");

        Assert.Equal((portal.TenantId, home), (acting.Tenant, acting.AtHome().Tenant));
        Assert.Equal(Rights.Of([PortalRole.TenantAdmin]).Order(), acting.Rights.Order());
        Assert.DoesNotContain(Right.StartCampaigns, acting.Rights);
        Assert.DoesNotContain(Right.UnmaskNumbers, acting.Rights);
        Assert.DoesNotContain(Right.ManageTenants, acting.Rights);
        Assert.Equal("quarterly check", await ReasonAsync(portal, portal.TenantId));
        Assert.Equal("quarterly check", await ReasonAsync(portal, home));
        Assert.NotEmpty(await portal.Database.ReadAsync(TenantId.None, (db, t) => db.Set<PlatformEvent>().Where(e => e.Event == "act-in.begun").ToListAsync(t), None));

        // The session before is over, and what is asked of the person is asked at home.
        Assert.Null(await portal.Get<Sessions>().FindAsync(home, actor.SessionId!.Value, None));
        Assert.True(await portal.Get<FreshCode>().IsFreshAsync(acting, None));
        Assert.IsType<UserChange.Issued>(await portal.Get<Invitations>().InviteAsync(acting, "new@example.com", [PortalRole.Marketer], None));
    }

    [Theory, Engines]
    public async Task It_ends_by_hand_or_after_an_hour(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var (actor, home) = await PlatformAdminAsync(portal);
        var inside = (await portal.Get<Sessions>().FindAsync((await BeginAsync(portal, actor)).Token, None))!;
        var back = Assert.IsType<ActInResult.Done>(await portal.Get<ActIn>().EndAsync(inside.ToActor(null), None)).Ticket;
        Assert.Null(await portal.Get<Sessions>().FindAsync(home, inside.Id, None));
        var own = (await portal.Get<Sessions>().FindAsync(back.Token, None))!.ToActor(null);
        Assert.Equal(home, own.Tenant);
        Assert.Contains(Right.ManageTenants, own.Rights);

        var again = await BeginAsync(portal, own);
        for (var minute = 0; minute < 60; minute += 20)
        {
            Assert.NotNull(await portal.Get<Sessions>().FindAsync(again.Token, None));
            portal.Clock.Advance(TimeSpan.FromMinutes(20));
        }

        Assert.Null(await portal.Get<Sessions>().FindAsync(again.Token, None));
    }

    [Theory, Engines]
    public async Task It_asks_for_the_right_a_fresh_code_a_reason_and_a_living_enterprise(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var (actor, home) = await PlatformAdminAsync(portal);
        var act = portal.Get<ActIn>();
        await Assert.ThrowsAsync<AccessDeniedException>(async () => await act.BeginAsync(await portal.SignedInAsync(PortalRole.TenantAdmin, home), portal.TenantId, "x", None));
        Assert.IsType<ActInResult.Refused>(await act.BeginAsync(actor, portal.TenantId, " ", None));
        Assert.IsType<ActInResult.Refused>(await act.BeginAsync(actor, home, "x", None));
        Assert.IsType<ActInResult.Refused>(await act.BeginAsync(actor, TenantId.New(), "x", None));

        var inside = await BeginAsync(portal, actor);
        var (second, _) = await PlatformAdminAsync(portal);
        await portal.Get<ChangeTenantStatus>().CloseAsync(second, portal.TenantId, "left us", None);
        Assert.Null(await portal.Get<Sessions>().FindAsync(inside.Token, None));
        Assert.IsType<ActInResult.Refused>(await act.BeginAsync(second, portal.TenantId, "x", None));
        portal.Clock.Advance(TimeSpan.FromMinutes(6));
        await Assert.ThrowsAsync<FreshCodeRequiredException>(() => act.BeginAsync(second, portal.TenantId, "x", None));
    }

    private static async Task<(Actor Actor, TenantId Home)> PlatformAdminAsync(TestPortal portal)
    {
        var home = await portal.Get<TenantDirectory>().FindAsync("operator", None) ?? await portal.AddTenantAsync("operator", "Operator");
        return (await portal.SignedInAsync(PortalRole.PlatformAdmin, home.Id), home.Id);
    }

    private static async Task<SessionTicket> BeginAsync(TestPortal portal, Actor actor) =>
        Assert.IsType<ActInResult.Done>(await portal.Get<ActIn>().BeginAsync(actor, portal.TenantId, "quarterly check", None)).Ticket;

    private static Task<string?> ReasonAsync(TestPortal portal, TenantId tenant) =>
        portal.Database.ReadAsync(tenant, (db, t) => db.Set<AuditEvent>().Where(e => e.Event == "act-in.begun").Select(e => e.Reason).SingleAsync(t), None);
}
