using WaPortal.Components.Layout;
using WaPortal.Core.Access;
using WaPortal.Core.Tenancy;
using Xunit;

namespace WaPortal.Tests.Components.Layout;

public sealed class NavigationTests
{
    [Fact]
    public void Nobody_is_offered_nothing() => Assert.Empty(NavigationMap.For(null));

    [Fact]
    public void Every_entry_leads_to_a_page()
    {
        var actor = Actor.Job(TenantId.New(), "all rights");
        Assert.All(NavigationMap.For(actor), entry => Assert.True(NavigationMap.Has(entry.Href)));
    }

    [Fact]
    public void Shortcut_keys_are_given_once() =>
        Assert.Distinct(NavigationMap.For(Actor.Job(TenantId.New(), "all rights")).Select(entry => entry.Key));
}
