using WaPortal.Core.Access;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Access;

public sealed class SessionTests
{
    [Theory, Engines]
    public async Task The_token_changes_at_each_stage_and_the_one_before_is_worth_nothing(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        var (session, first) = await access.PasswordOkAsync();
        Assert.Empty(session.ToActor(null).Rights);
        var second = Assert.IsType<SignInResult.Passed>(await access.CodeAsync(session, access.CodeNow())).Ticket.Token;
        Assert.NotEqual(first, second);
        Assert.Null(await access.FindAsync(first));
        Assert.Equal(SessionStage.SignedIn, (await access.FindAsync(second))!.Stage);
    }

    [Theory, Engines]
    public async Task A_session_ends_after_30_idle_minutes_and_after_12_hours_of_use(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        var (_, idle) = await access.SignedInAsync();
        access.Portal.Clock.Advance(TimeSpan.FromMinutes(29));
        Assert.NotNull(await access.FindAsync(idle)); // this is use
        access.Portal.Clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Null(await access.FindAsync(idle));

        var (_, used) = await access.SignedInAsync();
        for (var i = 0; i < 35; i++)
        {
            access.Portal.Clock.Advance(TimeSpan.FromMinutes(20));
            Assert.NotNull(await access.FindAsync(used));
        }

        access.Portal.Clock.Advance(TimeSpan.FromMinutes(20));
        Assert.Null(await access.FindAsync(used));
    }

    [Theory, Engines]
    public async Task An_ended_session_is_over_and_its_watchers_are_told(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        var (session, token) = await access.SignedInAsync();
        await access.Portal.Get<Sessions>().EndOwnAsync(session.ToActor(null), session.Id, "sign-out", CancellationToken.None);
        Assert.Null(await access.FindAsync(token));
        Assert.Equal(1, await access.AuditCountAsync("sign-out"));
    }

    [Theory, Engines]
    public async Task The_sixth_session_ends_the_oldest(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        var tokens = new List<string>();
        for (var i = 0; i <= PortalSession.PerUser; i++)
            tokens.Add((await access.SignedInAsync()).Token);
        Assert.Null(await access.FindAsync(tokens[0]));
        foreach (var token in tokens.Skip(1))
            Assert.NotNull(await access.FindAsync(token));
    }

    [Theory, Engines]
    public async Task A_new_password_ends_all_other_sessions(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        var (_, other) = await access.SignedInAsync();
        var (own, token) = await access.SignedInAsync();
        var errors = await access.Portal.Get<OwnAccount>().ChangePasswordAsync(
            own.ToActor(null), new PasswordChange(AccessPortal.Password, "eight lamps on the quay"), CancellationToken.None);
        Assert.Empty(errors);
        Assert.NotNull(await access.FindAsync(token));
        Assert.Null(await access.FindAsync(other));
    }

    [Theory, Engines]
    public async Task Ending_the_others_leaves_the_one_that_asks(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        var (_, other) = await access.SignedInAsync();
        var (own, token) = await access.SignedInAsync();
        Assert.Equal(1, await access.Portal.Get<Sessions>().EndOthersAsync(own.ToActor(null), CancellationToken.None));
        Assert.NotNull(await access.FindAsync(token));
        Assert.Null(await access.FindAsync(other));
        Assert.Equal(1, await access.AuditCountAsync("session.ended"));
    }

    [Theory, Engines]
    public async Task Those_that_are_over_are_found_whatever_ended_them(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        var (idle, _) = await access.SignedInAsync();
        access.Portal.Clock.Advance(PortalSession.Idle);
        var (ended, _) = await access.SignedInAsync();
        await access.Portal.Get<Sessions>().EndOwnAsync(ended.ToActor(null), ended.Id, "sign-out", CancellationToken.None);
        var (alive, _) = await access.SignedInAsync();
        var found = await access.Portal.Get<Sessions>().FindEndedAsync(access.Portal.TenantId, [idle.Id, ended.Id, alive.Id, SessionId.New()], CancellationToken.None);
        Assert.Equal(3, found.Count);
        Assert.DoesNotContain(alive.Id, found);
    }

    [Theory, Engines]
    public async Task Made_up_and_mended_tokens_find_nothing(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        var (_, token) = await access.SignedInAsync();
        Assert.Null(await access.FindAsync(""));
        Assert.Null(await access.FindAsync(new string('A', token.Length)));
        Assert.Null(await access.FindAsync(token[..^2] + "AA"));
        Assert.Null(await access.FindAsync(token + "A"));
    }

    [Theory, Engines]
    public async Task Enrolment_keeps_its_seed_for_ten_minutes_and_gives_ten_recovery_codes(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        await access.AddUserAsync("new@example.com", seed: null);
        var (session, first) = await access.PasswordOkAsync("new@example.com");
        Assert.Equal(SessionStage.MustEnrol, session.Stage);
        var enrolment = access.Portal.Get<Enrolment>();
        var offer = await enrolment.OfferAsync(session, CancellationToken.None);
        Assert.Equal(offer, await enrolment.OfferAsync(session, CancellationToken.None));
        access.Portal.Clock.Advance(PortalUser.EnrolmentTime);
        Assert.IsType<EnrolmentResult.Expired>(await enrolment.ConfirmAsync(session, Code(offer!), AccessPortal.Visitor, CancellationToken.None));
        var renewed = await enrolment.OfferAsync(session, CancellationToken.None);
        Assert.NotEqual(offer, renewed);
        Assert.IsType<EnrolmentResult.WrongCode>(await enrolment.ConfirmAsync(session, "12345", AccessPortal.Visitor, CancellationToken.None));
        var done = Assert.IsType<EnrolmentResult.Done>(await enrolment.ConfirmAsync(session, Code(renewed!), AccessPortal.Visitor, CancellationToken.None));
        Assert.Equal(10, done.RecoveryCodes.Distinct().Count());
        Assert.Null(await access.FindAsync(first));
        // The confirming code is spent too.
        var (again, _) = await access.PasswordOkAsync("new@example.com");
        Assert.IsType<SignInResult.Refused>(await access.CodeAsync(again, Code(renewed!)));

        string Code(EnrolmentOffer o) => Totp.CodeAt(Base32.TryDecode(o.Secret)!, access.Portal.Clock.GetUtcNow());
    }

    [Theory, Engines]
    public async Task A_reset_factor_ends_the_sessions_and_asks_to_enrol_anew(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        var (_, token) = await access.SignedInAsync();
        Assert.True(await access.Portal.Get<ResetSecondFactor>().RunAsync(await access.Portal.SignedInAsync(PortalRole.TenantAdmin), AccessPortal.Email, "lost phone", CancellationToken.None));
        Assert.Null(await access.FindAsync(token));
        Assert.Equal(SessionStage.MustEnrol, (await access.PasswordOkAsync()).Session.Stage);
        var marketer = access.Portal.Marketer;
        await Assert.ThrowsAsync<AccessDeniedException>(() => access.Portal.Get<ResetSecondFactor>().RunAsync(marketer, AccessPortal.Email, "", CancellationToken.None));
        Assert.False(await access.Portal.Get<ResetSecondFactor>().RunAsync(
            await access.Portal.SignedInAsync(PortalRole.TenantAdmin, (await access.Portal.AddTenantAsync("harbour", "Harbour")).Id), AccessPortal.Email, "", CancellationToken.None));
    }
}
