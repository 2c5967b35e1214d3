using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Imports;
using WaPortal.Core.OptIns.Wordings;

namespace WaPortal.OptIns;

/// <summary>
/// One import from its uploaded file to its report. Each change is saved as a draft and the whole file is read again by it, so the
/// numbers on the page are those that the import would have.
/// </summary>
public partial class ImportPage
{
    private ImportDetail? _import;
    private ImportForm _form = new();
    private ImportPreview? _preview;
    private ImportRefusal? _refusal;
    private ImportOpening? _opening;
    private IReadOnlyList<ImportRefusal> _planProblems = [];
    private IReadOnlyList<ImportRefusal> _startProblems = [];
    private DateTimeOffset? _savedAt;
    private CancellationTokenSource? _counting;
    private ConfirmDialog? _discard;
    private Guid _read;
    private IReadOnlyList<Wording> _wordings = [];
    private string _zone = "";
    private string? _profile;
    private string _rememberAs = "";
    private bool _remember;
    private bool _isCounting;
    private bool _isStarting;

    [Parameter]
    public Guid Id { get; set; }

    [SupplyParameterFromQuery(Name = "step")]
    public string? Step { get; set; }

    /// <summary>The list chosen with the file, until the first draft holds it.</summary>
    [SupplyParameterFromQuery(Name = "list")]
    public string? Into { get; set; }

    [Inject]
    public required ImportDetailQuery Imports { get; init; }

    [Inject]
    public required PreviewImport Previews { get; init; }

    [Inject]
    public required SaveImportPlan Save { get; init; }

    [Inject]
    public required StartImport Start { get; init; }

    [Inject]
    public required CancelImport Cancel { get; init; }

    [Inject]
    public required UndoImport Undo { get; init; }

    [Inject]
    public required Quarantine Quarantine { get; init; }

    [Inject]
    public required ImportProfiles Profiles { get; init; }

    [Inject]
    public required WordingsQuery WordingsQuery { get; init; }

    protected override bool IsLive => true;

    private ListImportId ImportId => new(Id);

    private ImportDetail Import => _import!;

    private bool CanImport => May(Right.ImportOptIns);

    private bool IsOpen => Import.Status is ListImportStatus.Uploaded or ListImportStatus.Mapped or ListImportStatus.Ready;

    private ImportStep Current => Enum.TryParse<ImportStep>(Step, ignoreCase: true, out var step) && step <= ImportStep.Review ? step : ImportStep.Columns;

    private bool CanStart => !_isCounting && !_isStarting && _planProblems.Count == 0 && _preview is { Accepted: > 0, IsWhole: true } && (_form.IsSuppression || _preview.SameBytesAs is null) && _form.MomentProblem(Time.GetUtcNow()) is null;

    private string StartText => (_form.IsSuppression ? "Opt out" : "Import") + (_preview is { IsWhole: true } whole ? $" {Figures.Count(whole.Accepted, "person", "people")}" : "");

    private IReadOnlyList<WizardStep> Steps => ImportSteps.Of(
        Id, Current, !_planProblems.Any(p => p.Code is "plan.phone" or "plan.twice" or "plan.attribute"),
        !_planProblems.Any(p => p.Code is "plan.choice" or "plan.time" or "plan.proof" or "plan.purpose"), _form.IsSuppression);

    private string FileFacts
    {
        get
        {
            var parts = new List<string>();
            if ((_preview is { IsWhole: true } whole ? whole.Records : Import.Records) is { } records)
                parts.Add(Figures.Count(records, "row", "rows"));
            if (_preview is { } preview)
                parts.Add(preview is { Delimiter: { } delimiter, Encoding: { } encoding } ? $"{ImportWords.Delimiter(delimiter)}, {ImportWords.Encoding(encoding)}" : "Excel workbook");
            if (!IsOpen)
                parts.Add($"uploaded {Clock.Within(Import.CreatedAt)} by {Import.CreatedBy}");
            else if (_preview is { SameBytesAs: null })
                parts.Add("not imported before");
            return string.Join(" · ", parts);
        }
    }

