using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Access.Users;
using WaPortal.Core.Audit;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Access.Users;

public sealed class AdministerUserTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, Engines]
    public async Task Roles_change_with_before_and_after_on_record_and_end_the_users_sessions(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        var (_, token) = await access.SignedInAsync();
        var admin = await access.Portal.SignedInAsync(PortalRole.TenantAdmin);
        Assert.IsType<UserChange.Done>(await Administer(access).ChangeRolesAsync(admin, access.UserId, [PortalRole.Approver, PortalRole.ComplianceOfficer], None));
        Assert.Null(await access.FindAsync(token));
        var recorded = await access.Portal.Database.ReadAsync(
            access.Portal.TenantId, (db, t) => db.Set<AuditEvent>().SingleAsync(e => e.Event == "user.roles-changed", t), None);
        Assert.Equal("Marketer → Approver,ComplianceOfficer", recorded.Reason);
    }

    [Theory, Engines]
    public async Task Nobody_takes_admin_from_themselves_and_the_last_admins_stay(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        var admin = await access.Portal.SignedInAsync(PortalRole.TenantAdmin);
        var platform = await access.Portal.SignedInAsync(PortalRole.PlatformAdmin);
        var both = platform with { Rights = Rights.Of([PortalRole.PlatformAdmin, PortalRole.TenantAdmin]) };
        Assert.IsType<UserChange.Refused>(await Administer(access).ChangeRolesAsync(admin, admin.UserId!.Value, [PortalRole.Marketer], None));
        Assert.IsType<UserChange.Refused>(await Administer(access).DisableAsync(admin, admin.UserId!.Value, None));
        Assert.IsType<UserChange.Refused>(await Administer(access).ChangeRolesAsync(both, admin.UserId!.Value, [PortalRole.Marketer], None));
        Assert.IsType<UserChange.Refused>(await Administer(access).DisableAsync(both, admin.UserId!.Value, None));

        var second = await access.Portal.SignedInAsync(PortalRole.TenantAdmin);
        Assert.IsType<UserChange.Done>(await Administer(access).DisableAsync(second, admin.UserId!.Value, None));
        Assert.IsType<UserChange.Refused>(await Administer(access).DisableAsync(both, second.UserId!.Value, None)); // the disabled one does not count
    }

    [Theory, Engines]
    public async Task Two_admins_who_disable_each_other_at_the_same_moment_leave_one(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        var one = await access.Portal.SignedInAsync(PortalRole.TenantAdmin);
        var two = await access.Portal.SignedInAsync(PortalRole.TenantAdmin);
        var results = await Task.WhenAll(Task.Run(() => DidAsync(one, two)), Task.Run(() => DidAsync(two, one)));
        Assert.Single(results, did => did);

        async Task<bool> DidAsync(Actor actor, Actor whom)
        {
            try
            {
                return await Administer(access).DisableAsync(actor, whom.UserId!.Value, None) is UserChange.Done;
            }
            catch (FreshCodeRequiredException)
            {
                return false; // the other was so much faster that this one's session had ended
            }
        }
    }

    [Theory, Engines]
    public async Task The_last_platform_admin_counts_over_all_tenants(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        var portal = access.Portal;
        var here = await portal.SignedInAsync(PortalRole.PlatformAdmin);
        var both = (await portal.SignedInAsync(PortalRole.TenantAdmin)) with { Rights = Rights.Of([PortalRole.PlatformAdmin, PortalRole.TenantAdmin]) };
        Assert.IsType<UserChange.Refused>(await Administer(access).DisableAsync(both, here.UserId!.Value, None));
        var other = await portal.AddTenantAsync("operator", "Operator");
        await portal.SignedInAsync(PortalRole.PlatformAdmin, other.Id);
        Assert.IsType<UserChange.Done>(await Administer(access).DisableAsync(both, here.UserId!.Value, None));
    }

    [Theory, Engines]
    public async Task A_tenant_admin_cannot_touch_a_platform_admin(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        var platform = (await access.Portal.SignedInAsync(PortalRole.PlatformAdmin)).UserId!.Value;
        var admin = await access.Portal.SignedInAsync(PortalRole.TenantAdmin);
        var administer = Administer(access);
        UserChange[] changes =
        [
            await administer.ChangeRolesAsync(admin, platform, [PortalRole.Marketer], None),
            await administer.DisableAsync(admin, platform, None),
            await administer.ResetSecondFactorAsync(admin, platform, "lost", None),
            await administer.IssuePasswordLinkAsync(admin, platform, None),
            await administer.EndSessionsAsync(admin, platform, None),
            await administer.ChangeRolesAsync(admin, access.UserId, [PortalRole.PlatformAdmin], None),
        ];
        Assert.All(changes, change => Assert.IsType<UserChange.Refused>(change));
    }

    [Theory, Engines]
    public async Task A_reset_factor_ends_sessions_and_is_enrolled_anew(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        var (_, token) = await access.SignedInAsync();
        var admin = await access.Portal.SignedInAsync(PortalRole.TenantAdmin);
        Assert.IsType<UserChange.Refused>(await Administer(access).ResetSecondFactorAsync(admin, access.UserId, " ", None));
        Assert.IsType<UserChange.Done>(await Administer(access).ResetSecondFactorAsync(admin, access.UserId, "phone lost", None));
        Assert.Null(await access.FindAsync(token));
        Assert.Equal(SessionStage.MustEnrol, (await access.PasswordOkAsync()).Session.Stage);
    }

    [Theory, Engines]
    public async Task Another_tenants_user_is_unknown(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        var other = await access.Portal.AddTenantAsync("harbour", "Harbour Clinic");
        var admin = await access.Portal.SignedInAsync(PortalRole.TenantAdmin, other.Id);
        Assert.IsType<UserChange.NotFound>(await Administer(access).DisableAsync(admin, access.UserId, None));
        Assert.Null(await access.Portal.Get<UserListQuery>().FindAsync(admin, access.UserId, None));
        Assert.Single((await access.Portal.Get<UserListQuery>().RunAsync(admin, None)).Users);
    }

    [Theory, Engines]
    public async Task A_disabled_user_comes_in_again_when_enabled(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        var admin = await access.Portal.SignedInAsync(PortalRole.TenantAdmin);
        await Administer(access).DisableAsync(admin, access.UserId, None);
        Assert.IsType<SignInResult.Refused>(await access.PasswordAsync());
        await Administer(access).EnableAsync(admin, access.UserId, None);
        Assert.IsType<SignInResult.Passed>(await access.PasswordAsync());
    }

    private static AdministerUser Administer(AccessPortal access) => access.Portal.Get<AdministerUser>();
}
