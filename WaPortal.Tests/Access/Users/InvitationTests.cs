using WaPortal.Core.Access;
using WaPortal.Core.Access.Mail;
using WaPortal.Core.Access.Users;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Access.Users;

public sealed class InvitationTests
{
    private const string Email = "marta.vidal@example.com";
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, Engines]
    public async Task An_invited_person_becomes_a_user_with_the_roles_and_must_enrol(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        var link = await InviteAsync(access, [PortalRole.Marketer, PortalRole.Approver]);
        Assert.Equal(MailOutcome.NotConfigured, link.Mail);
        var offer = await Take(access).FindAsync(Token(link), None);
        Assert.Equal((Email, "casa-alba"), (offer!.Email, offer.EnterpriseId));

        var done = Assert.IsType<TakeUpResult.Done>(await RunAsync(access, link));
        Assert.Equal(SessionStage.MustEnrol, done.Ticket.Stage);
        var session = await access.FindAsync(done.Ticket.Token);
        Assert.Equal([PortalRole.Marketer, PortalRole.Approver], session!.Roles);
        Assert.Empty(session.ToActor(null).Rights); // nothing before the second factor
        Assert.Equal(1, await access.AuditCountAsync("user.invited"));
    }

    [Theory, Engines]
    public async Task A_link_works_once_however_many_try_at_the_same_moment(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        var link = await InviteAsync(access, [PortalRole.Marketer]);
        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => RunAsync(access, link))));
        Assert.Single(results.OfType<TakeUpResult.Done>());
        Assert.Equal(19, results.OfType<TakeUpResult.Over>().Count());
        Assert.Null(await Take(access).FindAsync(Token(link), None));
    }

    [Theory, Engines]
    public async Task Expired_revoked_renewed_and_invented_links_are_all_the_same_nothing(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        var admin = await access.Portal.SignedInAsync(PortalRole.TenantAdmin);
        var first = await InviteAsync(access, [PortalRole.Marketer]);
        var id = (await ListAsync(access, admin)).Invitations.Single().Id;
        var second = Assert.IsType<UserChange.Issued>(await Invitations(access).RenewAsync(admin, id, None)).Link;
        Assert.Null(await Take(access).FindAsync(Token(first), None));
        Assert.NotNull(await Take(access).FindAsync(Token(second), None));

        var third = await InviteAsync(access, [PortalRole.Marketer]); // again to the same address
        Assert.Null(await Take(access).FindAsync(Token(second), None));
        Assert.IsType<UserChange.Done>(await Invitations(access).RevokeAsync(admin, (await ListAsync(access, admin)).Invitations.Single().Id, None));
        Assert.Null(await Take(access).FindAsync(Token(third), None));
        Assert.IsType<TakeUpResult.Over>(await RunAsync(access, third));

        var fourth = await InviteAsync(access, [PortalRole.Marketer]);
        access.Portal.Clock.Advance(TimeSpan.FromHours(72));
        Assert.Null(await Take(access).FindAsync(Token(fourth), None));
        Assert.Null(await Take(access).FindAsync("nothing", None));
        Assert.Null(await Take(access).FindAsync(Token(fourth)[..^4] + "AAAA", None));
    }

    [Theory, Engines]
    public async Task A_weak_password_leaves_the_link_good(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        var link = await InviteAsync(access, [PortalRole.Marketer]);
        var refused = Assert.IsType<TakeUpResult.Refused>(await Take(access).RunAsync(Token(link), "", "password1234", "other", AccessPortal.Visitor, None));
        Assert.Equal(3, refused.Errors.Count);
        Assert.IsType<TakeUpResult.Done>(await RunAsync(access, link));
    }

    [Theory, Engines]
    public async Task Only_platform_admins_invite_platform_admins_and_only_with_a_fresh_code(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        var admin = await access.Portal.SignedInAsync(PortalRole.TenantAdmin);
        Assert.IsType<UserChange.Refused>(await Invitations(access).InviteAsync(admin, Email, [PortalRole.PlatformAdmin], None));
        await Assert.ThrowsAsync<AccessDeniedException>(() => Invitations(access).InviteAsync(access.Portal.Marketer, Email, [PortalRole.Marketer], None));
        access.Portal.Clock.Advance(TimeSpan.FromMinutes(6));
        await Assert.ThrowsAsync<FreshCodeRequiredException>(() => Invitations(access).InviteAsync(admin, Email, [PortalRole.Marketer], None));
    }

    [Theory, Engines]
    public async Task A_password_link_changes_the_password_once_ends_all_sessions_and_signs_nobody_in(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        var (_, token) = await access.SignedInAsync();
        var admin = await access.Portal.SignedInAsync(PortalRole.TenantAdmin);
        var link = Assert.IsType<UserChange.Issued>(await access.Portal.Get<AdministerUser>().IssuePasswordLinkAsync(admin, access.UserId, None)).Link;
        var choose = access.Portal.Get<ChoosePassword>();
        var secret = link.Path[OneTimeLinks.PasswordPath.Length..];
        Assert.Null(await Take(access).FindAsync(secret, None)); // not a link of the other kind
        Assert.NotNull(await choose.FindAsync(secret, None));

        const string Fresh = "nine boats in the morning";
        Assert.IsType<ChoosePasswordResult.Refused>(await choose.RunAsync(secret, "short", "short", AccessPortal.Visitor, None));
        Assert.IsType<ChoosePasswordResult.Done>(await choose.RunAsync(secret, Fresh, Fresh, AccessPortal.Visitor, None));
        Assert.IsType<ChoosePasswordResult.Over>(await choose.RunAsync(secret, Fresh, Fresh, AccessPortal.Visitor, None));
        Assert.Null(await access.FindAsync(token));
        var next = Assert.IsType<SignInResult.Passed>(await access.PasswordAsync(Fresh));
        Assert.Equal(SessionStage.PasswordOk, next.Ticket.Stage); // the second factor is still asked for
    }

    private static Invitations Invitations(AccessPortal access) => access.Portal.Get<Invitations>();

    private static TakeUpInvitation Take(AccessPortal access) => access.Portal.Get<TakeUpInvitation>();

    private static async Task<IssuedLink> InviteAsync(AccessPortal access, IReadOnlyList<PortalRole> roles) => Assert.IsType<UserChange.Issued>(
        await Invitations(access).InviteAsync(await access.Portal.SignedInAsync(PortalRole.TenantAdmin), Email, roles, None)).Link;

    private static Task<TakeUpResult> RunAsync(AccessPortal access, IssuedLink link) =>
        Take(access).RunAsync(Token(link), "Marta Vidal", AccessPortal.Password, AccessPortal.Password, AccessPortal.Visitor, None);

    private static Task<UserList> ListAsync(AccessPortal access, Actor admin) => access.Portal.Get<UserListQuery>().RunAsync(admin, None);

    private static string Token(IssuedLink link) => link.Path[OneTimeLinks.InvitationPath.Length..];
}
