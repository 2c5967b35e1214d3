using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access;
using WaPortal.Core.Templates;

namespace WaPortal.Templates;

public partial class TranslationEditor
{
    // The platform's limits, shown as counters; the linter is what judges.
    private const int BodyLimit = 1024;
    private const int FooterLimit = 60;
    private const int HeaderLimit = 60;
    private const int EmojiLimit = 10;

    private bool _uploading;
    private string? _uploadProblem;

    [Parameter, EditorRequired]
    public required TranslationForm Form { get; set; }

    [Parameter, EditorRequired]
    public required TemplateLanguage Language { get; set; }

    [Parameter, EditorRequired]
    public required Actor Actor { get; set; }

    /// <summary>What the source language says; null while the source itself is edited.</summary>
    [Parameter]
    public TranslationForm? Source { get; set; }

    [Parameter]
    public TemplateLanguage? SourceLanguage { get; set; }

    [Parameter]
    public ParameterFormat Format { get; set; }

    [Parameter]
    public bool ReadOnly { get; set; }

    [Parameter]
    public IReadOnlyList<FieldProblem> Problems { get; set; } = [];

    /// <summary>What lists know of contacts beyond the name.</summary>
    [Parameter]
    public IReadOnlyList<string> Columns { get; set; } = [];

    /// <summary>The sample file of a media header, where there is one.</summary>
    [Parameter]
    public SampleMedia? Media { get; set; }

    [Parameter]
    public string? MediaUrl { get; set; }

    [Parameter]
    public EventCallback OnChanged { get; set; }

    /// <summary>A sample file was stored and belongs to the header now.</summary>
    [Parameter]
    public EventCallback<SampleMedia> OnMedia { get; set; }

    [Inject]
    public required SampleMediaStore Samples { get; init; }

    private string Tag => LanguageTags.Of(Language.Code);

    private string Direction => Language.IsRightToLeft ? "rtl" : "ltr";

    private string SourceName => SourceLanguage?.Name ?? "";

    private string SourceTag => LanguageTags.Of(SourceLanguage?.Code ?? "en");

    private bool IsMedia => Form.Header is HeaderKind.Image or HeaderKind.Video or HeaderKind.Document;

    private string HeaderFacts => Form.Header switch
    {
        HeaderKind.Image or HeaderKind.Video or HeaderKind.Document when Media is not null =>
            $"{Media.MimeType.Split('/')[^1].ToUpperInvariant()}, {Size(Media.Length)} of {Size(SampleMediaStore.MaxLength(Form.Header))}",
        _ => "",
    };

    private string Accept => Form.Header switch
    {
        HeaderKind.Image => "image/jpeg,image/png",
        HeaderKind.Video => "video/mp4",
        _ => "application/pdf",
    };

    private string Expected => Form.Header switch
    {
        HeaderKind.Image => $"JPEG or PNG, up to {Size(SampleMediaStore.MaxLength(Form.Header))}",
        HeaderKind.Video => $"MP4, up to {Size(SampleMediaStore.MaxLength(Form.Header))}",
        _ => $"PDF, up to {Size(SampleMediaStore.MaxLength(Form.Header))}",
    };

    // Those of the source first: a translation uses the same.
    private IReadOnlyList<string> Used =>
        [.. (Source?.Variables ?? []).Concat(Form.Variables).Where(v => v.Variable.Place == VariablePlace.Body).Select(v => v.Name).Distinct(StringComparer.Ordinal)];

    private IReadOnlyList<ContactChip> Chips => ContactChip.For(Columns, Language.Code);

    private HashSet<string> MissingSamples =>
        [.. Form.Variables.Where(v => v.Sample.Length == 0 && Worst(TranslationProblems.VariablesField) is { IsError: true }).Select(v => v.Variable.Key)];

    private FieldProblem? Worst(string fieldId) => Problems.Where(p => p.FieldId == fieldId).OrderByDescending(p => p.IsError).FirstOrDefault();

    private Task ChangeHeaderAsync(ChangeEventArgs e) => ChangeAsync(() =>
    {
        Form.Header = Enum.Parse<HeaderKind>(Text(e));
        Form.HeaderMedia = null;
        _uploadProblem = null;
    });

    private Task ChangeAsync(Action change)
    {
        change();
        return OnChanged.InvokeAsync();
    }

    private async Task UploadAsync(InputFileChangeEventArgs e)
    {
        if (_uploading)
            return;
        (_uploading, _uploadProblem) = (true, null);
        try
        {
            // One byte more than allowed is let through, so that the store and not an exception says "too large".
            await using var content = e.File.OpenReadStream(SampleMediaStore.MaxLength(Form.Header) + 1);
            switch (await Samples.StoreAsync(Actor, Form.Header, e.File.Name, content, CancellationToken.None))
            {
                case SampleUpload.Stored stored:
                    Form.HeaderMedia = stored.Media.Id.Value;
                    await OnMedia.InvokeAsync(stored.Media);
                    break;
                case SampleUpload.Refused refused:
                    _uploadProblem = refused.Reason;
                    break;
            }
        }
        catch (IOException)
        {
            _uploadProblem = $"The file is larger than {Size(SampleMediaStore.MaxLength(Form.Header))}, or the upload broke off. Choose it again.";
        }
        finally
        {
            _uploading = false;
        }
    }

    private static string Text(ChangeEventArgs e) => (string?)e.Value ?? "";

    private static string Size(long bytes) => bytes >= 1 << 20 ? $"{bytes >> 20} MB" : $"{Math.Max(1, bytes >> 10)} KB";

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
