using Bunit;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using WaPortal.Access;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access;
using WaPortal.Tests.Access;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Components.Pieces;

public sealed class FreshCodeDialogTests : PieceTest
{
    [Fact]
    public async Task While_the_code_is_fresh_nothing_is_asked()
    {
        await using var access = await AccessPortal.StartAsync(Engine.Sqlite);
        var dialog = await RenderAsync(access);
        Assert.True(await await EnsureAsync(dialog));
        Assert.Empty(dialog.FindAll("input"));
    }

    [Fact]
    public async Task An_old_code_is_asked_for_with_its_reason_and_a_wrong_one_keeps_asking()
    {
        await using var access = await AccessPortal.StartAsync(Engine.Sqlite);
        var dialog = await RenderAsync(access);
        access.Portal.Clock.Advance(FreshCode.Freshness);
        var answer = await EnsureAsync(dialog);
        dialog.WaitForElement("form");
        Assert.Contains("Disabling a user asks for", dialog.Find("form p").TextContent, StringComparison.Ordinal);

        await TypeAsync(dialog, access.WrongCode());
        Assert.Contains("not the code of this moment", dialog.WaitForElement("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal("", dialog.Find("input").GetAttribute("value") ?? "");
        Assert.Equal(dialog.Find("input").Id, JSInterop.VerifyInvoke("waPortal.focus").Arguments[0]);
        Assert.False(answer.IsCompleted);

        await TypeAsync(dialog, access.CodeNow());
        Assert.True(await answer);
    }

    [Fact]
    public async Task Closing_the_dialog_answers_no()
    {
        await using var access = await AccessPortal.StartAsync(Engine.Sqlite);
        var dialog = await RenderAsync(access);
        access.Portal.Clock.Advance(FreshCode.Freshness);
        var answer = await EnsureAsync(dialog);
        dialog.WaitForElement("form");
        dialog.Find("dialog").TriggerEvent("onclose", EventArgs.Empty);
        Assert.False(await answer);
    }

    private async Task<IRenderedComponent<FreshCodeDialog>> RenderAsync(AccessPortal access)
    {
        Services.AddSingleton(access.Portal.Get<FreshCode>());
        var user = (await access.SignedInAsync()).Session.ToActor(null).ToPrincipal("test");
        return Render<FreshCodeDialog>(p => p.AddCascadingValue(Task.FromResult(new AuthenticationState(user))));
    }

    private static async Task TypeAsync(IRenderedComponent<FreshCodeDialog> dialog, string code)
    {
        await dialog.Find("input").InputAsync(code);
        await dialog.Find("form").SubmitAsync();
    }

    // The outer task is the renderer's, the inner one the person's answer.
    private static async Task<Task<bool>> EnsureAsync(IRenderedComponent<FreshCodeDialog> dialog)
    {
        var answer = new TaskCompletionSource<Task<bool>>();
        await dialog.InvokeAsync(() => { answer.SetResult(dialog.Instance.EnsureAsync("Disabling a user")); });
        return await answer.Task;
    }
}
