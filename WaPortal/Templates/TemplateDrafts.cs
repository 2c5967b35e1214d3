using WaPortal.Components.Pieces;
using WaPortal.Core.Templates;

namespace WaPortal.Templates;

/// <summary>
/// The texts of one template while they are written: a form for each language, what the linter says about it, when it was saved
/// and what somebody else saved meanwhile. Belongs to one page.
/// </summary>
public sealed class TemplateDrafts : IDisposable
{
    private readonly Dictionary<string, TranslationForm> _forms = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _versions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<FieldProblem>> _problems = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Stack<TemplateContent>> _before = new(StringComparer.Ordinal);
    private readonly Func<string, TemplateContent, int, Task<TemplateResult>> _save;
    private readonly TimeProvider _time;
    private TemplateDetail? _template;

    public TemplateDrafts(TimeProvider time, Func<string, TemplateContent, int, Task<TemplateResult>> save, Func<Task> changed)
    {
        (_time, _save) = (time, save);
        Keeper = new DraftKeeper(SaveAsync, changed);
    }

    public DraftKeeper Keeper { get; }

    /// <summary>The language that the others are translated from.</summary>
    public string SourceCode => Template.Translations[0].Language;

    /// <summary>What somebody else saved while the same language was written here; null when nobody did.</summary>
    public (string Language, TemplateResult.Stale Theirs)? Stale { get; set; }

    /// <summary>Why a draft cannot be saved at all, in words; null when it can.</summary>
    public string? Refusal { get; private set; }

    private TemplateDetail Template => _template ?? throw new InvalidOperationException("Nothing was loaded.");

    public TranslationForm Form(string code) => _forms[code];

    /// <summary>Null for the source itself.</summary>
    public TranslationForm? SourceFor(string code) => code == SourceCode ? null : _forms[SourceCode];

    public IEnumerable<TranslationForm> Forms => _forms.Values;

    public IReadOnlyList<FieldProblem> Problems(string code) => _problems[code];

    public int Errors(string code) => _problems[code].Count(p => p.IsError);

    /// <summary>How far a language is, with what is not saved yet.</summary>
    public TemplateCompleteness Completeness(string code) =>
        TemplateCompleteness.Of(_forms[code].ToContent(), code, code == SourceCode ? null : _forms[SourceCode].ToContent(), SourceCode);

    public int Version(string code) => _versions[code];

    /// <summary>Takes in what was read. What is being typed stays.</summary>
    public void Load(TemplateDetail template)
    {
        if (_template is not null && _template.Id != template.Id)
            Forget();
        _template = template;
        foreach (var translation in template.Translations)
        {
            // What somebody else saved meanwhile replaces only what nobody touched here. Only a newer version does: this reading
            // may have begun before our own last save, and would take back what was typed since.
            var code = translation.Language;
            if (!_forms.ContainsKey(code) || (!Keeper.IsDirty(code) && !Keeper.IsSaving && translation.DraftVersion > _versions[code]))
            {
                _forms[code] = TranslationForm.From(translation.Content);
                _versions[code] = translation.DraftVersion;
                _before.Remove(code);
            }
        }
        foreach (var translation in template.Translations)
            Judge(translation.Language);
    }

    public void Forget()
    {
        Keeper.ForgetAll();
        _forms.Clear();
        _versions.Clear();
        _problems.Clear();
        _before.Clear();
        (Stale, Refusal) = (null, null);
    }

    /// <summary>Something was typed: judge it, save it soon.</summary>
    public void Touch(string code)
    {
        // The others are compared with the source.
        foreach (var each in code == SourceCode ? _forms.Keys.ToList() : [code])
            Judge(each);
        Keeper.Touch(code, _time);
    }

    /// <summary>Puts another text in the place of a language's, in one step that <see cref="Undo"/> takes back.</summary>
    public void Replace(string code, TemplateContent content)
    {
        if (!_before.TryGetValue(code, out var before))
            _before[code] = before = new Stack<TemplateContent>();
        before.Push(_forms[code].ToContent());
        _forms[code] = TranslationForm.From(content);
        Touch(code);
    }

    public bool CanUndo(string code) => _before.TryGetValue(code, out var before) && before.Count > 0;

    /// <summary>Takes the last <see cref="Replace"/> back.</summary>
    public void Undo(string code)
    {
        if (!CanUndo(code))
            return;
        _forms[code] = TranslationForm.From(_before[code].Pop());
        Touch(code);
    }

    public void Judge(string code)
    {
        var content = _forms[code].ToContent();
        var problems = TranslationProblems.Of(content, Template.Name, code, Template.Category, Template.ParameterFormat);
        _problems[code] = code == SourceCode
            ? problems
            : [.. problems, .. TranslationProblems.AgainstSource(content, code, _forms[SourceCode].ToContent(), SourceCode, Template.Category, Template.ParameterFormat)];
    }

    /// <summary>Saves what is not saved yet. False: something could not be.</summary>
    public Task<bool> FlushAsync() => Keeper.FlushAsync(_time);

    /// <summary>The language went to the platform, or came back, as this version.</summary>
    public void Became(string code, int version) => _versions[code] = version;

    /// <summary>Saves ours over what somebody else saved.</summary>
    public async Task KeepMineAsync()
    {
        if (Stale is not var (code, theirs))
            return;
        _versions[code] = theirs.DraftVersion;
        Stale = null;
        Keeper.Touch(code, _time);
        await FlushAsync();
    }

    /// <summary>Gives ours up for what somebody else saved.</summary>
    public void TakeTheirs()
    {
        if (Stale is not var (code, theirs))
            return;
        _forms[code] = TranslationForm.From(theirs.Content);
        _versions[code] = theirs.DraftVersion;
        _before.Remove(code);
        Stale = null;
        Keeper.Forget(code);
        Judge(code);
    }

    public void Dispose() => Keeper.Dispose();

    private async Task<bool> SaveAsync(string code)
    {
        switch (await _save(code, _forms[code].ToContent(), _versions[code]))
        {
            case TemplateResult.Done done:
                (_versions[code], Refusal) = (done.DraftVersion, null);
                return true;
            case TemplateResult.Stale theirs:
                Stale = (code, theirs);
                return false;
            case TemplateResult.NotNow reason:
                Refusal = reason.Reason;
                return false;
            case TemplateResult.NotFound:
                Refusal = "This translation was deleted by somebody else. What you typed is still here; copy what you need.";
                return false;
            case TemplateResult.Invalid invalid:
                Refusal = string.Join(' ', invalid.Errors.Values);
                return false;
            default:
                return false;
        }
    }
}
