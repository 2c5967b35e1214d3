using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;

namespace WaPortal.Tests.Browser;

/// <summary>Templates as people write them: codes, carousels, other scripts, without a mouse, on a phone.</summary>
[Trait("Category", "Browser")]
public sealed partial class TemplateStudioTests(BrowserFixture browser, StudioPortal portal) : IClassFixture<StudioPortal>
{
    private static readonly LocatorAssertionsToBeVisibleOptions Patiently = new() { Timeout = 60_000 };

    // One grey pixel.
    private static readonly FilePayload Picture = new()
    {
        Name = "lamp.png",
        MimeType = "image/png",
        Buffer = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNsaGj4DwAFhAKAjM1mJgAAAABJRU5ErkJggg=="),
    };

    [Fact]
    public async Task An_authentication_template_asks_for_choices_instead_of_words_and_is_approved()
    {
        var page = await portal.PageAsync(browser);
        await NewAsync(page, "login_code", "A one-time code");
        await Assertions.Expect(page.Locator("#field-body textarea")).ToHaveCountAsync(0);
        await page.GetByLabel("One tap").CheckAsync();
        await page.GetByLabel("Package of app 1").FillAsync("com.casaalba.app");
        await page.GetByLabel("Signature of app 1").FillAsync("Qw3rTy+12/=");
        await page.GetByRole(AriaRole.Spinbutton).FillAsync("5");
        await Assertions.Expect(page.GetByRole(AriaRole.Article)).ToContainTextAsync("This code expires in 5 minutes.");
        await AssertAccessibleAsync(page);
        await SubmitAsync(page);
        await page.GotoAsync("/templates?q=login_code");
        await Assertions.Expect(page.GetByRole(AriaRole.Rowheader).GetByText("Authentication")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_carousel_keeps_its_cards_alike_and_is_approved()
    {
        var page = await portal.PageAsync(browser);
        await NewAsync(page, "three_lamps", "Several things side by side");
        await page.Locator("#field-body").FillAsync("Here are the lamps of this week, picked for you. Reply STOP to stop these messages.");
        foreach (var (card, colour) in new[] { (1, "white"), (2, "black") })
            await FillCardAsync(page, card, colour);
        await page.GetByRole(AriaRole.Button, new() { Name = "Duplicate card" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Move card to the left" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Tab, new() { Name = "2 of 3 cards" })).ToHaveAttributeAsync("aria-selected", "true");
        await page.Locator("#card-body").FillAsync("A desk lamp in green, made of steel and glass.");
        await Assertions.Expect(page.Locator(".wa-chat-card")).ToHaveCountAsync(3);
        await Assertions.Expect(page.Locator(".wa-chat-card").Nth(1)).ToContainTextAsync("green");
        await AssertAccessibleAsync(page);
        await SubmitAsync(page);
    }

    [Fact]
    public async Task Arabic_and_hindi_are_written_beside_the_source_on_a_phone_too()
    {
        var page = await portal.PageAsync(browser);
        await NewAsync(page, "spring_market", "News or an offer", "Arabic (ar)", "Hindi (hi)");
        await page.Locator("#field-body").FillAsync("Hello {{name}}, our market opens on Saturday at nine. Come and see us.");
        await page.GetByLabel("Sample for name").FillAsync("Alex");
        await page.GetByRole(AriaRole.Link, new() { Name = "Translate" }).ClickAsync();
        await WriteAsync(page, "ar", "rtl", "مرحبا {{name}}، يفتح سوقنا يوم السبت في التاسعة. تعال لزيارتنا.", "ليلى");
        await AssertAccessibleAsync(page);
        // Without leaving the field, to the next language.
        await page.Locator("#field-body").PressAsync("Alt+PageDown");
        await WriteAsync(page, "hi", "ltr", "नमस्ते {{name}}, हमारा बाज़ार शनिवार को नौ बजे खुलता है। ज़रूर आइए।", "आशा");
        await page.SetViewportSizeAsync(390, 844);
        await AssertAccessibleAsync(page);
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        await page.SetViewportSizeAsync(1440, 900);
        await page.GetByRole(AriaRole.Link, new() { Name = "Side by side" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Article)).ToHaveCountAsync(3);
        await AssertAccessibleAsync(page);
    }

    [Fact]
    public async Task A_template_is_written_and_submitted_without_a_mouse()
    {
        var page = await portal.PageAsync(browser);
        await NewAsync(page, "by_keyboard", "Something they asked for");
        await TabToAsync(page, "field-body");
        // Typed as fast as keys can come: nothing of it may be lost, and Enter goes on with the list.
        await page.Keyboard.TypeAsync("Your order is ready to be picked up at our shop.\n- lamp\nshade");
        await page.Keyboard.PressAsync("Shift+Home");
        await page.Keyboard.PressAsync("Control+b");
        await Assertions.Expect(page.Locator("#field-body")).ToHaveValueAsync("Your order is ready to be picked up at our shop.\n- lamp\n*- shade*");
        await page.Keyboard.PressAsync("Control+b");
        await page.Keyboard.PressAsync("End");
        await page.Keyboard.PressAsync("Shift+Tab");
        await page.Keyboard.PressAsync("End");
        await page.Keyboard.PressAsync("ArrowLeft");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByLabel("Search emoji")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("gift");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#field-body")).ToHaveValueAsync("Your order is ready to be picked up at our shop.\n- lamp\n- shade🎁");
        await TabToAsync(page, null, "[popovertarget='add-button']");
        await page.Keyboard.PressAsync("Enter");
        // The menu takes the focus when it stands open, not with the key.
        await Assertions.Expect(page.Locator("#add-button button").First).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#button-0")).ToBeVisibleAsync();
        await TabToAsync(page, "button-0", backwards: true);
        await page.Keyboard.TypeAsync("Thank you");
        await Assertions.Expect(page.GetByText("Nothing stands against submitting this text.")).ToBeVisibleAsync();
        await TabToAsync(page, null, "button:has-text('Submit')", backwards: true);
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Tablist).GetByText("Approved")).ToBeVisibleAsync(Patiently);
    }

    private static async Task NewAsync(IPage page, string name, string kind, params string[] languages)
    {
        await page.GotoAsync("/templates/new");
        await page.Locator("#name").FillAsync(name);
        await page.GetByLabel(kind).CheckAsync();
        foreach (var language in languages)
            await page.GetByLabel("Another language").SelectOptionAsync(new SelectOptionValue { Label = language });
        await AssertAccessibleAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create draft" }).ClickAsync();
        await page.WaitForURLAsync(TemplatePage());
        await Assertions.Expect(page.Locator("#preview")).ToBeVisibleAsync();
    }

    private static async Task FillCardAsync(IPage page, int card, string colour)
    {
        await page.GetByRole(AriaRole.Tab, new() { Name = $"{card} of 2 cards" }).ClickAsync();
        var file = page.GetByLabel($"Sample file of card {card}");
        // A person cannot choose a file for a disabled field; the driver can.
        await Assertions.Expect(file).ToBeEnabledAsync();
        await file.SetInputFilesAsync(Picture);
        await Assertions.Expect(page.GetByRole(AriaRole.Tabpanel, new() { NameRegex = CardPanel() }).GetByText("lamp.png")).ToBeVisibleAsync();
        await page.Locator("#card-body").FillAsync($"A desk lamp in {colour}, made of steel and glass.");
        await page.GetByLabel($"Label of button 1 of card {card}").FillAsync("Have a look");
        await page.GetByLabel($"Address of button 1 of card {card}").FillAsync("https://casa-alba.example/lamps");
    }

    private static async Task WriteAsync(IPage page, string language, string direction, string body, string sample)
    {
        var field = page.Locator("#field-body");
        await Assertions.Expect(field).ToHaveAttributeAsync("lang", language);
        await Assertions.Expect(field).ToHaveAttributeAsync("dir", direction);
        await Assertions.Expect(page.Locator(".wa-source mark").First).ToBeVisibleAsync();
        await field.FillAsync(body);
        await Assertions.Expect(page.Locator(".wa-source mark")).ToHaveCountAsync(0);
        await page.GetByLabel("Sample for name").FillAsync(sample);
        var bubble = page.GetByRole(AriaRole.Article);
        await Assertions.Expect(bubble).ToContainTextAsync(sample);
        await Assertions.Expect(bubble).ToHaveAttributeAsync("dir", direction);
    }

    // From the top: what the top bar half covers would be measured as too small.
    private static async Task AssertAccessibleAsync(IPage page)
    {
        await page.EvaluateAsync("scrollTo({ top: 0, behavior: 'instant' })");
        await page.AssertAccessibleAsync();
    }

    private static async Task SubmitAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { NameRegex = Submit() }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Tablist, new() { Name = "Languages" }).GetByText("Approved")).ToBeVisibleAsync(Patiently);
    }

    // Walks with the Tab key alone until the element has the focus.
    private static async Task TabToAsync(IPage page, string? id, string? selector = null, bool backwards = false)
    {
        var wanted = page.Locator(selector ?? $"#{id}").First;
        for (var step = 0; step < 80; step++)
        {
            if (await wanted.EvaluateAsync<bool>("element => element === document.activeElement"))
                return;
            await page.Keyboard.PressAsync(backwards ? "Shift+Tab" : "Tab");
        }
        Assert.Fail($"The Tab key does not lead to {selector ?? id}.");
    }

    [GeneratedRegex("^Submit ")]
    private static partial Regex Submit();

    [GeneratedRegex("of 2 cards")]
    private static partial Regex CardPanel();

    [GeneratedRegex("/templates/[0-9a-f-]{36}")]
    private static partial Regex TemplatePage();
}
