using Microsoft.Playwright;
using Xunit;

namespace WaPortal.Tests.Browser;

/// <summary>One portal for all tests of the template studio; started by the first that asks.</summary>
public sealed class StudioPortal : IAsyncLifetime
{
    private ReadyPortal? _portal;
    private IPage? _last;

    /// <summary>Where its sandbox listens; asked for after the first page.</summary>
    public Uri Sandbox => _portal!.Sandbox;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>A page of its own, signed in; the one before is closed, since five may be open at once.</summary>
    public async Task<IPage> PageAsync(BrowserFixture browser)
    {
        _portal ??= await ReadyPortal.StartAsync(browser);
        if (_last is not null)
            await _last.CloseAsync();
        return _last = await _portal.Page.Context.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_portal is not null)
            await _portal.DisposeAsync();
    }
}
