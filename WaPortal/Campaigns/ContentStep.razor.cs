using Microsoft.AspNetCore.Components;
using WaPortal.Core.Access;
using WaPortal.Core.Campaigns;
using WaPortal.Core.OptIns.Segments;
using WaPortal.Core.Templates;

namespace WaPortal.Campaigns;

/// <summary>Third step of the wizard.</summary>
public partial class ContentStep : IDisposable
{
    // Enough to meet the odd ones; the review counts everybody.
    private const int Most = 50;

    private readonly CancellationTokenSource _life = new();
    private IReadOnlyList<PersonPreview> _people = [];
    private IReadOnlyList<string> _columns = [];
    private (AudienceChoice? Audience, TemplateId? Template) _for;
    private bool _loaded;
    private int _at;

    [Parameter, EditorRequired]
    public required MessageForm Message { get; set; }

    /// <summary>Whom it is for.</summary>
    [Parameter, EditorRequired]
    public required AudienceChoice Audience { get; set; }

    /// <summary>Null while none is chosen.</summary>
    [Parameter]
    public SendableTemplate? Template { get; set; }

    [Parameter, EditorRequired]
    public required Actor Actor { get; set; }

    /// <summary>The name at the top of the bubble.</summary>
    [Parameter]
    public string Sender { get; set; } = "";

    /// <summary>Beside the heading.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Inject]
    public required CampaignReview Review { get; init; }

    [Inject]
    public required OwnLinks Links { get; init; }

    private int Skipped => _people.Count(p => p.Message.Skip is not null);

    public void Dispose()
    {
        _life.Cancel();
        _life.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override async Task OnParametersSetAsync()
    {
        if (Template is not { } template || Audience.IsEmpty || _for == (Audience, template.Id))
            return;
        _for = (Audience, template.Id);
        await PreviewAsync();
        _columns = [.. _people.SelectMany(p => p.Person.Attributes.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.OrdinalIgnoreCase)];
        if (Message.Fit(template, _columns))
        {
            await OnChanged.InvokeAsync();
            await PreviewAsync();
        }
    }

    private static string Selected(VariableChoice choice) => choice.Source switch
    {
        ValueSource.Name => "name",
        ValueSource.Attribute => choice.Column.Length == 0 ? "" : "column:" + choice.Column,
        ValueSource.Constant => "constant",
        ValueSource.Expression => "expression",
        ValueSource.UnsubscribeLink => "unsubscribe",
        ValueSource.TrackedLink => "tracked",
    };

    private bool IsOpen(VariableChoice choice) =>
        (choice.Source == ValueSource.Attribute && choice.Column.Length == 0) || (choice.Source == ValueSource.Constant && choice.Constant.Length == 0) || TextProblem(choice) is not null || (choice.Source == ValueSource.TrackedLink && TargetOf(choice).Problem is not null);

    private static string? TextProblem(VariableChoice choice) => choice.Source == ValueSource.Expression ? FieldText.Read(choice.Constant).Problem : null;

    private (string? Address, string? Problem) TargetOf(VariableChoice choice) => Links.Target(choice.ToMapping());

    // What differs from what was typed is shown: a host in other letters stands in the form in which browsers ask for it.
    private string TargetWords(VariableChoice choice) => TargetOf(choice).Address is { } address && address != choice.Constant.Trim()
        ? $"Leads to {address}"
        : "Where the link leads. Who opens it, and how often, is counted.";

    // Which button would take a link that counts; null where this one does, and where there are no such links.
    private string? ButtonFor(VariableChoice choice) =>
        Links.Tracked is { } kind && choice.Source != ValueSource.TrackedLink && choice.Source != ValueSource.UnsubscribeLink && !TakesLink(choice, ValueSource.TrackedLink)
        && Template!.Translations.Any(t => t.Content.Variables().Any(v => v.Key == choice.Key && v.Place == VariablePlace.ButtonUrl))
            ? kind.ButtonAddress : null;

    // A field that nobody of the first people has is most likely mistyped.
    private string? Unknown(VariableChoice choice) =>
        choice.Source == ValueSource.Expression && FieldText.Read(choice.Constant).Text is { } text && text.Fields.FirstOrDefault(f => f != "name" && !_columns.Contains(f)) is { } field
            ? $"None of the first people has a column “{field}”." : null;

    private IEnumerable<SendableTranslation> ChainLeft => Template!.Translations.Where(t => t.Language != Message.FallbackLanguage && !Message.FurtherLanguages.Contains(t.Language));

    private Task AddLanguageAsync(string? code) => string.IsNullOrEmpty(code) ? Task.CompletedTask : ChangeAsync(() => Message.FurtherLanguages.Add(code));

    // A column that only people further down have, or that another list had, stays to be seen.
    private IReadOnlyList<string> ColumnsFor(VariableChoice choice) =>
        choice.Source == ValueSource.Attribute && choice.Column.Length > 0 && !_columns.Contains(choice.Column) ? [.. _columns, choice.Column] : _columns;

    private string SampleOf(string key)
    {
        var sample = Template!.Translations
            .SelectMany(t => t.Content.Variables().Where(v => v.Key == key).Select(t.Content.SampleOf)).FirstOrDefault(s => s.Length > 0);
        return sample is null ? "" : $"such as {sample}";
    }

    private bool TakesLink(VariableChoice choice, ValueSource source) =>
        choice.Source == source || (Links.Of(source) is { } kind && Template!.Translations.All(t => kind.Fits(t.Content, choice.Key)));

    private Task SelectAsync(VariableChoice choice, ChangeEventArgs e) => ChangeAsync(() =>
    {
        var value = e.Value as string ?? "";
        (choice.Source, choice.Column) = value switch
        {
            "name" => (ValueSource.Name, ""),
            "constant" => (ValueSource.Constant, ""),
            "expression" => (ValueSource.Expression, ""),
            "unsubscribe" => (ValueSource.UnsubscribeLink, ""),
            "tracked" => (ValueSource.TrackedLink, ""),
            "" => (ValueSource.Attribute, ""),
            _ => (ValueSource.Attribute, value["column:".Length..]),
        };
    });

    private async Task ChangeAsync(Action change)
    {
        change();
        await OnChanged.InvokeAsync();
        await PreviewAsync();
    }

    private async Task PreviewAsync()
    {
        try
        {
            _people = await Review.PreviewAsync(Actor, Audience, Template!.Id, Message.Mapping(), Most, _life.Token);
        }
        catch (OperationCanceledException) when (_life.IsCancellationRequested)
        {
            return;
        }

        _loaded = true;
        _at = Math.Clamp(_at, 0, Math.Max(0, _people.Count - 1));
    }

    private void NextSkipped()
    {
        for (var step = 1; step <= _people.Count; step++)
        {
            var at = (_at + step) % _people.Count;
            if (_people[at].Message.Skip is null)
                continue;
            _at = at;
            return;
        }
    }
}
