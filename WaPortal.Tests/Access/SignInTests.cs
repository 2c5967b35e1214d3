using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Access;

public sealed class SignInTests
{
    private const int AtOnce = 100;

    [Theory, Engines]
    public async Task Of_many_uses_of_one_code_at_the_same_moment_exactly_one_wins(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        var sessions = new List<SessionInfo>();
        for (var i = 0; i < AtOnce; i++)
            sessions.Add((await access.PasswordOkAsync()).Session);
        var code = access.CodeNow();
        var results = await Task.WhenAll(sessions.Select(s => Task.Run(() => access.CodeAsync(s, code))));
        Assert.Single(results, r => r is SignInResult.Passed);
        // The others either were late with a right code or were not looked at any more: the limits hold for them too.
        Assert.InRange(await access.AuditCountAsync("totp.replayed"), 1, 5);
        Assert.Equal(AtOnce - 1, await access.AuditCountAsync("totp.replayed") + await access.AuditCountAsync("totp.failed"));
    }

    [Theory, Engines]
    public async Task A_step_is_spent_once_however_many_try_and_earlier_steps_with_it(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        var step = Totp.StepAt(access.Portal.Clock.GetUtcNow());
        // The bare statement, beside the limits that would hold most of the tries back.
        var won = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(() => access.Portal.Database.WriteAsync(
            access.Portal.TenantId,
            (db, t) => db.Set<PortalUser>().Where(u => u.Id == access.UserId && u.LastTotpStep < step).ExecuteUpdateAsync(s => s.SetProperty(u => u.LastTotpStep, step), t),
            CancellationToken.None))));
        Assert.Equal(1, won.Sum());
        var (session, _) = await access.PasswordOkAsync();
        Assert.IsType<SignInResult.Refused>(await access.CodeAsync(session, access.CodeNow(-1)));
        Assert.IsType<SignInResult.Passed>(await access.CodeAsync(session, access.CodeNow(1)));
    }

    [Theory, Engines]
    public async Task A_recovery_code_opens_once_though_many_use_it_at_the_same_moment(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        var (signedIn, _) = await access.SignedInAsync();
        var codes = await access.Portal.Get<OwnAccount>().NewRecoveryCodesAsync(signedIn.ToActor(null), CancellationToken.None);
        var sessions = new List<SessionInfo>();
        for (var i = 0; i < AtOnce; i++)
            sessions.Add((await access.PasswordOkAsync()).Session);
        var results = await Task.WhenAll(sessions.Select(s => Task.Run(() => access.RecoveryAsync(s, codes![0].ToLowerInvariant()))));
        Assert.Single(results, r => r is SignInResult.Passed);
        Assert.Equal(9, (await access.Portal.Get<OwnAccount>().RecoveryAsync(signedIn.ToActor(null), CancellationToken.None)).Left);
    }

    [Theory, Engines]
    public async Task A_recovery_codes_row_is_deleted_once_however_many_try(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        var (signedIn, _) = await access.SignedInAsync();
        var codes = await access.Portal.Get<OwnAccount>().NewRecoveryCodesAsync(signedIn.ToActor(null), CancellationToken.None);
        var hash = SecretCode.Hash(codes![0]);
        // The bare statement, beside the limits that would hold most of the tries back.
        var won = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(() => access.Portal.Database.WriteAsync(
            access.Portal.TenantId, (db, t) => db.Set<RecoveryCode>().Where(c => c.Hash == hash).ExecuteDeleteAsync(t), CancellationToken.None))));
        Assert.Equal(1, won.Sum());
    }

    [Theory, Engines]
    public async Task Codes_two_steps_away_are_refused_on_either_side(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        var (session, _) = await access.PasswordOkAsync();
        Assert.IsType<SignInResult.Refused>(await access.CodeAsync(session, access.CodeNow(-2)));
        Assert.IsType<SignInResult.Refused>(await access.CodeAsync(session, access.CodeNow(2)));
        Assert.IsType<SignInResult.Passed>(await access.CodeAsync(session, access.CodeNow(-1)));
    }

    [Theory, Engines]
    public async Task Unknown_enterprise_unknown_user_and_wrong_password_answer_alike(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        SignInResult[] answers =
        [
            await access.PasswordAsync("not the password"),
            await access.PasswordAsync(email: "nobody@example.com"),
            await access.PasswordAsync(enterprise: "no-such-place"),
        ];
        Assert.All(answers, a => Assert.Equal(new SignInResult.Refused(), a));
    }

    [Theory, Engines]
    public async Task After_five_failures_a_right_password_waits_for_the_delay(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        for (var i = 0; i < 5; i++)
            await access.PasswordAsync("wrong");
        Assert.IsType<SignInResult.Refused>(await access.PasswordAsync());
        access.Portal.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.IsType<SignInResult.Passed>(await access.PasswordAsync());
    }

    [Theory]
    [InlineData(4, 0)]
    [InlineData(5, 1)]
    [InlineData(6, 2)]
    [InlineData(10, 32)]
    [InlineData(11, 60)]
    [InlineData(400, 60)]
    public void Delays_double_up_to_a_minute(int failures, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), SignInLimits.DelayAfter(failures));

    [Theory, Engines]
    public async Task Tries_at_the_same_moment_cannot_outrun_the_limit(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(() => access.PasswordAsync("wrong"))));
        var counted = await access.Portal.Database.ReadAsync(access.Portal.TenantId, (db, t) => db.Set<SignInFailure>().CountAsync(t), CancellationToken.None);
        Assert.Equal(5, counted);
    }

    [Theory, Engines]
    public async Task Twenty_failures_in_a_day_lock_until_a_recovery_code_frees(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        var (signedIn, _) = await access.SignedInAsync();
        var codes = await access.Portal.Get<OwnAccount>().NewRecoveryCodesAsync(signedIn.ToActor(null), CancellationToken.None);
        for (var i = 0; i < 20; i++)
        {
            await access.PasswordAsync("wrong");
            access.Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(1, await access.AuditCountAsync("user.locked"));
        var (session, _) = await access.PasswordOkAsync();
        Assert.IsType<SignInResult.Refused>(await access.CodeAsync(session, access.CodeNow()));
        access.Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.IsType<SignInResult.Passed>(await access.RecoveryAsync(session, codes![0]));
        await access.SignedInAsync();
    }

    [Theory, Engines]
    public async Task Ten_wrong_codes_end_the_sign_in(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        var (session, token) = await access.PasswordOkAsync();
        SignInResult last = new SignInResult.Refused();
        for (var i = 0; i < PortalSession.MostWrongCodes; i++)
        {
            Assert.IsType<SignInResult.Refused>(last);
            last = await access.CodeAsync(session, access.WrongCode());
        }

        Assert.IsType<SignInResult.Over>(last);
        Assert.Null(await access.FindAsync(token));
    }

    [Theory, Engines]
    public async Task Neither_a_disabled_enterprise_nor_another_enterprises_user_gets_in(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        await access.Portal.AddTenantAsync("harbour", "Harbour Clinic");
        Assert.IsType<SignInResult.Refused>(await access.PasswordAsync(enterprise: "harbour"));
    }
}
