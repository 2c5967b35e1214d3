using WaPortal.Core.Templates;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Templates;

public sealed class EditBudgetTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 14, 20, 0, TimeSpan.Zero);

    [Fact]
    public void One_edit_a_day_and_ten_in_thirty_days()
    {
        Assert.Equal(new EditBudget(10, null), EditBudget.Of([], Now));
        Assert.Equal(new EditBudget(9, Now.AddHours(20)), EditBudget.Of([Now.AddHours(-4)], Now));
        Assert.Equal(new EditBudget(9, null), EditBudget.Of([Now.AddHours(-24)], Now));
        Assert.Equal(new EditBudget(10, null), EditBudget.Of([Now.AddDays(-30)], Now));
        var ten = Enumerable.Range(1, 10).Select(n => Now.AddDays(-2 * n)).ToList();
        Assert.Equal(new EditBudget(0, Now.AddDays(10)), EditBudget.Of(ten, Now));
        Assert.Equal(new EditBudget(0, Now.AddDays(12)), EditBudget.Of([Now, .. ten], Now));
    }

    [Theory, Engines]
    public async Task A_second_change_of_an_approved_template_waits_a_day(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.ApprovedAsync();
        await EditAsync(stage, id, "first");
        var at = stage.Portal.Clock.GetUtcNow();
        await ApproveAsync(stage);
        await stage.SaveAsync(id, TemplateStage.Content() with { Footer = "second" });

        var refused = Assert.IsType<TemplateResult.NotBefore>(await stage.SubmitAsync(id));
        Assert.Equal(at.AddHours(24), refused.At);
        Assert.Equal(9, (await stage.TranslationAsync(id)).Budget!.Left);
        stage.Portal.Clock.Advance(TimeSpan.FromHours(25));

        Assert.IsType<TemplateResult.Done>(await stage.SubmitAsync(id));
    }

    [Theory, Engines]
    public async Task Changes_of_a_rejected_template_are_not_counted(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.PendingAsync();
        for (var n = 0; n < 3; n++)
        {
            await stage.NewsAsync(stage.Status("REJECTED", TimeSpan.FromSeconds(30), "PROMOTIONAL"));
            stage.Platform.Decide("REJECTED", "PROMOTIONAL");
            stage.Portal.Clock.Advance(TimeSpan.FromMinutes(2));
            Assert.Null((await stage.TranslationAsync(id)).Budget);
            await EditAsync(stage, id, "try " + n);
        }

        await ApproveAsync(stage);
        Assert.Equal(new EditBudget(10, null), (await stage.TranslationAsync(id)).Budget);
    }

    [Theory, Engines]
    public async Task A_budget_that_somebody_else_used_up_is_learnt_from_the_refusal(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.ApprovedAsync();
        stage.Platform.RefuseEdit = TemplatePlatform.Error(100, 2388039, "Cannot be edited.");
        await EditAsync(stage, id, "first");

        var translation = await stage.TranslationAsync(id);
        Assert.Equal((TranslationStatus.Approved, 9), (translation.Status, translation.Budget!.Left));
        Assert.Contains("outside the portal", translation.Standing.Advice, StringComparison.Ordinal);
        Assert.IsType<TemplateResult.NotBefore>(await stage.SubmitAsync(id));
    }

    private static async Task EditAsync(TemplateStage stage, TemplateId id, string footer)
    {
        await stage.SaveAsync(id, TemplateStage.Content() with { Footer = footer });
        Assert.IsType<TemplateResult.Done>(await stage.SubmitAsync(id));
        await stage.Portal.RunJobsAsync();
    }

    private static async Task ApproveAsync(TemplateStage stage)
    {
        await stage.NewsAsync(stage.Status("APPROVED", TimeSpan.FromSeconds(30)));
        stage.Platform.Decide("APPROVED");
        stage.Portal.Clock.Advance(TimeSpan.FromMinutes(2));
    }
}