    protected override bool Listens(string topic) => topic == $"import:{Id}";

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        _import = await Imports.FindAsync(Actor, ImportId, token);
        if (_import is null)
            return false;
        _zone = Clock.Zone.Id;
        _wordings = IsOpen ? await WordingsQuery.ChoicesAsync(Actor, token) : [];
        if (IsOpen && CanImport && _read != Id)
            await ReadFileAsync(token);
        else if (IsOpen && _preview is { IsWhole: false } && !Import.IsChecking && !_isCounting)
            (_preview, _refusal) = await Previews.RunAsync(Actor, ImportId, _form.ToPlan(), _opening, token);
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _counting?.Dispose();
        base.Dispose(disposing);
    }

    private async Task ReadFileAsync(CancellationToken token)
    {
        (_preview, _refusal) = await Previews.RunAsync(Actor, ImportId, null, _opening, token);
        if (_preview is null)
            return;
        _form = ImportForm.Of(_preview.Plan, Import.ListName ?? Into);
        // The first draft keeps what the file step asked for; from then on a reload finds everything.
        _planProblems = (await Save.RunAsync(Actor, ImportId, _form.ToPlan(), _opening, _form.ListName, token)).Problems;
        (_read, _savedAt, _profile) = (Id, Time.GetUtcNow(), _preview.Profile);
        _import = await Imports.FindAsync(Actor, ImportId, token);
    }

    private async Task ChooseEncodingAsync(ChangeEventArgs e)
    {
        if (!Enum.TryParse<ImportEncoding>((string?)e.Value, out var encoding))
            return;
        _opening = (_opening ?? new ImportOpening()) with { Encoding = encoding };
        if (_preview is null)
            await ReadFileAsync(PageToken);
        else
            await ChangeAsync();
    }

    // Another sheet has other columns: what was chosen for the first says nothing about it.
    private async Task ChooseSheetAsync(ChangeEventArgs e)
    {
        _opening = new ImportOpening(null, (string?)e.Value);
        _isCounting = true;
        StateHasChanged();
        var kept = _form.ListName;
        (_preview, _refusal) = await Previews.GuessAsync(Actor, ImportId, _opening, PageToken);
        if (_preview is not null)
        {
            _form = ImportForm.Of(_preview.Plan, kept);
            await ChangeAsync();
        }
        _isCounting = false;
    }

    // A later change gives up the reading that an earlier one began.
    [SuppressMessage("Reliability", "CA2000", Justification = "Disposed by the next change or with the page.")]
    private async Task ChangeAsync()
    {
        _startProblems = [];
        var counting = CancellationTokenSource.CreateLinkedTokenSource(PageToken);
        if (Interlocked.Exchange(ref _counting, counting) is { } before)
        {
            await before.CancelAsync();
            before.Dispose();
        }
        var token = counting.Token;
        _isCounting = true;
        StateHasChanged();
        try
        {
            var plan = _form.ToPlan();
            var saved = await Save.RunAsync(Actor, ImportId, plan, _opening, _form.ListName, token);
            _planProblems = saved.Problems;
            _savedAt = Time.GetUtcNow();
            var (preview, refusal) = await Previews.RunAsync(Actor, ImportId, plan, _opening, token);
            (_preview, _refusal) = (preview ?? _preview, refusal);
            _import = await Imports.FindAsync(Actor, ImportId, token);
            _isCounting = false;
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // The next change says what the page shows.
        }
    }

    private async Task StartAsync()
    {
        if (!CanStart)
            return;
        _isStarting = true;
        try
        {
            var result = await Start.RunAsync(Actor, ImportId, PageToken);
            _startProblems = result.Problems;
            if (result.Succeeded && _remember && _rememberAs.Trim().Length > 0)
                await Profiles.SaveAsync(Actor, _rememberAs, _form.ToPlan(), PageToken);
            if (result.Succeeded)
                Navigation.NavigateTo(ImportSteps.Address(Id, ImportStep.Progress), replace: true);
        }
        finally
        {
            _isStarting = false;
        }
    }

    private async Task DiscardAsync()
    {
        if (!await _discard!.AskAsync())
            return;
        await Cancel.RunAsync(Actor, ImportId, PageToken);
        Navigation.NavigateTo("/opt-in-lists");
    }

    private void Remember((bool Remember, string Name) choice) => (_remember, _rememberAs) = choice;

    private async Task UndoAsync()
    {
        await Undo.RunAsync(Actor, ImportId, PageToken);
        await ReloadAsync();
    }

    private async Task CancelAsync()
    {
        await Cancel.RunAsync(Actor, ImportId, PageToken);
        await ReloadAsync();
    }
}
