using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Jobs;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.WhatsApp;

public sealed class ManageAccountsTests
{
    private const string AccessToken = "EAAB-a-long-system-user-token-9f3c";
    private const string AppSecret = "0123456789abcdef0123456789ab77e1";
    private static readonly AccountDraft Draft = new("Casa Alba", "318820045567001", null, "900000000000001", AccessToken, AppSecret);

    [Theory, Engines]
    public async Task Secrets_go_in_encrypted_and_only_their_ends_come_out(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var admin = await portal.SignedInAsync(PortalRole.TenantAdmin);
        var manage = portal.Get<ManageAccounts>();
        var done = Assert.IsType<AccountResult.Done>(await manage.ConnectAsync(admin, Draft, default));
        var line = Assert.Single(await manage.ListAsync(admin, default));
        Assert.Equal(("9f3c", "77e1"), (line.TokenEnd, line.SecretEnd));
        Assert.DoesNotContain(AccessToken, line.ToString(), StringComparison.Ordinal);
        var row = await RowAsync(portal, done.Id);
        foreach (var (cipher, plain) in new[] { (row.AccessTokenCipher, AccessToken), (row.AppSecretCipher, AppSecret), (row.VerifyTokenCipher, done.VerifyToken!) })
            Assert.Equal(-1, cipher.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(plain)));
        Assert.Equal(done.VerifyToken, (await portal.Get<WhatsAppAccounts>().GetDoorAsync(done.Id, default))!.VerifyToken);
        Assert.Equal(32, done.VerifyToken!.Length);
        var events = await portal.Database.ReadAsync(portal.TenantId, (db, t) => db.Set<AuditEvent>().ToListAsync(t), default);
        Assert.Contains(events, e => e.Event == "whatsapp.connected");
        Assert.DoesNotContain(events, e => (e.Reason ?? "").Contains("EAAB", StringComparison.Ordinal));
    }

    [Theory, Engines]
    public async Task An_account_of_another_enterprise_is_refused_without_saying_whose_it_is(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var other = await portal.AddTenantAsync("harbour", "Harbour Clinic");
        var manage = portal.Get<ManageAccounts>();
        var theirs = await portal.SignedInAsync(PortalRole.TenantAdmin, other.Id);
        var id = Assert.IsType<AccountResult.Done>(await manage.ConnectAsync(theirs, Draft, default)).Id;
        var admin = await portal.SignedInAsync(PortalRole.TenantAdmin);
        var refused = Assert.IsType<AccountResult.Refused>(await manage.ConnectAsync(admin, Draft, default));
        Assert.DoesNotContain("Harbour", refused.Errors[nameof(AccountDraft.WabaId)], StringComparison.OrdinalIgnoreCase);
        Assert.Contains("already", Assert.IsType<AccountResult.Refused>(await manage.ConnectAsync(theirs, Draft, default)).Errors[nameof(AccountDraft.WabaId)], StringComparison.Ordinal);
        Assert.IsType<AccountResult.NotFound>(await manage.DisconnectAsync(admin, id, default));
        Assert.IsType<AccountResult.NotFound>(await manage.ChangeAsync(admin, id, Draft, default));
    }

    [Theory, Engines]
    public async Task Secrets_ask_for_the_right_and_a_fresh_code_and_a_name_for_the_right_alone(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var manage = portal.Get<ManageAccounts>();
        var marketer = await portal.SignedInAsync(PortalRole.Marketer);
        await Assert.ThrowsAsync<AccessDeniedException>(() => manage.ConnectAsync(marketer, Draft, default));
        await Assert.ThrowsAsync<AccessDeniedException>(() => manage.ListAsync(marketer, default));
        var admin = await portal.SignedInAsync(PortalRole.TenantAdmin);
        var id = Assert.IsType<AccountResult.Done>(await manage.ConnectAsync(admin, Draft, default)).Id;
        portal.Clock.Advance(FreshCode.Freshness);
        await Assert.ThrowsAsync<FreshCodeRequiredException>(() => manage.ConnectAsync(admin, Draft, default));
        await Assert.ThrowsAsync<FreshCodeRequiredException>(() => manage.ChangeAsync(admin, id, Draft, default));
        await Assert.ThrowsAsync<FreshCodeRequiredException>(() => manage.RenewVerifyTokenAsync(admin, id, default));
        await Assert.ThrowsAsync<FreshCodeRequiredException>(() => manage.DisconnectAsync(admin, id, default));
        Assert.IsType<AccountResult.Done>(await manage.ChangeAsync(admin, id, Draft with { Name = "Other", AccessToken = null, AppSecret = null }, default));
        Assert.Equal(AccessToken, (await portal.Get<WhatsAppAccounts>().GetConnectionAsync(portal.TenantId, id, default))!.AccessToken);
    }

    [Theory, Engines]
    public async Task Disconnecting_destroys_the_secrets_closes_the_webhook_and_frees_account_and_numbers_for_another_enterprise(Engine engine)
    {
        await using var connected = await Connected.StartAsync(engine);
        var portal = connected.Portal;
        var manage = portal.Get<ManageAccounts>();
        var admin = await portal.SignedInAsync(PortalRole.TenantAdmin);
        Assert.NotNull(await portal.Get<WhatsAppAccounts>().GetDoorAsync(connected.Account, default));
        Assert.IsType<AccountResult.Done>(await manage.DisconnectAsync(admin, connected.Account, default));
        var row = await RowAsync(portal, connected.Account);
        Assert.Empty(row.AccessTokenCipher);
        Assert.Empty(row.AppSecretCipher);
        Assert.Null(await portal.Get<WhatsAppAccounts>().GetDoorAsync(connected.Account, default));
        Assert.Null(await portal.Get<WhatsAppAccounts>().GetConnectionAsync(portal.TenantId, connected.Account, default));
        Assert.Empty(await manage.ListAsync(admin, default));

        var other = await portal.AddTenantAsync("harbour", "Harbour Clinic");
        await Connected.ConnectAsync(portal, other.Id, Connected.Waba, Connected.Number);
        Assert.IsType<AccountResult.Refused>(await manage.ConnectAsync(admin, Draft with { WabaId = Connected.Waba }, default));
    }

    [Theory, Engines]
    public async Task A_disconnected_account_is_taken_up_again_under_its_old_id(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var admin = await portal.SignedInAsync(PortalRole.TenantAdmin);
        var manage = portal.Get<ManageAccounts>();
        var id = Assert.IsType<AccountResult.Done>(await manage.ConnectAsync(admin, Draft, default)).Id;
        Assert.IsType<AccountResult.Done>(await manage.DisconnectAsync(admin, id, default));
        Assert.Equal(id, Assert.IsType<AccountResult.Done>(await manage.ConnectAsync(admin, Draft, default)).Id);
        Assert.NotNull(await portal.Get<WhatsAppAccounts>().GetDoorAsync(id, default));
    }

    [Theory, Engines]
    public async Task The_test_says_step_by_step_what_works_and_finds_the_portfolio(Engine engine)
    {
        await using var platform = await KestrelPlatform.StartAsync((context, call) => context.Response.WriteAsync(
            call.Contains("/phone_numbers", StringComparison.Ordinal) ? """{"data":[{"id":"1","display_phone_number":"+44 20 7946 0182","status":"CONNECTED"},{"id":"2","display_phone_number":"+44 20 7946 0183","status":"PENDING"}]}"""
            : call.Contains("/message_templates", StringComparison.Ordinal) ? """{"data":[]}"""
            : call.Contains("/subscribed_apps", StringComparison.Ordinal) ? """{"data":[{"whatsapp_business_api_data":{"id":"555","name":"Another app"}}]}"""
            : """{"id":"318820045567001","name":"Casa Alba","account_review_status":"APPROVED","health_status":{"can_send_message":"AVAILABLE","entities":[{"entity_type":"BUSINESS","id":"771204458810001","can_send_message":"AVAILABLE"}]}}"""));
        await using var portal = await StartAsync(engine, platform);
        var admin = await portal.SignedInAsync(PortalRole.TenantAdmin);
        var id = Assert.IsType<AccountResult.Done>(await portal.Get<ManageAccounts>().ConnectAsync(admin, Draft, default)).Id;
        var steps = await portal.Get<TestConnection>().RunAsync(admin, id, default);
        Assert.Equal(
            [
                ("Access token", ConnectionOutcome.Works), ("Account", ConnectionOutcome.Works), ("Numbers", ConnectionOutcome.Remark),
                ("Templates", ConnectionOutcome.Works), ("App subscription", ConnectionOutcome.Fails), ("Webhooks", ConnectionOutcome.Untried),
            ],
            steps!.Select(s => (s.Name, s.Outcome)));
        Assert.Equal("771204458810001", Assert.Single(await portal.Get<ManageAccounts>().ListAsync(admin, default)).PortfolioId);
    }

    [Theory, Engines]
    public async Task A_token_that_the_platform_does_not_take_is_said_in_plain_words(Engine engine)
    {
        await using var platform = await KestrelPlatform.StartAsync((context, _) =>
        {
            context.Response.StatusCode = 401;
            return context.Response.WriteAsync("""{"error":{"message":"Error validating access token","type":"OAuthException","code":190,"fbtrace_id":"x"}}""");
        });
        await using var portal = await StartAsync(engine, platform);
        var admin = await portal.SignedInAsync(PortalRole.TenantAdmin);
        var manage = portal.Get<ManageAccounts>();
        var id = Assert.IsType<AccountResult.Done>(await manage.ConnectAsync(admin, Draft, default)).Id;
        var steps = await portal.Get<TestConnection>().RunAsync(admin, id, default);
        Assert.Equal(ConnectionOutcome.Fails, steps![0].Outcome);
        Assert.Contains("190", steps[0].Words, StringComparison.Ordinal);
        Assert.False(string.IsNullOrEmpty(steps[0].Advice));
        Assert.All(steps.Skip(1), s => Assert.Equal(ConnectionOutcome.Untried, s.Outcome));
        Assert.NotNull(await manage.PullNumbersAsync(admin, id, default));
        Assert.Contains("190", Assert.Single(await manage.ListAsync(admin, default)).CheckFault, StringComparison.Ordinal);
    }

    [Theory, Engines]
    public async Task Numbers_are_looked_at_once_an_hour(Engine engine)
    {
        await using var platform = await KestrelPlatform.StartAsync((context, _) => context.Response.WriteAsync(
            """{"data":[{"id":"1","display_phone_number":"+44 20 7946 0182","status":"CONNECTED","whatsapp_business_manager_messaging_limit":"TIER_2K"}]}"""));
        await using var portal = await StartAsync(engine, platform);
        var admin = await portal.SignedInAsync(PortalRole.TenantAdmin);
        await portal.Get<ManageAccounts>().ConnectAsync(admin, Draft, default);
        await ResumeAsync(portal);
        await portal.RunJobsAsync();
        await ResumeAsync(portal);
        await portal.RunJobsAsync();
        Assert.Single(platform.Calls);
        portal.Clock.Advance(TimeSpan.FromHours(1));
        await ResumeAsync(portal);
        await portal.RunJobsAsync();
        Assert.Equal(2, platform.Calls.Count);
        Assert.Equal(2_000, Assert.Single(Assert.Single(await portal.Get<ManageAccounts>().ListAsync(admin, default)).Numbers).DailyLimit);
    }

    private static async Task ResumeAsync(TestPortal portal)
    {
        foreach (var work in portal.Get<IEnumerable<IUnfinishedWork>>().OfType<UncheckedAccounts>())
            await work.ResumeAsync(default);
    }

    private static Task<TestPortal> StartAsync(Engine engine, KestrelPlatform platform) => TestPortal.StartAsync(
        engine, null, new Dictionary<string, string?>(StringComparer.Ordinal) { ["WhatsApp:BaseAddress"] = platform.Address.ToString(), ["WhatsApp:AllowLoopback"] = "true" });

    private static Task<WhatsAppAccount> RowAsync(TestPortal portal, WhatsAppAccountId id) =>
        portal.Database.ReadAsync(portal.TenantId, (db, t) => db.Set<WhatsAppAccount>().FirstAsync(a => a.Id == id, t), default);
}
