using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Browser;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Sandbox;

/// <summary>
/// An enterprise in a data directory, connected to a sandbox in a process of its own. A portal process is started on it to be killed;
/// the test looks into the same directory with services of its own.
/// </summary>
public sealed class KilledPortal : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("waportal-kill-").FullName;
    private readonly SandboxProcess _sandbox;
    private readonly Dictionary<string, string> _settings;
    private readonly ServiceProvider _services;
    private PortalProcess? _portal;

    private KilledPortal(SandboxProcess sandbox, IEnumerable<(string Name, string Value)> settings)
    {
        _sandbox = sandbox;
        _settings = settings.ToDictionary(s => s.Name, s => s.Value, StringComparer.Ordinal);
        _settings["WhatsApp:BaseAddress"] = sandbox.Http.BaseAddress!.ToString();
        _settings["WhatsApp:AllowLoopback"] = "true";
        _settings.TryAdd("WhatsApp:Timeout", "00:00:10");
        _services = TestPortal.CreateServices(_directory, null, _settings.ToDictionary(s => s.Key, s => (string?)s.Value), TimeProvider.System, null);
    }

    public TenantId Tenant { get; private set; }

    public WhatsAppAccountId Account { get; private set; }

    public Actor Actor => Actor.Job(Tenant, "test");

    public PortalDatabase Database => Get<PortalDatabase>();

    /// <summary>Its data directory.</summary>
    public string DataPath => _directory;

    /// <summary>What its portals are started with.</summary>
    public IReadOnlyDictionary<string, string> Settings => _settings;

    /// <summary>How large a test is: larger by hand than in the suite.</summary>
    public static int Setting(string name, int standard) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : standard;

    public static async Task<KilledPortal> CreateAsync(SandboxProcess sandbox, params (string Name, string Value)[] settings)
    {
        var portal = new KilledPortal(sandbox, settings);
        await portal.FillAsync();
        return portal;
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public async Task<PortalProcess> StartAsync()
    {
        _portal = await PortalProcess.StartAsync(_settings, _directory);
        await _sandbox.PostAsync("/sandbox/webhook", new { url = $"{_portal.Address}/webhooks/whatsapp/{Account.Value}" });
        return _portal;
    }

    /// <summary>Runs here what was enqueued here.</summary>
    public Task RunDueJobsAsync() => Get<RecordedJobs>().RunDueAsync(_services);

    public async ValueTask DisposeAsync()
    {
        if (_portal is not null)
            await _portal.DisposeAsync();
        await _services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task FillAsync()
    {
        var none = CancellationToken.None;
        _ = Get<MasterKey>();
        await Database.MigrateAsync(_services.GetServices<ISchemaScript>(), none);
        Tenant = (await Get<CreateTenant>().RunAsync("casa-alba", "Casa Alba", "Europe/London", "GB", ["en_GB"], none)).Tenant!.Id;
        Account = await Get<ConnectWhatsApp>().RunAsync(
            Tenant, new WhatsAppAccountDetails("Sandbox", "100000000000001", "300000000000001", "400000000000001", "token", "sandbox-secret", "sandbox-verify"), none);
        Assert.IsType<ApiResult<int>.Ok>(await Get<RefreshPhoneNumbers>().RunAsync(Tenant, Account, none));
    }
}
