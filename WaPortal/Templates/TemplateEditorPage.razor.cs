using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using WaPortal.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;
using WaPortal.Templates.Families;

namespace WaPortal.Templates;

/// <summary>One template in all its languages: written, judged while it is written, submitted, followed.</summary>
public partial class TemplateEditorPage
{
    private TemplateDrafts? _drafts;
    private SampleBook? _samples;
    private CodeWording? _wording;
    private TemplateDetail? _template;
    private AddLanguageDialog? _addLanguage;
    private DuplicateDialog? _duplicate;
    private IReadOnlyList<string> _columns = [];
    private PreviewPerson? _person;
    private DeleteTemplateDialog? _delete;
    private PreviewValues _values;
    private (StatusTone Tone, string Text)? _message;
    private string? _undo;
    private bool _offered;

    [Parameter]
    public Guid Id { get; set; }

    /// <summary>The language that is open.</summary>
    [SupplyParameterFromQuery(Name = "lang")]
    public string? Lang { get; set; }

    /// <summary>"side": all languages beside each other; "translate": the source beside the form.</summary>
    [SupplyParameterFromQuery(Name = "view")]
    public string? View { get; set; }

    /// <summary>The language that is translated from; the template's source when there is none of this code.</summary>
    [SupplyParameterFromQuery(Name = "from")]
    public string? From { get; set; }

    [CascadingParameter]
    public TenantProfile? Profile { get; set; }

    [Inject]
    public required TemplateDetailQuery Query { get; init; }

    [Inject]
    public required EditTranslation Edit { get; init; }

    [Inject]
    public required AuthenticationPreviews Previews { get; init; }

    [Inject]
    public required ContactFieldsQuery Contacts { get; init; }

    [Inject]
    public required SampleMediaStore Samples { get; init; }

    protected override bool IsLive => true;

    private TemplateDetail Template => _template!;

    private TemplateDrafts Drafts => _drafts!;

    private SampleBook Book => _samples!;

    private string SourceCode => Drafts.SourceCode;

    private TemplateLanguage SourceLanguage => LanguageTags.Named(SourceCode);

    private string Current => Template.Translations.Any(t => t.Language == Lang) ? Lang! : SourceCode;

    private TemplateLanguage Language => LanguageTags.Named(Current);

    private TranslationDetail Translation => Template.Translations.First(t => t.Language == Current);

    private TranslationForm Form => Drafts.Form(Current);

    private bool SideBySide => View == "side";

    private bool Translating => View == "translate" && Others.Count > 0;

    private IReadOnlyList<string> Others => [.. Template.Translations.Select(t => t.Language).Where(code => code != Current)];

    // What stands beside the form: the language that was asked for, else the source; nothing beside the source itself.
    private string? BesideCode => Translating && From is not null && Others.Contains(From) ? From : Current != SourceCode ? SourceCode : Translating ? Others[0] : null;

    private bool HasUnsaved => _drafts?.Keeper.HasUnsaved == true;

    private bool ReadOnly => !May(Right.EditTemplates) || !Translation.CanEdit;

    private (StatusTone Tone, string Word, string? Icon) CurrentStatus => TranslationStatusText.Of(Translation.Status);

    private string SenderName => Profile is { Senders: [var sender, ..] } ? sender.VerifiedName : Profile?.Name ?? "";

