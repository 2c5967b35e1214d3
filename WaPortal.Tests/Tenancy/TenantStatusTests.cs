using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Access;
using WaPortal.Core.Access.Tenants;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.Tenancy;
using WaPortal.Tests.Access;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Tenancy;

public sealed class TenantStatusTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, Engines]
    public async Task A_suspended_tenants_sessions_end_and_nobody_signs_in_until_it_is_resumed(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        var portal = access.Portal;
        var platform = await PlatformAdminAsync(portal);
        var inside = await portal.SignedInAsync(PortalRole.Marketer);
        Assert.NotNull(await portal.Get<Sessions>().FindAsync(portal.TenantId, inside.SessionId!.Value, None));

        Assert.IsType<TenantChange.Done>(await Status(portal).SuspendAsync(platform, portal.TenantId, "unpaid", None));
        Assert.Null(await portal.Get<Sessions>().FindAsync(portal.TenantId, inside.SessionId!.Value, None));
        Assert.IsType<SignInResult.Refused>(await portal.Get<SignIn>().PasswordAsync("casa-alba", AccessPortal.Email, AccessPortal.Password, AccessPortal.Visitor, None));
        await Assert.ThrowsAsync<TenantAtRestException>(() => portal.Database.WriteAsync(portal.TenantId, (db, t) => db.DemandWorkAsync(t), None));

        Assert.IsType<TenantChange.Done>(await Status(portal).ResumeAsync(platform, portal.TenantId, "paid", None));
        Assert.IsType<SignInResult.Passed>(await portal.Get<SignIn>().PasswordAsync("casa-alba", AccessPortal.Email, AccessPortal.Password, AccessPortal.Visitor, None));
        // What ended stays ended.
        Assert.Null(await portal.Get<Sessions>().FindAsync(portal.TenantId, inside.SessionId!.Value, None));
    }

    [Theory, Engines]
    public async Task Only_a_platform_admin_of_another_tenant_suspends_and_says_why(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var platform = await PlatformAdminAsync(portal);
        await Assert.ThrowsAsync<AccessDeniedException>(async () => await Status(portal).SuspendAsync(await portal.SignedInAsync(PortalRole.TenantAdmin), portal.TenantId, "x", None));
        Assert.IsType<TenantChange.Refused>(await Status(portal).SuspendAsync(platform, platform.Tenant, "x", None));
        Assert.IsType<TenantChange.Refused>(await Status(portal).SuspendAsync(platform, portal.TenantId, " ", None));
        Assert.IsType<TenantChange.NotFound>(await Status(portal).SuspendAsync(platform, TenantId.New(), "x", None));
        portal.Clock.Advance(TimeSpan.FromMinutes(6));
        await Assert.ThrowsAsync<FreshCodeRequiredException>(() => Status(portal).SuspendAsync(platform, portal.TenantId, "x", None));
    }

    [Theory, Engines]
    public async Task A_closed_tenant_can_be_reopened_until_its_keys_are_destroyed(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var platform = await PlatformAdminAsync(portal);
        await Status(portal).CloseAsync(platform, portal.TenantId, "left us", None);
        portal.Clock.Advance(TimeSpan.FromDays(29));
        Assert.False(await portal.Get<TenantErasure>().StepAsync(portal.TenantId, None));
        var later = await PlatformAdminAsync(portal);
        Assert.IsType<TenantChange.Done>(await Status(portal).ReopenAsync(later, portal.TenantId, "came back", None));

        await Status(portal).CloseAsync(later, portal.TenantId, "left again", None);
        portal.Clock.Advance(TimeSpan.FromDays(31));
        Assert.True(await portal.Get<TenantErasure>().StepAsync(portal.TenantId, None));
        Assert.IsType<TenantChange.Refused>(await Status(portal).ReopenAsync(await PlatformAdminAsync(portal), portal.TenantId, "too late", None));
    }

    [Theory, Engines]
    public async Task Erasing_destroys_keys_first_then_all_rows_and_can_be_killed_after_any_step(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var other = await portal.AddTenantAsync("harbour", "Harbour Clinic");
        await FillAsync(portal, portal.TenantId);
        await FillAsync(portal, other.Id);
        await portal.Get<TenantKeys>().GetAsync(portal.TenantId, None);
        var before = await RowsAsync(portal, other.Id);
        await Status(portal).CloseAsync(await PlatformAdminAsync(portal), portal.TenantId, "left us", None);
        await Assert.ThrowsAnyAsync<Exception>(() => DeleteLedgerAsync(portal)); // closed is not enough
        portal.Clock.Advance(TimeSpan.FromDays(31));

        Assert.True(await portal.Get<TenantErasure>().StepAsync(portal.TenantId, None));
        await Assert.ThrowsAsync<TenantKeysDestroyedException>(async () => await portal.Get<TenantKeys>().GetAsync(portal.TenantId, None));
        Assert.NotEqual(0, await RowsAsync(portal, portal.TenantId));
        Assert.True(await portal.Get<TenantErasure>().StepAsync(portal.TenantId, None));

        // Another process goes on where the first was killed.
        await using (var second = TestPortal.CreateServices(portal.DataPath, portal.PostgresDatabase, null, portal.Clock, null))
            Assert.True(await second.GetRequiredService<TenantErasure>().RunAsync(portal.TenantId, TimeSpan.FromMinutes(1), None));

        Assert.Equal(0, await RowsAsync(portal, portal.TenantId));
        Assert.Equal(before, await RowsAsync(portal, other.Id));
        Assert.False(await portal.Get<TenantErasure>().StepAsync(portal.TenantId, None));
        var events = await portal.Database.ReadAsync(TenantId.None, (db, t) => db.Set<PlatformEvent>().Where(e => e.Target == "casa-alba").ToListAsync(t), None);
        Assert.Contains(events, e => e.Event == "key.destroyed");
        Assert.Contains(events, e => e is { Event: "tenant.rows-deleted", Reason: "consent_ledger: 3" });
        Assert.Single(events, e => e.Event == "tenant.erased");
    }

    [Theory, Engines]
    public async Task The_ledger_of_a_living_tenant_stays_append_only_while_another_is_erased(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var other = await portal.AddTenantAsync("harbour", "Harbour Clinic");
        await FillAsync(portal, portal.TenantId);
        await Status(portal).CloseAsync(await PlatformAdminAsync(portal), other.Id, "left us", None);
        portal.Clock.Advance(TimeSpan.FromDays(31));
        await portal.Get<TenantErasure>().StepAsync(other.Id, None);
        await Assert.ThrowsAnyAsync<Exception>(() => DeleteLedgerAsync(portal));
    }

    private static ChangeTenantStatus Status(TestPortal portal) => portal.Get<ChangeTenantStatus>();

    private static async Task<Actor> PlatformAdminAsync(TestPortal portal)
    {
        var home = await portal.Get<TenantDirectory>().FindAsync("operator", None) ?? await portal.AddTenantAsync("operator", "Operator");
        return await portal.SignedInAsync(PortalRole.PlatformAdmin, home.Id);
    }

    private static async Task FillAsync(TestPortal portal, TenantId tenant)
    {
        await portal.SignedInAsync(PortalRole.Marketer, tenant);
        var keys = await portal.Get<TenantKeys>().GetAsync(tenant, None);
        await portal.Database.WriteAsync(tenant, async (db, t) =>
        {
            for (var i = 1; i <= 3; i++)
            {
                var phone = FormattableString.Invariant($"+44770090000{i}");
                await portal.Get<ConsentLedger>().AppendAsync(db,
                    [new ConsentEvent(keys.PhoneId(phone), ConsentAction.OptIn, [ConsentPurpose.Marketing], new ConsentEvidence(phone, portal.Clock.GetUtcNow(), "test", "test", null, null, null), "test")], t);
            }
        }, None);
        await File.WriteAllTextAsync(Path.Combine(portal.Get<DataDirectory>().TenantSubdirectory(tenant, "imports"), "a"), "x");
    }

    private static Task<int> DeleteLedgerAsync(TestPortal portal) => portal.Database.WriteAsync(
        portal.TenantId, (db, t) => db.ExecuteSqlAsync("DELETE FROM consent_ledger WHERE tenant_id = @tenant", t, ("@tenant", portal.TenantId)), None);

    private static Task<long> RowsAsync(TestPortal portal, TenantId tenant) => portal.Database.ReadAsync(tenant, async (db, t) =>
    {
        long rows = 0;
        foreach (var table in TenantErasure.Order(db.Model))
            rows += (await db.QuerySqlAsync($"SELECT count(*) FROM {table} WHERE tenant_id = @tenant", row => Convert.ToInt64(row.GetValue(0), null), t, ("@tenant", tenant)))[0];
        return rows;
    }, None);
}
