using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using WaPortal.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;

namespace WaPortal.Templates;

/// <summary>One template in all its languages: written, judged while it is written, submitted, followed.</summary>
public partial class TemplateEditorPage
{
    private readonly Dictionary<string, TranslationForm> _forms = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _versions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<FieldProblem>> _problems = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, SampleMedia> _media = [];
    private readonly DraftKeeper _keeper;
    private TemplateDetail? _template;
    private AddLanguageDialog? _addLanguage;
    private ConfirmDialog? _confirmDelete;
    private PreviewValues _values;
    private (StatusTone Tone, string Text)? _message;
    private (string Language, TemplateResult.Stale Theirs)? _stale;
    private bool _busy;
    private bool _offered;

    public TemplateEditorPage()
    {
        _keeper = new DraftKeeper(SaveAsync, () => InvokeAsync(StateHasChanged));
    }

    [Parameter]
    public Guid Id { get; set; }

    /// <summary>The language that is open.</summary>
    [SupplyParameterFromQuery(Name = "lang")]
    public string? Lang { get; set; }

    /// <summary>"side": all languages beside each other.</summary>
    [SupplyParameterFromQuery(Name = "view")]
    public string? View { get; set; }

    [CascadingParameter]
    public TenantProfile? Profile { get; set; }

    [Inject]
    public required TemplateDetailQuery Query { get; init; }

    [Inject]
    public required EditTranslation Edit { get; init; }

    [Inject]
    public required SubmitTemplate Submit { get; init; }

    [Inject]
    public required SampleMediaStore Samples { get; init; }

    protected override bool IsLive => true;

    private TemplateDetail Template => _template!;

    private string SourceCode => Template.Translations[0].Language;

    private TemplateLanguage SourceLanguage => LanguageOf(SourceCode);

    private string Current => Template.Translations.Any(t => t.Language == Lang) ? Lang! : SourceCode;

    private TemplateLanguage Language => LanguageOf(Current);

    private TranslationDetail Translation => Template.Translations.First(t => t.Language == Current);

    private TranslationForm Form => _forms[Current];

    private bool SideBySide => View == "side";

    private bool HasUnsaved => _keeper.HasUnsaved;

    private bool ReadOnly => !May(Right.EditTemplates) || !Translation.CanEdit;

    private (StatusTone Tone, string Word, string? Icon) CurrentStatus => TranslationStatusText.Of(Translation.Status);

    private string SenderName => Profile is { Senders: [var sender, ..] } ? sender.VerifiedName : Profile?.Name ?? "";

    private string SavedText => _keeper switch
    {
        { Fault: not null } => "Not saved, trying again",
        { HasUnsaved: true } => "Saving…",
        { SavedAt: { } at } => $"Saved {Clock.Time(at)}",
        _ => $"Saved {Clock.Within(Template.UpdatedAt)}",
    };

    private IReadOnlyList<LanguageTab> Tabs =>
    [
        .. Template.Translations.Select(t =>
        {
            var (tone, word, icon) = TranslationStatusText.Of(t.Status);
            return new LanguageTab(t.Language, LanguageTags.Of(t.Language), LanguageOf(t.Language).NativeName, $"/templates/{Id}?lang={t.Language}", tone, word, icon, Errors(t.Language));
        }),
    ];

    // Languages that could be handed over this moment.
    private IReadOnlyList<string> Ready =>
        [.. Template.Translations.Where(t => (t.CanSubmit || _keeper.IsDirty(t.Language)) && IsSubmittable(t) && Errors(t.Language) == 0).Select(t => t.Language)];

    // Whether the text differs from what WhatsApp has.
    private bool HasNews => Translation.CanSubmit || _keeper.IsDirty(Current);

    private string? SubmitHindrance => Errors(Current) switch
    {
        > 0 and var errors => $"{Figures.Count(errors, "error stands", "errors stand")} against it",
        _ when !IsSubmittable(Translation) => Translation.Status == TranslationStatus.Pending ? "It is in review" : "It cannot be submitted in this state",
        _ when !HasNews => "Nothing was changed since it was submitted",
        _ => null,
    };

    private string ProblemsTitle
    {
        get
        {
            var errors = Errors(Current);
            var advice = _problems[Current].Count - errors;
            return (errors, advice) switch
            {
                (0, 0) => "No problems",
                (0, _) => Figures.Count(advice, "piece of advice", "pieces of advice"),
                (_, 0) => Figures.Count(errors, "error", "errors"),
                _ => $"{Figures.Count(errors, "error", "errors")}, {Figures.Count(advice, "piece of advice", "pieces of advice")}",
            };
        }
    }