    private string SavedText => Drafts.Keeper switch
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
            return new LanguageTab(t.Language, LanguageTags.Of(t.Language), LanguageTags.Named(t.Language).NativeName, Address(t.Language, Translating ? "translate" : null), tone, word, icon, Drafts.Errors(t.Language), Drafts.Completeness(t.Language));
        }),
    ];

    // Whether the text differs from what WhatsApp has.
    private bool HasNews => Translation.CanSubmit || Drafts.Keeper.IsDirty(Current);

    private string ProblemsTitle
    {
        get
        {
            var errors = Drafts.Errors(Current);
            var advice = Drafts.Problems(Current).Count - errors;
            return (errors, advice) switch
            {
                (0, 0) => "No problems",
                (0, _) => Figures.Count(advice, "piece of advice", "pieces of advice"),
                (_, 0) => Figures.Count(errors, "error", "errors"),
                _ => $"{Figures.Count(errors, "error", "errors")}, {Figures.Count(advice, "piece of advice", "pieces of advice")}",
            };
        }
    }

    private IReadOnlyList<TimelineItem> Happened =>
    [
        .. Template.Timeline.Where(e => e.Language is null || e.Language == Current).Select(e => new TimelineItem(
            char.ToUpperInvariant(e.What[0]) + e.What[1..], Clock.Brief(e.At), e.Who, e.Why, ToneOf(e.What), Clock.Exact(e.At))),
    ];

    protected override void OnInitialized()
    {
        _samples = new SampleBook(Samples);
        _wording = new CodeWording(Previews);
        _drafts = new TemplateDrafts(
            Time, (code, content, version) => Edit.SaveDraftAsync(Actor, Template.Id, code, content, version, CancellationToken.None), () => InvokeAsync(StateHasChanged));
    }

    protected override bool Listens(string topic) => topic == TemplateTopics.Of(new TemplateId(Id));

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        var template = await Query.RunAsync(Actor, new TemplateId(Id), token);
        if (template is null || template.Translations.Count == 0)
            return false;
        if (_template?.Id != template.Id)
        {
            (_message, _offered) = (null, false);
            _columns = May(Right.ViewOptIns) && May(Right.EditTemplates) ? await Contacts.ColumnsAsync(Actor, token) : [];
        }
        _template = template;
        // The answers that the notice of the hand-over promised are here.
        if (_message is { Tone: StatusTone.Ok } && template.Translations.All(t => t.Status is not (TranslationStatus.Submitting or TranslationStatus.Pending)))
            _message = null;
        Drafts.Load(template);
        await Book.FindAsync(Actor, Drafts.Forms.SelectMany(f => f.Media), token);
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
            _drafts?.Dispose();
        base.Dispose(disposing);
    }

    private TranslationStatus StatusOf(string code) => Template.Translations.First(t => t.Language == code).Status;

    private ChatMessage MessageOf(string code)
    {
        var form = Drafts.Form(code);
        var content = form.ToContent();
        return MessageDrawing.Draw(content, LanguageTags.Named(code), variable => PreviewText.Value(content, variable, _values, _person), Book.Show, _wording);
    }

    private string Address(string code, string? view = null) => $"/templates/{Id}?lang={code}" + (view is null ? "" : $"&view={view}") + (view == "translate" && From is not null ? $"&from={From}" : "");

    private void TranslateFrom(ChangeEventArgs e) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("from", (string?)e.Value));

    private void CopyFrom(string code)
    {
        // Samples that were written in this language are worth more than those of the other one.
        var (here, there) = (Form.ToContent(), Drafts.Form(code).ToContent());
        var texts = here.Texts.Where(t => t.Value.Sample.Length > 0).Concat(there.Texts).DistinctBy(t => t.Key).ToDictionary(StringComparer.Ordinal);
        Drafts.Replace(Current, there with { Texts = texts });
        _message = null;
        _undo = $"The text of {LanguageTags.Named(code).Name} stands here now.";
    }

    private void Undo()
    {
        Drafts.Undo(Current);
        _undo = null;
    }

    private void Changed()
    {
        (_message, _undo) = (null, null);
        Drafts.Touch(Current);
    }

    private void Fix(FieldProblem problem)
    {
        if (problem is not TemplateProblem { Mend: { } mend })
            return;
        Drafts.Replace(Current, mend(Form.ToContent()));
        (_message, _undo) = (null, $"Done: {problem.Fix}.");
    }

    private async Task SaveBeforeLeavingAsync(LocationChangingContext context)
    {
        if (!await Drafts.FlushAsync())
            context.PreventNavigation();
    }

    private async Task<int?> SaveAsync() => await Drafts.FlushAsync() ? Drafts.Version(Current) : null;

    private async Task ToldAsync((StatusTone Tone, string Text)? message)
    {
        _message = message;
        if (message is { Tone: StatusTone.Ok })
            await ReloadAsync();
    }

    private async Task AddLanguageAsync((string Code, string? CopyFrom) wanted)
    {
        await Drafts.FlushAsync();
        switch (await Edit.AddLanguageAsync(Actor, Template.Id, wanted.Code, wanted.CopyFrom, PageToken))
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

    // One language, or the whole template.
    private async Task AskDeleteAsync(string? language)
    {
        if (!await _delete!.AskAsync(language))
            return;
        if (language is null)
            Drafts.Forget();
        else
            Drafts.Keeper.Forget(language);
        Navigation.NavigateTo(language is null ? "/templates" : $"/templates/{Id}");
    }

    private static StatusTone ToneOf(string what) => what switch
    {
        "approved" or "review approved" or "quality green" => StatusTone.Ok,
        "rejected" or "refused at submission" or "disabled" or "sent back" or "deleted" or "quality red" => StatusTone.Bad,
        "submitted" or "pending" or "review asked for" or "changed outside the portal" or "flagged" or "locked" or "quality yellow" => StatusTone.Wait,
        "paused" => StatusTone.Pause,
        _ => StatusTone.Idle,
    };
}
