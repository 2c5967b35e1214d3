using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Jobs;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Backups;

/// <summary>The core on a copy of a data directory, apart from the portal and its settings: to look whether a backup is whole, and to make it ready.</summary>
internal sealed class DetachedCore : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    /// <summary>Opens the directory, which holds a <c>portal.db</c>.</summary>
    public DetachedCore(string directory, MasterKey master, TimeProvider clock)
    {
        var settings = new Dictionary<string, string?> { ["Data:Directory"] = directory, ["Data:MasterKey"] = master.ToText() };
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddLogging();
        services.AddSingleton(clock);
        services.AddWaPortalCore().AddWithoutJobs();
        _services = services.BuildServiceProvider();
    }

    public IServiceProvider Services => _services;

    /// <summary>Verifies the consent ledger of each enterprise; changes nothing.</summary>
    public async Task<IReadOnlyList<BackupLedger>> LedgersAsync(CancellationToken token)
    {
        var ledgers = new List<BackupLedger>();
        foreach (var tenant in await _services.GetRequiredService<TenantDirectory>().ListAsync([TenantStatus.Active, TenantStatus.Suspended, TenantStatus.Closed], token))
        {
            var answer = await _services.GetRequiredService<VerifyLedger>().RunAsync(tenant.Id, token);
            ledgers.Add(new BackupLedger(tenant.Id.Value, tenant.EnterpriseId, answer.Entries, answer.Head, answer.Breaks.Count));
        }

        return ledgers;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        SqliteConnection.ClearAllPools();
    }
}
