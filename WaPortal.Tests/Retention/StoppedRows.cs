using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Data;
using WaPortal.Core.Retention;
using WaPortal.Core.Tenancy;

namespace WaPortal.Tests.Retention;

/// <summary>The messages, of which the first batch goes; then the portal stops.</summary>
internal sealed class StoppedRows(IServiceProvider services, CancellationTokenSource stop) : IRetainedRows
{
    private readonly IRetainedRows _messages = services.GetServices<IRetainedRows>().Single(r => r.Class == DataClass.Messages);

    public DataClass Class => DataClass.Messages;

    public Task<RetainedCount> CountAsync(PortalDbContext db, DateTimeOffset before, CancellationToken token) => _messages.CountAsync(db, before, token);

    public async Task<int> PurgeAsync(TenantId tenant, DateTimeOffset before, int most, CancellationToken token)
    {
        var gone = await _messages.PurgeAsync(tenant, before, most, token);
        await stop.CancelAsync();
        return gone;
    }
}
