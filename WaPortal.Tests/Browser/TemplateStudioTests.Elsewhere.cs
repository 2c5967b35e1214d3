using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Xunit;

namespace WaPortal.Tests.Browser;

/// <summary>A template that is made and changed outside the portal, as people meet it.</summary>
public sealed partial class TemplateStudioTests
{
    [Fact]
    public async Task A_template_made_elsewhere_is_adopted_and_its_text_taken_when_it_changes_there()
    {
        var page = await portal.PageAsync(browser);
        var id = (string)(await SendAsync("100000000000001/message_templates", Payload("Hello {{1}}, your lamp is repaired and waits for you in our workshop.")))["id"]!;
        await page.GotoAsync("/templates/elsewhere");
        await FetchUntilAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Adopt lamp_repaired" }));
        await AssertAccessibleAsync(page);
        await page.SetViewportSizeAsync(390, 844);
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        await page.SetViewportSizeAsync(1440, 900);
        await page.GetByRole(AriaRole.Button, new() { Name = "Adopt lamp_repaired" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Open it" }).ClickAsync(new() { Timeout = 60_000 });
        await Assertions.Expect(page.GetByRole(AriaRole.Tablist, new() { Name = "Languages" }).GetByText("Approved")).ToBeVisibleAsync(Patiently);
        var address = page.Url;

        await SendAsync(id, new JsonObject { ["components"] = Payload("Hello {{1}}, your lamp is repaired and waits for you until Friday evening.")["components"]!.DeepClone() });
        await page.GotoAsync("/templates/elsewhere");
        await page.GetByRole(AriaRole.Button, new() { Name = "Fetch from WhatsApp" }).ClickAsync();
        await page.GotoAsync(address);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Changed at WhatsApp" })).ToBeVisibleAsync(new() { Timeout = 120_000 });
        await Assertions.Expect(page.Locator(".wa-drift ins").First).ToBeVisibleAsync();
        await AssertAccessibleAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Take WhatsApp's text" }).ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Changed at WhatsApp" })).ToHaveCountAsync(0, new() { Timeout = 60_000 });
        await Assertions.Expect(page.Locator("#field-body")).ToHaveValueAsync("Hello {{1}}, your lamp is repaired and waits for you until Friday evening.");
    }

    // The platform reviews what is made there, and the portal's comparison runs as a job.
    private static async Task FetchUntilAsync(IPage page, ILocator wanted)
    {
        for (var tries = 0; tries < 10 && !await wanted.IsVisibleAsync(); tries++)
        {
            var fetch = page.GetByRole(AriaRole.Button, new() { Name = "Fetch from WhatsApp" });
            await Assertions.Expect(fetch).ToBeEnabledAsync(new() { Timeout = 60_000 });
            await fetch.ClickAsync();
            try
            {
                await wanted.WaitForAsync(new() { Timeout = 8_000 });
            }
            catch (TimeoutException)
            {
                // asked again
            }
        }

        await Assertions.Expect(wanted).ToBeVisibleAsync();
    }

    private static JsonObject Payload(string body) => new()
    {
        ["name"] = "lamp_repaired",
        ["language"] = "en_GB",
        ["category"] = "UTILITY",
        ["components"] = new JsonArray(new JsonObject
        {
            ["type"] = "BODY",
            ["text"] = body,
            ["example"] = new JsonObject { ["body_text"] = new JsonArray(new JsonArray("Amelia")) },
        }),
    };

    private async Task<JsonObject> SendAsync(string path, JsonObject payload)
    {
        using var sandbox = new HttpClient { BaseAddress = portal.Sandbox };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v25.0/{path}") { Content = new StringContent(payload.ToJsonString(), Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "any");
        using var answer = await sandbox.SendAsync(request);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, body);
        return (JsonObject)JsonNode.Parse(body)!;
    }
}
