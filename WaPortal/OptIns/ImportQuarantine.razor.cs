using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Imports;

namespace WaPortal.OptIns;

/// <summary>The quarantine of one import.</summary>
public partial class ImportQuarantine
{
    private const int Shown = 10;

    private IReadOnlyList<QuarantinedRow> _rows = [];
    private ConfirmDialog? _drop;
    private DateTime? _agreedAt;
    private string _source = "";
    private string _proof = "";
    private string _wording = "";
    private string? _problem;
    private int _known = -1;
    private bool _isBusy;

    [Parameter, EditorRequired]
    public required ImportDetail Import { get; set; }

    [Parameter, EditorRequired]
    public required Actor Who { get; set; }

    /// <summary>IANA name: where the time that is typed is.</summary>
    [Parameter, EditorRequired]
    public required string Zone { get; set; }

    [Parameter]
    public EventCallback OnDone { get; set; }

    [Inject]
    public required Quarantine Rows { get; init; }

    private DateTimeOffset Until => (Import.EndedAt ?? Import.CreatedAt) + TimeSpan.FromDays(7);

    protected override async Task OnParametersSetAsync()
    {
        if (_known == Import.Quarantined)
            return;
        _known = Import.Quarantined;
        _rows = await Rows.ListAsync(Who, Import.Id, Shown, CancellationToken.None);
    }

    private async Task CompleteAsync()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(Zone);
        if (_agreedAt is { } typed && zone.IsInvalidTime(typed))
        {
            _problem = "There is no such time in this time zone.";
            return;
        }

        DateTimeOffset? at = _agreedAt is { } local ? new DateTimeOffset(local, zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Min() : zone.GetUtcOffset(local)).ToUniversalTime() : null;
        await ActAsync(() => Rows.CompleteAsync(Who, Import.Id, new FileWideProof(Text(_source), at, Text(_wording), Text(_proof), false), CancellationToken.None));
    }

    private async Task DropAsync()
    {
        if (await _drop!.AskAsync())
            await ActAsync(() => Rows.DropAsync(Who, Import.Id, CancellationToken.None));
    }

    private async Task ActAsync(Func<Task<ImportStepResult>> act)
    {
        _isBusy = true;
        try
        {
            var result = await act();
            _problem = result.Succeeded ? null : string.Join(' ', result.Problems.Select(p => p.Message));
            if (result.Succeeded)
                await OnDone.InvokeAsync();
        }
        finally
        {
            _isBusy = false;
        }
    }

    private static string? Text(string text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
