using Microsoft.AspNetCore.Components;
using WaPortal.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access;
using WaPortal.Core.Templates;

namespace WaPortal.Templates;

public partial class SubmitActions : IDisposable
{
    private readonly CancellationTokenSource _life = new();
    private bool _busy;

    [Parameter, EditorRequired]
    public required Actor Actor { get; set; }

    [Parameter, EditorRequired]
    public required TemplateDetail Template { get; set; }

    [Parameter, EditorRequired]
    public required TemplateDrafts Drafts { get; set; }

    /// <summary>Code of the language that is open.</summary>
    [Parameter, EditorRequired]
    public required string Current { get; set; }

    /// <summary>What there is to say about it; something was handed over when the tone is good.</summary>
    [Parameter]
    public EventCallback<(StatusTone Tone, string Text)?> OnTold { get; set; }

    [CascadingParameter]
    public required TenantClock Clock { get; set; }

    [Inject]
    public required SubmitTemplate Submit { get; init; }

    // Languages that could be handed over this moment.
    private IReadOnlyList<string> Ready =>
        [.. Template.Translations.Where(t => HasNews(t) && IsSubmittable(t) && Drafts.Errors(t.Language) == 0).Select(t => t.Language)];

    private TranslationDetail Translation => Template.Translations.First(t => t.Language == Current);

    private string? Hindrance => Drafts.Errors(Current) switch
    {
        > 0 and var errors => $"{Figures.Count(errors, "error stands", "errors stand")} against it",
        _ when Translation.NeedsReview => "A second person has to approve it first",
        _ when Translation.Budget?.NextAt is { } at => $"WhatsApp takes the next change {Clock.Within(at)}",
        _ when !IsSubmittable(Translation) => Translation.Status == TranslationStatus.Pending ? "It is in review" : "It cannot be submitted in this state",
        _ when !HasNews(Translation) => "Nothing was changed since it was submitted",
        _ => null,
    };

    public void Dispose()
    {
        _life.Cancel();
        _life.Dispose();
        GC.SuppressFinalize(this);
    }

    // Whether the text differs from what WhatsApp has.
    private bool HasNews(TranslationDetail translation) => translation.CanSubmit || Drafts.Keeper.IsDirty(translation.Language);

    private async Task SubmitAsync(IReadOnlyList<string> codes)
    {
        if (_busy)
            return;
        _busy = true;
        try
        {
            if (await Drafts.FlushAsync())
                await OnTold.InvokeAsync(await HandOverAsync(codes));
        }
        finally
        {
            _busy = false;
        }
    }

    private async Task<(StatusTone, string)?> HandOverAsync(IReadOnlyList<string> codes)
    {
        foreach (var code in codes)
        {
            var name = LanguageTags.Named(code).Name;
            switch (await Submit.RunAsync(Actor, Template.Id, code, Drafts.Version(code), _life.Token))
            {
                case TemplateResult.Done done:
                    Drafts.Became(code, done.DraftVersion);
                    break;
                case TemplateResult.Stale theirs:
                    Drafts.Stale = (code, theirs);
                    return null;
                case TemplateResult.NotNow reason:
                    return (StatusTone.Wait, $"{name}: {reason.Reason}");
                case TemplateResult.NotBefore later:
                    return (StatusTone.Wait, $"{name}: {later.Reason} The next one from {Clock.Within(later.At)}.");
                case TemplateResult.HasProblems:
                    Drafts.Judge(code);
                    return (StatusTone.Bad, $"{name} was not submitted: there are errors in it.");
                default:
                    return (StatusTone.Bad, $"{name} is not there any more.");
            }
        }
        return (StatusTone.Ok, $"{Figures.Count(codes.Count, "language is", "languages are")} on the way to WhatsApp. The answer appears here by itself.");
    }

    private static bool IsSubmittable(TranslationDetail translation) =>
        translation is { NeedsReview: false, Budget: null or { NextAt: null } } && translation.Status is TranslationStatus.Draft or TranslationStatus.Rejected or TranslationStatus.Approved or TranslationStatus.Paused;
}
