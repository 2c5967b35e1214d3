using System.Globalization;
using Bunit;
using WaPortal.Components.Pieces;
using Xunit;

namespace WaPortal.Tests.Components.Pieces;

public sealed class PiecesTests : PieceTest
{
    [Fact]
    public void Errors_stand_before_advice_and_both_are_read_out()
    {
        var list = Render<ProblemList>(p => p.Add(x => x.Problems, [
            new("a.advice", "Could be better.", "Body", "body", false),
            new("a.error", "Must be changed.", "Footer", "footer", true, "Change"),
        ]));
        var items = list.FindAll("li");
        Assert.StartsWith("Error: Must be changed.", items[0].QuerySelector("p")!.TextContent, StringComparison.Ordinal);
        Assert.StartsWith("Advice: Could be better.", items[1].QuerySelector("p")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Change", items[0].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_problem_leads_to_its_field()
    {
        var list = Render<ProblemList>(p => p.Add(x => x.Problems, [new("a.error", "Wrong.", "Footer", "footer-es", true)]));
        list.Find("button.wa-link").Click();
        Assert.Equal("footer-es", JSInterop.VerifyInvoke("waPortal.focus").Arguments[0]);
    }

    [Fact]
    public void The_current_step_is_marked_and_steps_that_cannot_be_opened_are_no_links()
    {
        var steps = Render<WizardSteps>(p => p.Add(x => x.Current, 1).Add(x => x.Steps, [
            new("File", "/x?step=1", true), new("Columns", "/x?step=2", false), new("Proof", null, false),
        ]));
        Assert.Equal("step", steps.FindAll("li")[1].GetAttribute("aria-current"));
        Assert.Equal("/x?step=1", Assert.Single(steps.FindAll("a")).GetAttribute("href"));
    }

    [Fact]
    public void Funnel_rates_are_the_share_of_the_step_before()
    {
        var funnel = Render<Funnel>(p => p.Add(x => x.Caption, "c").Add(x => x.Steps, [new("Sent", 200), new("Delivered", 190), new("Nobody", 0), new("After", 0)]));
        Assert.Equal(["", "95.0%", "0.0%", ""], funnel.FindAll(".wa-funnel-rate").Select(cell => cell.TextContent));
    }

    [Fact]
    public void Widths_keep_their_point_in_a_culture_with_commas()
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
        try
        {
            var funnel = Render<Funnel>(p => p.Add(x => x.Caption, "c").Add(x => x.Steps, [new("All", 3), new("Third", 1)]));
            Assert.Equal("width:33.33%", funnel.FindAll(".wa-funnel-track span")[1].GetAttribute("style"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void What_is_kept_back_is_neither_used_nor_free()
    {
        var gauge = Render<QuotaGauge>(p => p.Add(x => x.Limit, 10_000L).Add(x => x.Parts, [new("A", 7_268, QuotaKind.Campaign), new("Kept", 1_000, QuotaKind.Kept)]));
        Assert.Equal("7,268", gauge.Find(".wa-quota-figure").TextContent);
        Assert.Equal("1,732 free", gauge.Find(".wa-quota-free").TextContent);
    }

    [Fact]
    public void Without_a_limit_the_gauge_promises_nothing_free()
    {
        var gauge = Render<QuotaGauge>(p => p.Add(x => x.Limit, null).Add(x => x.Parts, [new("A", 5, QuotaKind.Campaign)]));
        Assert.Empty(gauge.FindAll(".wa-quota-free, .wa-quota-bar"));
    }

    [Fact]
    public async Task Confirming_answers_yes_and_closing_answers_no()
    {
        var dialog = Render<ConfirmDialog>(p => p.Add(x => x.Title, "Delete?").Add(x => x.ConfirmText, "Delete 3"));

        var first = await AskAsync(dialog);
        Button(dialog, "Delete 3").Click();
        Assert.True(await first);
        dialog.Find("dialog").TriggerEvent("onclose", EventArgs.Empty);

        var second = await AskAsync(dialog);
        dialog.Find("dialog").TriggerEvent("onclose", EventArgs.Empty);
        Assert.False(await second);
    }

    [Fact]
    public async Task A_refused_confirmation_keeps_the_dialog_open()
    {
        var dialog = Render<ConfirmDialog>(p => p.Add(x => x.Title, "Delete?").Add(x => x.ConfirmText, "Delete 3").Add(x => x.OnConfirm, () => Task.FromResult(false)));
        var answer = await AskAsync(dialog);
        Button(dialog, "Delete 3").Click();
        Assert.False(answer.IsCompleted);
        Assert.DoesNotContain(JSInterop.Invocations, call => call.Identifier == "waPortal.closeDialog");
    }

    [Fact]
    public void A_filter_that_is_on_says_so_without_its_colour()
    {
        var chips = Render<FilterChips>(p => p.Add(x => x.Chips, [new("Approved", 28, StatusTone.Ok, "/t", true), new("Draft", 6, StatusTone.Idle, "/t?s=draft", false)]));
        Assert.Contains("filter is on", chips.FindAll("a")[0].TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("filter is on", chips.FindAll("a")[1].TextContent, StringComparison.Ordinal);
    }

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<ConfirmDialog> dialog, string text) =>
        dialog.FindAll("button").Single(button => button.TextContent.Contains(text, StringComparison.Ordinal));

    // The outer task is the renderer's, the inner one the person's answer.
    private static async Task<Task<bool>> AskAsync(IRenderedComponent<ConfirmDialog> dialog)
    {
        var answer = new TaskCompletionSource<Task<bool>>();
        await dialog.InvokeAsync(() => { answer.SetResult(dialog.Instance.AskAsync()); });
        dialog.WaitForElement(".wa-dialog");
        return await answer.Task;
    }
}
