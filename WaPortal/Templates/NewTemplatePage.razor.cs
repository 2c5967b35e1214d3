using Microsoft.AspNetCore.Components;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;

namespace WaPortal.Templates;

/// <summary>Begins a template: what cannot be changed later is asked here, everything else in the editor.</summary>
public partial class NewTemplatePage
{
    private readonly NewTemplateForm _form = new();
    private IReadOnlyDictionary<string, string> _errors = new Dictionary<string, string>();
    private List<TemplateLanguage> _others = [];
    private string? _problem;
    private bool _busy;

    [CascadingParameter]
    public TenantProfile? Profile { get; set; }

    [Inject]
    public required CreateTemplate Create { get; init; }

    [Inject]
    public required EditTranslation Edit { get; init; }

    // The tenant's languages come first, in its order; what was added here follows.
    private IReadOnlyList<TemplateLanguage> Offered =>
        [.. (Profile?.Languages ?? []).Select(TemplateLanguages.Find).OfType<TemplateLanguage>().Concat(_others).Distinct()];

    private string NameHint => TemplateName.Suggest(_form.Name) is var suggested && suggested != _form.Name && suggested.Length > 0
        ? $"It will be called {suggested}."
        : "Shown in lists and reports; your customers never see it.";

    protected override Task<bool> LoadAsync(CancellationToken token)
    {
        if (_form.Languages.Count == 0 && Offered.Count > 0)
            _form.Languages.Add(Offered[0].Code);
        return Task.FromResult(true);
    }

    private void Toggle(string code, bool chosen)
    {
        _form.Languages.Remove(code);
        if (chosen)
            _form.Languages.Add(code);
    }

    private void AddOther(ChangeEventArgs e)
    {
        if (TemplateLanguages.Find((string?)e.Value ?? "") is not { } language)
            return;
        _others = [.. _others, language];
        Toggle(language.Code, true);
    }

    private async Task CreateAsync()
    {
        if (_busy)
            return;
        (_busy, _problem, _errors) = (true, null, new Dictionary<string, string>());
        try
        {
            // In the order in which they are offered, so that the tenant's first language is the source.
            var codes = Offered.Select(l => l.Code).Where(_form.Languages.Contains).ToList();
            if (codes.Count == 0)
            {
                _errors = new Dictionary<string, string> { ["Language"] = "Choose at least one language." };
                return;
            }
            switch (await Create.RunAsync(Actor, TemplateName.Suggest(_form.Name), _form.Kind.Category, _form.Format, codes[0], PageToken, content: _form.Kind.Content))
            {
                case TemplateResult.Done done:
                    foreach (var code in codes.Skip(1))
                        await Edit.AddLanguageAsync(Actor, done.Template, code, codes[0], PageToken);
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

    private sealed class NewTemplateForm
    {
        public string Name { get; set; } = "";

        public TemplateStart Kind { get; set; } = TemplateStart.All[0];

        public ParameterFormat Format { get; set; } = ParameterFormat.Named;

        public List<string> Languages { get; } = [];
    }
}
