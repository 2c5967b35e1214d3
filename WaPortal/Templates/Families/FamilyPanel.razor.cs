using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access;
using WaPortal.Core.Templates;
using WaPortal.Core.Templates.Linting;
using WaPortal.Core.Tenancy;

namespace WaPortal.Templates.Families;

/// <summary>Shows a template from the library or a file, and makes drafts of it.</summary>
public partial class FamilyPanel
{
    private readonly HashSet<string> _wanted = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, string> _errors = new Dictionary<string, string>();
    private TemplateFamily? _taken;
    private string _name = "";
    private string _shown = "";
    private string? _problem;
    private bool _busy;

    [Parameter, EditorRequired]
    public required TemplateFamily Family { get; set; }

    /// <summary>Where it comes from, for the timeline of the new template.</summary>
    [Parameter, EditorRequired]
    public required string Origin { get; set; }

    [Parameter, EditorRequired]
    public required Actor Actor { get; set; }

    /// <summary>What could not be taken over whole.</summary>
    [Parameter]
    public IReadOnlyList<string> Remarks { get; set; } = [];

    [CascadingParameter]
    public TenantProfile? Profile { get; set; }

    [Inject]
    public required CreateTemplate Create { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private string Sender => Profile is { Senders: [var sender, ..] } ? sender.VerifiedName : Profile?.Name ?? "";

    private FamilyTranslation Shown => Family.Translations.First(t => t.Language == _shown);

    private ChatMessage Message => MessageDrawing.Draw(Shown.Content, LanguageTags.Named(_shown), Shown.Content.SampleOf, _ => null);

    private string Problems
    {
        get
        {
            var name = TemplateName.Suggest(_name);
            var errors = Family.Translations.Where(t => _wanted.Contains(t.Language)).Sum(
                t => t.Content.Lint(name, t.Language, Family.Category, Family.ParameterFormat).Count(f => f.Severity == FindingSeverity.Error));
            return errors == 0 ? "None that stand against submitting it" : $"{Figures.Count(errors, "error", "errors")}; the editor shows each";
        }
    }

    protected override void OnParametersSet()
    {
        if (ReferenceEquals(_taken, Family))
            return;
        _taken = Family;
        _name = Family.Name;
        (_problem, _errors) = (null, new Dictionary<string, string>());
        var codes = Family.Translations.Select(t => t.Language).ToList();
        // The languages that the enterprise writes in; all of them where it writes in none of these.
        var own = codes.Where(c => Profile?.Languages.Contains(c) == true).ToList();
        _wanted.Clear();
        _wanted.UnionWith(own.Count > 0 ? own : codes);
        _shown = own.Count > 0 ? own[0] : codes[0];
    }

    private void Choose(string code, bool wanted)
    {
        _wanted.Remove(code);
        if (wanted)
            (_, _shown) = (_wanted.Add(code), code);
    }

    private async Task CreateAsync()
    {
        if (_busy)
            return;
        (_busy, _problem, _errors) = (true, null, new Dictionary<string, string>());
        try
        {
            var family = Family with { Name = TemplateName.Suggest(_name), Translations = [.. Family.Translations.Where(t => _wanted.Contains(t.Language))] };
            switch (await Create.RunAsync(Actor, family, Origin, CancellationToken.None))
            {
                case TemplateResult.Done done:
                    Navigation.NavigateTo($"/templates/{done.Template.Value}");
                    break;
                case TemplateResult.Invalid invalid:
                    _errors = invalid.Errors;
                    break;
                case TemplateResult.NotNow reason:
                    _problem = reason.Reason;
                    break;
                case var other:
                    throw new InvalidOperationException($"Creating a template cannot end as {other.GetType().Name}.");
            }
        }
        finally
        {
            _busy = false;
        }
    }
}
