using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Sandbox;

/// <summary>
/// Connects the first enterprise to the embedded sandbox, as a person would connect it to the platform: an account with its secrets, its
/// numbers pulled, the webhook address registered. Nothing else in the portal knows that the platform is a sandbox.
/// </summary>
internal sealed partial class SandboxConnection(
    EmbeddedSandbox sandbox, PortalDatabase database, TenantDirectory tenants, ConnectWhatsApp connect, RefreshPhoneNumbers refresh,
    IServer server, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<SandboxConnection> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // Somebody may disconnect the account and connect it to another enterprise, whose webhooks then go there.
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(10);
    private WhatsAppAccountId? _registered;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
            await Task.Delay(await TryConnectAsync(stoppingToken) ? Look : Interval, clock, stoppingToken);
    }

    private async Task<bool> TryConnectAsync(CancellationToken token)
    {
        if (sandbox.BaseAddress is not { } address)
            return true;
        try
        {
            if (await AccountAsync(token) is not var (tenant, account))
                return false; // no enterprise yet: set-up comes first; or nobody is connected
            if (account == _registered)
                return true;
            if (await refresh.RunAsync(tenant, account, token) is not ApiResult<int>.Ok)
                return false;
            using var http = new HttpClient { BaseAddress = address };
            var webhook = new Uri(PortalAddress(), $"/webhooks/whatsapp/{account.Value}");
            using var answer = await http.PostAsJsonAsync(new Uri("/sandbox/webhook", UriKind.Relative), new { url = webhook }, token);
            if (answer.IsSuccessStatusCode)
                _registered = account;
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or DbUpdateException)
        {
            Log.Failed(logger, e);
            return false;
        }
    }

    private async Task<(TenantId Tenant, WhatsAppAccountId Account)?> AccountAsync(CancellationToken token)
    {
        var all = (await tenants.ListActiveAsync(token)).OrderBy(t => t.CreatedAt).ToList();
        var wasConnected = false;
        foreach (var tenant in all)
        {
            var account = await database.ReadAsync(
                tenant.Id, (db, t) => db.Set<WhatsAppAccount>().FirstOrDefaultAsync(a => a.WabaId == SandboxAccount.WabaId, t), token);
            wasConnected |= account is not null;
            if (account is { DisconnectedAt: null })
                return (tenant.Id, account.Id);
        }

        // Whoever disconnected it did so on purpose.
        if (all.Count == 0 || wasConnected)
            return null;
        var details = new WhatsAppAccountDetails(
            "Sandbox", SandboxAccount.WabaId, SandboxAccount.PortfolioId, SandboxAccount.AppId, "sandbox-token", "sandbox-secret", "sandbox-verify");
        return (all[0].Id, await connect.RunAsync(all[0].Id, details, token));
    }

    private Uri PortalAddress()
    {
        var listens = new Uri(server.Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return listens.Host is "0.0.0.0" or "[::]" ? new UriBuilder(listens) { Host = "127.0.0.1" }.Uri : listens;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Connecting to the sandbox failed; it is tried again.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
