using WaPortal.Core.Access;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Access;

public sealed class FreshCodeTests
{
    [Theory, Engines]
    public async Task A_sign_in_with_a_code_is_fresh_for_five_minutes_and_not_longer(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        var actor = (await access.SignedInAsync()).Session.ToActor(null);
        var fresh = access.Portal.Get<FreshCode>();
        await fresh.DemandAsync(actor, CancellationToken.None);
        access.Portal.Clock.Advance(FreshCode.Freshness - TimeSpan.FromSeconds(1));
        await fresh.DemandAsync(actor, CancellationToken.None);
        Assert.False(await fresh.IsFreshAsync(actor, TimeSpan.FromSeconds(2), CancellationToken.None));
        access.Portal.Clock.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<FreshCodeRequiredException>(() => fresh.DemandAsync(actor, CancellationToken.None));
    }

    [Theory, Engines]
    public async Task A_code_makes_its_own_session_fresh_and_is_spent(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        var actor = (await access.SignedInAsync()).Session.ToActor(null);
        var other = (await access.SignedInAsync()).Session.ToActor(null);
        access.Portal.Clock.Advance(FreshCode.Freshness);
        var fresh = access.Portal.Get<FreshCode>();
        Assert.Equal(CodeOutcome.Wrong, await fresh.ProveAsync(actor, access.WrongCode(), CancellationToken.None));
        Assert.False(await fresh.IsFreshAsync(actor, CancellationToken.None));
        Assert.Equal(CodeOutcome.Accepted, await fresh.ProveAsync(actor, access.CodeNow(), CancellationToken.None));
        await fresh.DemandAsync(actor, CancellationToken.None);
        Assert.False(await fresh.IsFreshAsync(other, CancellationToken.None));
        Assert.Equal(CodeOutcome.Replayed, await fresh.ProveAsync(other, access.CodeNow(), CancellationToken.None));
        Assert.Equal(1, await access.AuditCountAsync("totp.replayed"));
    }

    [Theory, Engines]
    public async Task A_recovery_code_signs_in_but_is_not_a_fresh_code(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        var (signedIn, _) = await access.SignedInAsync();
        var codes = await access.Portal.Get<OwnAccount>().NewRecoveryCodesAsync(signedIn.ToActor(null), CancellationToken.None);
        var (session, _) = await access.PasswordOkAsync();
        var ticket = Assert.IsType<SignInResult.Passed>(await access.RecoveryAsync(session, codes![0])).Ticket;
        var actor = (await access.FindAsync(ticket.Token))!.ToActor(null);
        await Assert.ThrowsAsync<FreshCodeRequiredException>(() => access.Portal.Get<FreshCode>().DemandAsync(actor, CancellationToken.None));
    }

    [Theory, Engines]
    public async Task Ten_wrong_codes_end_the_session_that_tries_them(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        var (session, token) = await access.SignedInAsync();
        var outcome = CodeOutcome.Wrong;
        for (var i = 0; i < PortalSession.MostWrongCodes; i++)
        {
            Assert.NotEqual(CodeOutcome.Over, outcome);
            outcome = await access.Portal.Get<FreshCode>().ProveAsync(session.ToActor(null), access.WrongCode(), CancellationToken.None);
        }

        Assert.Equal(CodeOutcome.Over, outcome);
        Assert.Null(await access.FindAsync(token));
        Assert.Equal(CodeOutcome.Over, await access.Portal.Get<FreshCode>().ProveAsync(session.ToActor(null), access.CodeNow(), CancellationToken.None));
    }

    [Theory, Engines]
    public async Task An_ended_session_is_never_fresh_and_neither_is_a_user_without_one(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        var (session, _) = await access.SignedInAsync();
        var actor = session.ToActor(null);
        await access.Portal.Get<Sessions>().EndOwnAsync(actor, session.Id, "sign-out", CancellationToken.None);
        var fresh = access.Portal.Get<FreshCode>();
        Assert.False(await fresh.IsFreshAsync(actor, CancellationToken.None));
        Assert.False(await fresh.IsFreshAsync(access.Admin, CancellationToken.None));
        // Nobody's session serves another user.
        var (own, _) = await access.SignedInAsync();
        Assert.False(await fresh.IsFreshAsync(access.Admin with { SessionId = own.Id }, CancellationToken.None));
        Assert.True(await fresh.IsFreshAsync(Actor.Job(access.Portal.TenantId, "job"), CancellationToken.None));
    }
}
