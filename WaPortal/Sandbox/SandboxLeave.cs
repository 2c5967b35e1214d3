using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Sandbox;

/// <summary>Disconnects the sandbox's account once a real platform is named: its app secret stands in the program, so anybody could sign webhooks with it.</summary>
internal sealed class SandboxLeave(TenantDirectory tenants, ManageAccounts accounts) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var tenant in await tenants.ListAsync([TenantStatus.Active, TenantStatus.Suspended, TenantStatus.Closed], cancellationToken))
            await accounts.AbandonAsync(tenant.Id, SandboxAccount.WabaId, "a real platform took the sandbox's place", cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
