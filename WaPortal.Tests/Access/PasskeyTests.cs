using WaPortal.Core.Access;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Access;

public sealed class PasskeyTests
{
    [Theory, Engines]
    public async Task A_passkey_is_kept_only_with_a_fresh_code_and_once(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        var actor = (await access.SignedInAsync()).Session.ToActor(null);
        var passkeys = access.Portal.Get<UserPasskeys>();
        Assert.Equal(PasskeyAdding.BadName, await passkeys.AddAsync(actor, Facts(1), "  ", CancellationToken.None));
        Assert.Equal(PasskeyAdding.Added, await passkeys.AddAsync(actor, Facts(1), "Work laptop", CancellationToken.None));
        Assert.Equal(PasskeyAdding.Known, await passkeys.AddAsync(actor, Facts(1), "Again", CancellationToken.None));
        access.Portal.Clock.Advance(FreshCode.Freshness);
        await Assert.ThrowsAsync<FreshCodeRequiredException>(() => passkeys.AddAsync(actor, Facts(2), "Phone", CancellationToken.None));
        var kept = Assert.Single(await passkeys.ListAsync(actor, CancellationToken.None));
        await Assert.ThrowsAsync<FreshCodeRequiredException>(() => passkeys.RemoveAsync(actor, kept.Id, CancellationToken.None));
        Assert.Equal("Work laptop", kept.Name);
        Assert.Equal(1, await access.AuditCountAsync("passkey.added"));
    }

    [Theory, Engines]
    public async Task Nobody_has_more_than_ten(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        var actor = (await access.SignedInAsync()).Session.ToActor(null);
        var added = await Task.WhenAll(Enumerable.Range(0, Passkey.PerUser + 4).Select(i => Task.Run(
            () => access.Portal.Get<UserPasskeys>().AddAsync(actor, Facts((byte)i), $"Key {i}", CancellationToken.None))));
        Assert.Equal(Passkey.PerUser, added.Count(a => a == PasskeyAdding.Added));
        Assert.Equal(4, added.Count(a => a == PasskeyAdding.TooMany));
    }

    [Theory, Engines]
    public async Task Passkeys_of_others_can_be_neither_seen_nor_renamed_nor_removed(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        var actor = (await access.SignedInAsync()).Session.ToActor(null);
        var passkeys = access.Portal.Get<UserPasskeys>();
        await passkeys.AddAsync(actor, Facts(1), "Work laptop", CancellationToken.None);
        var id = Assert.Single(await passkeys.ListAsync(actor, CancellationToken.None)).Id;
        var colleague = await access.Portal.SignedInAsync(PortalRole.TenantAdmin);
        var stranger = await access.Portal.SignedInAsync(PortalRole.TenantAdmin, (await access.Portal.AddTenantAsync("harbour", "Harbour Clinic")).Id);
        foreach (var other in (Actor[])[colleague, stranger])
        {
            Assert.Empty(await passkeys.ListAsync(other, CancellationToken.None));
            Assert.False(await passkeys.RenameAsync(other, id, "Mine now", CancellationToken.None));
            await passkeys.RemoveAsync(other, id, CancellationToken.None);
        }

        Assert.True(await passkeys.RenameAsync(actor, id, "Old laptop", CancellationToken.None));
        Assert.Equal("Old laptop", Assert.Single(await passkeys.ListAsync(actor, CancellationToken.None)).Name);
        await passkeys.RemoveAsync(actor, id, CancellationToken.None);
        Assert.Empty(await passkeys.ListAsync(actor, CancellationToken.None));
    }

    [Theory, Engines]
    public async Task A_challenge_is_answered_once_by_its_own_session_and_in_time(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        var (session, _) = await access.SignedInAsync();
        var (other, _) = await access.SignedInAsync();
        var passkeys = access.Portal.Get<UserPasskeys>();
        await passkeys.OpenChallengeAsync(session.Tenant, session.Id, "state", CancellationToken.None);
        Assert.Null(await passkeys.TakeChallengeAsync(other.Tenant, other.Id, CancellationToken.None));
        var taken = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => passkeys.TakeChallengeAsync(session.Tenant, session.Id, CancellationToken.None))));
        Assert.Equal("state", Assert.Single(taken, t => t is not null));
        await passkeys.OpenChallengeAsync(session.Tenant, session.Id, "late", CancellationToken.None);
        access.Portal.Clock.Advance(UserPasskeys.ChallengeTime);
        Assert.Null(await passkeys.TakeChallengeAsync(session.Tenant, session.Id, CancellationToken.None));
    }

    [Theory, Engines]
    public async Task Of_many_answers_with_one_count_exactly_one_signs_in(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        var actor = (await access.SignedInAsync()).Session.ToActor(null);
        await access.Portal.Get<UserPasskeys>().AddAsync(actor, Facts(1), "Work laptop", CancellationToken.None);
        var sessions = new List<SessionInfo>();
        for (var i = 0; i < 20; i++)
            sessions.Add((await access.PasswordOkAsync()).Session);
        var use = new PasskeyUse(Facts(1).CredentialId, 5, 6, false);
        var results = await Task.WhenAll(sessions.Select(s => Task.Run(() => SignInAsync(access, s, use))));
        var passed = Assert.Single(results, r => r is SignInResult.Passed);
        // A passkey proves the second factor, so its session is fresh.
        var token = ((SignInResult.Passed)passed).Ticket.Token;
        Assert.True(await access.Portal.Get<FreshCode>().IsFreshAsync((await access.FindAsync(token))!.ToActor(null), CancellationToken.None));
        Assert.Equal(1, await access.AuditCountAsync("passkey.ok"));
    }

    [Theory, Engines]
    public async Task Answers_that_do_not_hold_count_as_wrong_codes(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        var (session, token) = await access.PasswordOkAsync();
        SignInResult last = new SignInResult.Refused();
        for (var i = 0; i < PortalSession.MostWrongCodes; i++)
        {
            Assert.IsType<SignInResult.Refused>(last);
            last = await SignInAsync(access, session, null);
        }

        Assert.IsType<SignInResult.Over>(last);
        Assert.Null(await access.FindAsync(token));
    }

    [Theory, Engines]
    public async Task A_reset_factor_takes_the_passkeys_with_it(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        var actor = (await access.SignedInAsync()).Session.ToActor(null);
        await access.Portal.Get<UserPasskeys>().AddAsync(actor, Facts(1), "Work laptop", CancellationToken.None);
        var admin = await access.Portal.SignedInAsync(PortalRole.TenantAdmin);
        Assert.True(await access.Portal.Get<ResetSecondFactor>().RunAsync(admin, AccessPortal.Email, "lost phone", CancellationToken.None));
        Assert.Empty(await access.Portal.Get<UserPasskeys>().ListAsync(actor, CancellationToken.None));
    }

    private static Task<SignInResult> SignInAsync(AccessPortal access, SessionInfo session, PasskeyUse? use) =>
        access.Portal.Get<SignIn>().PasskeyAsync(session, use, AccessPortal.Visitor, CancellationToken.None);

    private static PasskeyFacts Facts(byte number) => new([number, 1, 2, 3], [9, 9, 9], 5, ["usb"], true, false, false, DateTimeOffset.UnixEpoch);
}
