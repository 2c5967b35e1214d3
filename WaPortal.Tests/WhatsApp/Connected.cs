using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Data;

namespace WaPortal.Tests.WhatsApp;

/// <summary>A portal whose first tenant has the account and the number that the samples are about.</summary>
internal sealed class Connected : IAsyncDisposable
{
    public const string Waba = "318820045567001";
    public const string Number = "220914455300871";
    public const string VerifyToken = "verify-me";

    private readonly List<Microsoft.Extensions.Hosting.BackgroundService> _running = [];

    private Connected(TestPortal portal, WhatsAppAccountId account) => (Portal, Account) = (portal, account);

    public TestPortal Portal { get; }

    public WhatsAppAccountId Account { get; }

    public static async Task<Connected> StartAsync(Engine engine, Action<IServiceCollection>? configure = null)
    {
        var portal = await TestPortal.StartAsync(engine, configure);
        portal.Clock.Set(DateTimeOffset.FromUnixTimeSeconds(1794810000));
        var account = await ConnectAsync(portal, portal.TenantId, Waba, Number);
        return new Connected(portal, account);
    }

    public static async Task<WhatsAppAccountId> ConnectAsync(TestPortal portal, TenantId tenant, string waba, string number)
    {
        var account = await portal.Get<ConnectWhatsApp>().RunAsync(
            tenant, new WhatsAppAccountDetails("Rowan Books", waba, "771204458810001", null, "token", Samples.AppSecret, VerifyToken), default);
        await portal.Database.WriteAsync(
            tenant,
            (db, _) =>
            {
                db.Add(SenderNumber.Create(tenant, account, new SenderNumberFacts(number, "+1 555-014-2233", "Rowan Books", "TIER_250", "GREEN", "CONNECTED", 80), portal.Clock.GetUtcNow()));
                return Task.CompletedTask;
            },
            default);
        return account;
    }

    /// <summary>Starts the inbox's writer; the worker only when asked for.</summary>
    public async Task RunAsync(bool worker = false)
    {
        var inbox = Portal.Get<WebhookInbox>();
        await inbox.StartAsync(default);
        _running.Add(inbox);
        if (worker)
        {
            await Portal.Get<WebhookWorker>().StartAsync(default);
            _running.Add(Portal.Get<WebhookWorker>());
        }
    }

    public async Task<bool> StoreAsync(byte[] body)
    {
        var door = await Portal.Get<WhatsAppAccounts>().GetDoorAsync(Account, default);
        return await Portal.Get<WebhookInbox>().StoreAsync(door!, body) is not null;
    }

    public Task<int> ProcessAsync() => Portal.Get<WebhookProcessor>().RunAsync(Portal.TenantId, default);

    public Task<List<WebhookDelivery>> RowsAsync(TenantId? tenant = null) =>
        Portal.Database.ReadAsync(tenant ?? Portal.TenantId, (db, token) => db.Set<WebhookDelivery>().OrderBy(row => row.Id).ToListAsync(token), default);

    /// <summary>Waits for what another task will make true, and gives up after a long time.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await condition())
            await Task.Delay(20, limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        _running.Reverse();
        foreach (var service in _running)
            await service.StopAsync(default);
        await Portal.DisposeAsync();
    }
}
