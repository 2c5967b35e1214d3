using Microsoft.Playwright;
using Xunit;

namespace WaPortal.Tests.Browser;

/// <summary>One portal with its first user for all tests of the template studio; started by the first that asks.</summary>
public sealed class StudioPortal : IAsyncLifetime
{
    private PortalProcess? _portal;
    private SignedInPage? _signedIn;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>A page of its own, signed in.</summary>
    public async Task<IPage> PageAsync(BrowserFixture browser, int width = 1440)
    {
        if (_signedIn is null)
        {
            _portal = await PortalProcess.StartAsync();
            _signedIn = await _portal.SetUpAsync(browser);
        }
        var page = await _signedIn.Page.Context.NewPageAsync();
        await page.SetViewportSizeAsync(width, 900);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        if (_portal is not null)
            await _portal.DisposeAsync();
    }
}
