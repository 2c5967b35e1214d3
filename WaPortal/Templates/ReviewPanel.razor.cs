using Microsoft.AspNetCore.Components;
using WaPortal.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access;
using WaPortal.Core.Templates;

namespace WaPortal.Templates;

public partial class ReviewPanel
{
    private string _words = "";
    private string? _fault;
    private bool _busy;

    [Parameter, EditorRequired]
    public required Actor Actor { get; set; }

    [Parameter, EditorRequired]
    public required TemplateDetail Template { get; set; }

    [Parameter, EditorRequired]
    public required TranslationDetail Translation { get; set; }

    [Parameter, EditorRequired]
    public required TemplateDrafts Drafts { get; set; }

    /// <summary>Something was asked or decided.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    [CascadingParameter]
    public required TenantClock Clock { get; set; }

    [Inject]
    public required ReviewTranslation Review { get; init; }

    private (StatusTone Tone, string Word) Chip => Translation.Review?.State switch
    {
        ReviewState.Waiting => (StatusTone.Wait, "Waits"),
        ReviewState.Approved or ReviewState.Used => (StatusTone.Ok, "Approved"),
        ReviewState.SentBack => (StatusTone.Bad, "Sent back"),
        _ => (StatusTone.Idle, "Not asked for"),
    };

    private bool MayAsk => Actor.May(Right.EditTemplates) && Translation.CanSubmit && Translation.Review?.State is null or ReviewState.SentBack;

    private string? Hindrance => Drafts.Errors(Translation.Language) switch
    {
        > 0 and var errors => $"{Figures.Count(errors, "error stands", "errors stand")} against it",
        _ when Translation.Review is not null && !Drafts.Keeper.IsDirty(Translation.Language) => null,
        _ => null,
    };

    private Task AskAsync() => RunAsync(async () => await Drafts.FlushAsync()
        ? await Review.AskAsync(Actor, Template.Id, Translation.Language, Drafts.Version(Translation.Language), _words, CancellationToken.None)
        : new TemplateResult.NotNow("The draft could not be saved yet."));

    private Task TakeBackAsync() => RunAsync(() => Review.TakeBackAsync(Actor, Template.Id, Translation.Language, CancellationToken.None));

    private Task DecideAsync(bool approve) => Translation.Review is not { } review ? Task.CompletedTask : RunAsync(() => approve
        ? Review.ApproveAsync(Actor, Template.Id, Translation.Language, review.Id, _words, CancellationToken.None)
        : Review.SendBackAsync(Actor, Template.Id, Translation.Language, review.Id, _words, CancellationToken.None));

    private async Task RunAsync(Func<Task<TemplateResult>> act)
    {
        if (_busy)
            return;
        _busy = true;
        try
        {
            _fault = TemplateResultText.Fault(await act());
            if (_fault is null)
                _words = "";
            await OnChanged.InvokeAsync();
        }
        finally
        {
            _busy = false;
        }
    }
}
