using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using WaPortal.Core.Access;
using WaPortal.Core.Access.Mail;
using WaPortal.Core.Jobs;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Access;

public sealed class OwnAccountTests
{
    [Theory, Engines]
    public async Task Password_and_recovery_codes_ask_for_a_fresh_code(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        var actor = (await access.SignedInAsync()).Session.ToActor(null);
        access.Portal.Clock.Advance(FreshCode.Freshness);
        var account = access.Portal.Get<OwnAccount>();
        await Assert.ThrowsAsync<FreshCodeRequiredException>(() => account.NewRecoveryCodesAsync(actor, CancellationToken.None));
        await Assert.ThrowsAsync<FreshCodeRequiredException>(() => account.ChangePasswordAsync(
            actor, new PasswordChange(AccessPortal.Password, "eight lamps on the quay"), CancellationToken.None));
    }

    [Theory, Engines]
    public async Task A_wrong_present_password_changes_nothing_and_counts_as_a_failure(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        var actor = (await access.SignedInAsync()).Session.ToActor(null);
        var account = access.Portal.Get<OwnAccount>();
        for (var i = 0; i < 5; i++)
        {
            var errors = await account.ChangePasswordAsync(actor, new PasswordChange("not the password", "eight lamps on the quay"), CancellationToken.None);
            Assert.Equal([nameof(PasswordChange.Old)], errors.Keys);
        }

        // Five failures delay, here as at the door.
        var held = await account.ChangePasswordAsync(actor, new PasswordChange(AccessPortal.Password, "eight lamps on the quay"), CancellationToken.None);
        Assert.Contains("wait", held[nameof(PasswordChange.Old)], StringComparison.Ordinal);
        access.Portal.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.IsType<SignInResult.Passed>(await access.PasswordAsync());
    }

    [Theory, Engines]
    public async Task A_bad_new_password_is_named_and_costs_no_failure(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        var actor = (await access.SignedInAsync()).Session.ToActor(null);
        var account = access.Portal.Get<OwnAccount>();
        foreach (var bad in (string[])["short", "password1234567", AccessPortal.Password])
        {
            for (var i = 0; i < 3; i++)
                Assert.Equal([nameof(PasswordChange.New)], (await account.ChangePasswordAsync(actor, new PasswordChange(AccessPortal.Password, bad), CancellationToken.None)).Keys);
        }
    }

    [Theory, Engines]
    public async Task A_used_recovery_code_is_told_of_until_the_owner_says_that_they_know(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        var actor = (await access.SignedInAsync()).Session.ToActor(null);
        var account = access.Portal.Get<OwnAccount>();
        var codes = await account.NewRecoveryCodesAsync(actor, CancellationToken.None);
        Assert.Null((await account.RecoveryAsync(actor, CancellationToken.None)).UsedAt);
        Assert.IsType<SignInResult.Passed>(await access.RecoveryAsync((await access.PasswordOkAsync()).Session, codes[0]));
        var first = (await account.RecoveryAsync(actor, CancellationToken.None)).UsedAt;
        Assert.NotNull(first);
        access.Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.IsType<SignInResult.Passed>(await access.RecoveryAsync((await access.PasswordOkAsync()).Session, codes[1]));
        // Knowing of the first use is not knowing of the second.
        await account.AcknowledgeRecoveryAsync(actor, first.Value, CancellationToken.None);
        var second = (await account.RecoveryAsync(actor, CancellationToken.None)).UsedAt;
        Assert.True(second > first);
        await account.AcknowledgeRecoveryAsync(actor, second.Value, CancellationToken.None);
        Assert.Null((await account.RecoveryAsync(actor, CancellationToken.None)).UsedAt);
    }

    [Theory, Engines]
    public async Task A_used_recovery_code_is_mailed_once_though_the_job_runs_again_and_the_server_fails_at_first(Engine engine)
    {
        var post = new RecordedMail { Fails = true };
        await using var access = await AccessPortal.StartAsync(engine, services => services.Replace(ServiceDescriptor.Singleton<IMailSender>(post)));
        var actor = (await access.SignedInAsync()).Session.ToActor(null);
        var codes = await access.Portal.Get<OwnAccount>().NewRecoveryCodesAsync(actor, CancellationToken.None);
        await access.RecoveryAsync((await access.PasswordOkAsync()).Session, codes[0]);
        await Assert.ThrowsAsync<InvalidOperationException>(() => access.Portal.RunJobAsync<RecoveryMailJob>(access.UserId.Value));
        post.Fails = false;
        // As after the loss of the job store.
        foreach (var work in access.Portal.Services.GetServices<IUnfinishedWork>())
            await work.ResumeAsync(CancellationToken.None);
        await access.Portal.RunJobsAsync();
        await access.Portal.RunJobAsync<RecoveryMailJob>(access.UserId.Value);
        var letter = Assert.Single(post.Sent);
        Assert.Equal(AccessPortal.Email, letter.To);
        Assert.Contains("9 are left", letter.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(codes[0], letter.Text, StringComparison.Ordinal);
    }

    private sealed class RecordedMail : IMailSender
    {
        public bool Fails { get; set; }

        public List<Letter> Sent { get; } = [];

        public bool IsConfigured => true;

        public Task<MailOutcome> SendAsync(Letter letter, CancellationToken token)
        {
            if (Fails)
                return Task.FromResult(MailOutcome.Failed);
            Sent.Add(letter);
            return Task.FromResult(MailOutcome.Sent);
        }
    }
}
