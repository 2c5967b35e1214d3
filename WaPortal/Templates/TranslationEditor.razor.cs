using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access;
using WaPortal.Core.Templates;

namespace WaPortal.Templates;

public partial class TranslationEditor
{
    // The platform's limits, shown as counters; the linter is what judges.
    private const int FooterLimit = 60;
    private const int HeaderLimit = 60;
    private const int EmojiLimit = 10;

    private bool _showsTime;

    [Parameter, EditorRequired]
    public required TranslationForm Form { get; set; }

    [Parameter, EditorRequired]
    public required TemplateLanguage Language { get; set; }

    [Parameter, EditorRequired]
    public required Actor Actor { get; set; }

    [Parameter, EditorRequired]
    public required SampleBook Samples { get; set; }

    [Parameter]
    public TemplateCategory Category { get; set; }

    /// <summary>What the source language says; null while the source itself is edited.</summary>
    [Parameter]
    public TranslationForm? Source { get; set; }

    [Parameter]
    public TemplateLanguage? SourceLanguage { get; set; }

    /// <summary>The source stands beside each field, not above it.</summary>
    [Parameter]
    public bool SideBySide { get; set; }

    [Parameter]
    public ParameterFormat Format { get; set; }

    [Parameter]
    public bool ReadOnly { get; set; }

    [Parameter]
    public IReadOnlyList<FieldProblem> Problems { get; set; } = [];

    /// <summary>What lists know of contacts beyond the name.</summary>
    [Parameter]
    public IReadOnlyList<string> Columns { get; set; } = [];

    [Parameter]
    public EventCallback OnChanged { get; set; }

    private string Tag => LanguageTags.Of(Language.Code);

    private string Direction => Language.IsRightToLeft ? "rtl" : "ltr";

    private string SourceName => SourceLanguage?.Name ?? "";

    private string SourceTag => LanguageTags.Of(SourceLanguage?.Code ?? "en");

    private int BodyLimit => Form.HasOffer ? 600 : Form.Header == HeaderKind.Product ? 160 : 1024;

    private IEnumerable<HeaderKind> Headers => Form.HasOffer
        ? [HeaderKind.Image, HeaderKind.Video, .. Form.Header is HeaderKind.Image or HeaderKind.Video ? Array.Empty<HeaderKind>() : [Form.Header]]
        : Enum.GetValues<HeaderKind>().Where(kind => kind != HeaderKind.Product || Category == TemplateCategory.Marketing || Form.Header == kind);

    // Those of the source first: a translation uses the same.
    private IReadOnlyList<string> Used =>
        [.. (Source?.Variables ?? []).Concat(Form.Variables).Where(v => v.Variable.Place == VariablePlace.Body).Select(v => v.Name).Distinct(StringComparer.Ordinal)];

    private IReadOnlyList<ContactChip> Chips => ContactChip.For(Columns, Language.Code);

    private HashSet<string> MissingSamples =>
        [.. Form.Variables.Where(v => v.Sample.Length == 0 && IsWrong(TranslationProblems.VariablesField)).Select(v => v.Variable.Key)];

    private bool IsWrong(string fieldId) => Problems.Any(p => p.IsError && p.FieldId == fieldId);

    private Task ChangeHeaderAsync(ChangeEventArgs e) => ChangeAsync(() =>
    {
        Form.Header = Enum.Parse<HeaderKind>((string)e.Value!);
        Form.HeaderMedia = null;
    });

    private Task StoredAsync(SampleMedia media)
    {
        Samples.Add(media);
        return ChangeAsync(() => Form.HeaderMedia = media.Id.Value);
    }

    private Task ChangeAsync(Action change)
    {
        change();
        return OnChanged.InvokeAsync();
    }

    private static string? HintOf(HeaderKind kind) => kind switch
    {
        HeaderKind.Location => "A map with a pin. Each message carries its own place: latitude, longitude, name and address.",
        HeaderKind.Product => "One product of your catalogue, chosen with each message. It goes with the button for one product.",
        _ => null,
    };

    private static string NameOf(HeaderKind kind) => kind switch
    {
        HeaderKind.None => "None",
        HeaderKind.Text => "Text",
        HeaderKind.Image => "Picture",
        HeaderKind.Video => "Video",
        HeaderKind.Document => "Document",
        HeaderKind.Location => "Location",
        HeaderKind.Product => "Product",
    };
}
