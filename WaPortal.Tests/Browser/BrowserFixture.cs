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
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>A new browser context (cookies of its own) for the portal at an address.</summary>
    public async Task<IBrowserContext> NewContextAsync(string address, BrowserNewContextOptions? options = null)
    {
        var browser = await StartAsync();
        options ??= new BrowserNewContextOptions();
        options.BaseURL ??= address;
        return await browser.NewContextAsync(options);
    }

    /// <summary>Skips the test where there is no browser.</summary>
    public Task DemandAsync() => StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        _starting.Dispose();
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
