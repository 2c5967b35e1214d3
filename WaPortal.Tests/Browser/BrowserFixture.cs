using Microsoft.Playwright;
using WaPortal.Tests.Browser;
using Xunit;

[assembly: AssemblyFixture(typeof(BrowserFixture))]

namespace WaPortal.Tests.Browser;

/// <summary>One Chromium for all browser tests, started by the first that asks; a test is skipped with the reason where there is none.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private const string Variable = "WAPORTAL_TEST_CHROMIUM";
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private readonly SemaphoreSlim _starting = new(1, 1);
    private readonly SemaphoreSlim _settingUp = new(1, 1);
    private SetUpPortal? _setUp;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>A new browser context (cookies of its own) for a portal.</summary>
    public async Task<IBrowserContext> NewContextAsync(PortalProcess portal, BrowserNewContextOptions? options = null)
    {
        var browser = await StartAsync();
        options ??= new BrowserNewContextOptions();
        options.BaseURL ??= portal.Address;
        return await browser.NewContextAsync(options);
    }

    /// <summary>A portal that was set up by the first that asks, and stopped.</summary>
    internal async Task<SetUpPortal> SetUpOnceAsync()
    {
        await _settingUp.WaitAsync();
        try
        {
            if (_setUp is not null)
                return _setUp;
            await StartAsync(); // where there is no browser, nothing is left behind
            var directory = Directory.CreateTempSubdirectory("waportal-set-up-").FullName;
            await using var portal = await PortalProcess.StartAsync(dataPath: directory);
            var user = await portal.SetUpAsync(this);
            var state = await user.Page.Context.StorageStateAsync();
            await user.Page.Context.DisposeAsync();
            await portal.KillAsync();
            return _setUp = new SetUpPortal(directory, user, state);
        }
        finally
        {
            _settingUp.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_setUp is not null)
            Directory.Delete(_setUp.DataPath, recursive: true);
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        _starting.Dispose();
        _settingUp.Dispose();
    }

    private async Task<IBrowser> StartAsync()
    {
        var path = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } set ? set
            : new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);
        Assert.SkipWhen(path is null, $"No Chromium: set {Variable} to its path, or run ./test.sh, which installs one where it may.");
        await _starting.WaitAsync();
        try
        {
            Assertions.SetDefaultExpectTimeout(20_000); // a busy machine is no fault of the page
            _playwright ??= await Playwright.CreateAsync();
            return _browser ??= await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = path, Args = Arguments });
        }
        finally
        {
            _starting.Release();
        }
    }
}