    private string DeleteEffect
    {
        get
        {
            var there = Template.Translations.Count(t => t.SubmittedVersion > 0);
            return there == 0
                ? "WhatsApp has not seen this template; it is deleted here only."
                : $"{Figures.Count(there, "translation is", "translations are")} deleted at WhatsApp too. What was sent stays in the reports.";
        }
    }

    private IReadOnlyList<TimelineItem> Happened =>
    [
        .. Template.Timeline.Where(e => e.Language is null || e.Language == Current).Select(e => new TimelineItem(
            char.ToUpperInvariant(e.What[0]) + e.What[1..], Clock.Brief(e.At), e.Who, e.Why, ToneOf(e.What), Clock.Exact(e.At))),
    ];

    protected override bool Listens(string topic) => topic == TemplateTopics.Of(new TemplateId(Id));

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        var template = await Query.RunAsync(Actor, new TemplateId(Id), token);
        if (template is null || template.Translations.Count == 0)
            return false;
        if (_template?.Id != template.Id)
            Forget();
        _template = template;
        // The answers that the notice of the hand-over promised are here.
        if (_message is { Tone: StatusTone.Ok } && template.Translations.All(t => t.Status is not (TranslationStatus.Submitting or TranslationStatus.Pending)))
            _message = null;
        foreach (var translation in template.Translations)
        {
            // What is being typed stays; what somebody else saved meanwhile replaces only what nobody touched here. Only a newer
            // version does: this reading may have begun before our own last save, and would take back what was typed since.
            if (!_forms.ContainsKey(translation.Language) || (!_keeper.IsDirty(translation.Language) && !_keeper.IsSaving && translation.DraftVersion > _versions[translation.Language]))
            {
                _forms[translation.Language] = TranslationForm.From(translation.Content);
                _versions[translation.Language] = translation.DraftVersion;
            }
            Judge(translation.Language);
        }
        await FindMediaAsync(token);
        return true;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        // The matrix leads here with a language that is not there yet.
        if (_offered || _addLanguage is null || Lang is null || State != PageState.Ready || Template.Translations.Any(t => t.Language == Lang))
            return;
        _offered = true;
        if (May(Right.EditTemplates) && TemplateLanguages.Find(Lang) is not null)
            await _addLanguage.OpenAsync(Lang);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _keeper.Dispose();
        base.Dispose(disposing);
    }

    private static TemplateLanguage LanguageOf(string code) => TemplateLanguages.Find(code) ?? new TemplateLanguage(code, code, code);

    private TranslationStatus StatusOf(string code) => Template.Translations.First(t => t.Language == code).Status;

    private int Errors(string code) => _problems[code].Count(p => p.IsError);

    private ChatMessage MessageOf(string code) =>
        _forms[code].ToMessage(LanguageOf(code), _values, MediaUrl(_forms[code]), MediaOf(_forms[code])?.FileName);

    private SampleMedia? MediaOf(TranslationForm form) => form.HeaderMedia is { } id ? _media.GetValueOrDefault(id) : null;

    private string? MediaUrl(TranslationForm form) => MediaOf(form) is { Kind: HeaderKind.Image } media ? $"/templates/samples/{media.Id.Value}" : null;

    private void Changed()
    {
        _message = null;
        Judge(Current);
        _keeper.Touch(Current, Time);
    }

    private void MediaStored(SampleMedia media)
    {
        _media[media.Id.Value] = media;
        Changed();
    }

    private void Judge(string code)
    {
        var content = _forms[code].ToContent();
        var findings = content.Lint(Template.Name, code, Template.Category, Template.ParameterFormat);
        var source = code == SourceCode ? null : _forms[SourceCode];
        _problems[code] = [.. TranslationProblems.Of(findings, content), .. TranslationProblems.AgainstSource(_forms[code], source, SourceLanguage.Name)];
    }

    private async Task FixAsync(FieldProblem problem)
    {
        if (TranslationProblems.TryFix(problem, Form, Current == SourceCode ? null : _forms[SourceCode]))
            Changed();
        await Task.CompletedTask;
    }

    private async Task<bool> SaveAsync(string code)
    {
        switch (await Edit.SaveDraftAsync(Actor, Template.Id, code, _forms[code].ToContent(), _versions[code], CancellationToken.None))
        {
            case TemplateResult.Done done:
                _versions[code] = done.DraftVersion;
                return true;
            case TemplateResult.Stale theirs:
                _stale = (code, theirs);
                return false;
            case TemplateResult.NotNow reason:
                _message = (StatusTone.Bad, reason.Reason);
                return false;
            case TemplateResult.NotFound:
                _message = (StatusTone.Bad, "This translation was deleted by somebody else. What you typed is still here; copy what you need.");
                return false;
            case TemplateResult.Invalid invalid:
                _message = (StatusTone.Bad, string.Join(' ', invalid.Errors.Values));
                return false;
            default:
                return false;
        }
    }

    private async Task SaveBeforeLeavingAsync(LocationChangingContext context)
    {
        if (!await _keeper.FlushAsync(Time))
            context.PreventNavigation();
    }

    private async Task KeepMineAsync()
    {
        if (_stale is not var (code, theirs))
            return;
        _versions[code] = theirs.DraftVersion;
        _stale = null;
        _keeper.Touch(code, Time);
        await _keeper.FlushAsync(Time);
    }

    private void TakeTheirs()
    {
        if (_stale is not var (code, theirs))
            return;
        _forms[code] = TranslationForm.From(theirs.Content);
        _versions[code] = theirs.DraftVersion;
        _stale = null;
        _keeper.Forget(code);
        Judge(code);
    }

    private async Task SubmitAsync(IReadOnlyList<string> codes)
    {
        if (_busy)
            return;
        _busy = true;
        try
        {
            if (!await _keeper.FlushAsync(Time))
                return;
            var handedOver = 0;
            foreach (var code in codes)
            {
                switch (await Submit.RunAsync(Actor, Template.Id, code, _versions[code], PageToken))
                {
                    case TemplateResult.Done done:
                        _versions[code] = done.DraftVersion;
                        handedOver++;
                        break;
                    case TemplateResult.Stale theirs:
                        _stale = (code, theirs);
                        return;
                    case TemplateResult.NotNow reason:
                        _message = (StatusTone.Wait, $"{LanguageOf(code).Name}: {reason.Reason}");
                        return;
                    case TemplateResult.HasProblems:
                        Judge(code);
                        _message = (StatusTone.Bad, $"{LanguageOf(code).Name} was not submitted: there are errors in it.");
                        return;
                    default:
                        _message = (StatusTone.Bad, $"{LanguageOf(code).Name} is not there any more.");
                        return;
                }
            }
            _message = (StatusTone.Ok, $"{Figures.Count(handedOver, "language is", "languages are")} on the way to WhatsApp. The answer appears here by itself.");
            await ReloadAsync();
        }
        finally
        {
            _busy = false;
        }
    }

    private async Task AddLanguageAsync((string Code, bool Copy) wanted)
    {
        await _keeper.FlushAsync(Time);
        switch (await Edit.AddLanguageAsync(Actor, Template.Id, wanted.Code, wanted.Copy ? SourceCode : null, PageToken))
        {
            case TemplateResult.Done:
                Navigation.NavigateTo($"/templates/{Id}?lang={wanted.Code}");
                break;
            case TemplateResult.Invalid invalid:
                _message = (StatusTone.Bad, string.Join(' ', invalid.Errors.Values));
                break;
            default:
                _message = (StatusTone.Bad, "The language could not be added: the template is not there any more.");
                break;
        }
    }

    private async Task AskDeleteAsync()
    {
        if (!await _confirmDelete!.AskAsync())
            return;
        switch (await Edit.DeleteAsync(Actor, Template.Id, PageToken))
        {
            case TemplateResult.NotNow reason:
                _message = (StatusTone.Wait, reason.Reason);
                break;
            default:
                Forget();
                Navigation.NavigateTo("/templates");
                break;
        }
    }

    private async Task FindMediaAsync(CancellationToken token)
    {
        foreach (var id in _forms.Values.Select(f => f.HeaderMedia).OfType<Guid>().Distinct().Where(id => !_media.ContainsKey(id)).ToList())
        {
            if (await Samples.OpenAsync(Actor, new SampleMediaId(id), token) is not var (media, content))
                continue;
            await content.DisposeAsync();
            _media[id] = media;
        }
    }

    private void Forget()
    {
        _keeper.ForgetAll();
        _forms.Clear();
        _versions.Clear();
        _problems.Clear();
        (_message, _stale, _offered) = (null, null, false);
    }

    private static bool IsSubmittable(TranslationDetail translation) =>
        translation.Status is TranslationStatus.Draft or TranslationStatus.Rejected or TranslationStatus.Approved or TranslationStatus.Paused;

    private static StatusTone ToneOf(string what) => what switch
    {
        "approved" => StatusTone.Ok,
        "rejected" or "refused" or "disabled" => StatusTone.Bad,
        "submitted" or "in review" or "pending" => StatusTone.Wait,
        "paused" => StatusTone.Pause,
        _ => StatusTone.Idle,
    };
}
