using Microsoft.AspNetCore.Components;
using WaPortal.Components;
using WaPortal.Core.Access;
using WaPortal.Core.Templates;

namespace WaPortal.Templates;

public partial class DriftNotice
{
    private bool _busy;
    private string? _fault;

    [Parameter, EditorRequired]
    public required Actor Actor { get; set; }

    [Parameter, EditorRequired]
    public required TemplateId Template { get; set; }

    [Parameter, EditorRequired]
    public required TranslationDetail Translation { get; set; }

    [Parameter, EditorRequired]
    public required TenantClock Clock { get; set; }

    /// <summary>Saves what is typed; false when that did not work.</summary>
    [Parameter, EditorRequired]
    public required Func<Task<int?>> Save { get; set; }

    /// <summary>It is settled; the page reads again.</summary>
    [Parameter]
    public EventCallback OnSettled { get; set; }

    [Inject]
    public required EditTranslation Edit { get; init; }

    private async Task SettleAsync(bool takeTheirs)
    {
        if (_busy)
            return;
        _busy = true;
        try
        {
            // What is typed and not saved yet would be lost with the text that replaces it.
            if (await Save() is not { } version)
                return;
            _fault = TemplateResultText.Fault(takeTheirs
                ? await Edit.TakeHeldAsync(Actor, Template, Translation.Language, version, CancellationToken.None)
                : await Edit.KeepOwnAsync(Actor, Template, Translation.Language, CancellationToken.None));
        }
        finally
        {
            _busy = false;
        }

        await OnSettled.InvokeAsync();
    }
}
