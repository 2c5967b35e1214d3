using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Access;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Data;
using WaPortal.Tests.OptIns.Pages;
using WaPortal.WhatsApp.Inbox;
using Xunit;

namespace WaPortal.Tests.WhatsApp.Pages;

public sealed class WebhooksPageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task The_list_tells_what_came_and_the_quarantine_can_be_processed_again()
    {
        await using var connected = await Connected.StartAsync(Engine.Sqlite);
        await connected.RunAsync();
        await using var context = connected.Portal.Renderer(connected.Portal.As(PortalRole.TenantAdmin), WebhookAddress.List);
        var page = context.Render<WebhooksPage>();
        page.WaitForAssertion(() => Assert.Contains("Nothing has come yet", page.Markup, StringComparison.Ordinal), Patience);

        await connected.StoreAsync(Samples.Bytes("messages/in_text"));
        await connected.StoreAsync("no json"u8.ToArray());
        await connected.ProcessAsync();
        var navigation = context.Services.GetRequiredService<NavigationManager>();
        navigation.NavigateTo(WebhookAddress.List + "?state=quarantine");
        page.WaitForAssertion(() => Assert.Single(page.FindAll("tbody tr")), Patience);
        Assert.Contains("in quarantine: 1", page.Markup, StringComparison.Ordinal);
        Assert.Contains("the body is not JSON, too deep, or names something twice", page.Markup, StringComparison.Ordinal);
        Assert.Contains("Process all of these again", page.Markup, StringComparison.Ordinal);

        page.FindAll("tbody button").Single(b => b.TextContent.StartsWith("Process again", StringComparison.Ordinal)).Click();
        page.WaitForAssertion(() => Assert.Contains("It is processed again.", page.Markup, StringComparison.Ordinal), Patience);
        Assert.Equal(1, (await connected.RowsAsync()).Count(row => row.State == WebhookState.Waiting));

        navigation.NavigateTo(WebhookAddress.List + "?kind=messages");
        page.WaitForAssertion(() => Assert.Contains("Message from …", page.Markup, StringComparison.Ordinal), Patience);
        Assert.DoesNotContain("447700", page.Markup, StringComparison.Ordinal);
        navigation.NavigateTo(WebhookAddress.List + "?kind=templates&from=nonsense&before=x&account=y");
        page.WaitForAssertion(() => Assert.Contains("No webhook matches", page.Markup, StringComparison.Ordinal), Patience);
    }

    [Fact]
    public async Task One_webhook_is_masked_until_somebody_who_may_asks_for_it_as_it_came()
    {
        await using var connected = await Connected.StartAsync(Engine.Sqlite);
        await connected.RunAsync();
        await connected.StoreAsync(Samples.Bytes("messages/in_text"));
        var id = (await connected.RowsAsync())[0].Id.Value;
        var raw = System.Text.Encoding.UTF8.GetString(Samples.Bytes("messages/in_text"));
        var number = System.Text.RegularExpressions.Regex.Match(raw, "\"from\": ?\"([0-9]+)\"").Groups[1].Value;

        await using (var context = connected.Portal.Renderer(connected.Portal.As(PortalRole.TenantAdmin), WebhookAddress.List))
        {
            var page = context.Render<WebhookPage>(p => p.Add(x => x.Id, id));
            page.WaitForAssertion(() => Assert.Contains("Its JSON, masked", page.Markup, StringComparison.Ordinal), Patience);
            Assert.DoesNotContain("Show as it came", page.Markup, StringComparison.Ordinal);
            Assert.DoesNotContain(number, page.Markup, StringComparison.Ordinal);
        }

        var both = connected.Portal.As(PortalRole.TenantAdmin) with { Rights = Rights.Of([PortalRole.TenantAdmin, PortalRole.ComplianceOfficer]) };
        await using (var context = connected.Portal.Renderer(both, WebhookAddress.List))
        {
            var page = context.Render<WebhookPage>(p => p.Add(x => x.Id, id));
            page.WaitForAssertion(() => Assert.Contains("Show as it came", page.Markup, StringComparison.Ordinal), Patience);
            Assert.DoesNotContain(number, page.Markup, StringComparison.Ordinal);
            page.FindAll("button").Single(b => b.TextContent.Contains("Show as it came", StringComparison.Ordinal)).Click();
            page.WaitForAssertion(() => Assert.Contains(number, page.Markup, StringComparison.Ordinal), Patience);
        }
    }
}
