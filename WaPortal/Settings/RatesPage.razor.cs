using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using WaPortal.Components.Pieces;
using WaPortal.Core.Delivery.Costs;

namespace WaPortal.Settings;

/// <summary>What a message costs: the cards that hold, come and held.</summary>
public partial class RatesPage
{
    private RatesView? _view;
    private ConfirmDialog? _confirm;
    private IReadOnlyList<RateFinding> _findings = [];
    private string? _source;
    private string? _told;
    private bool _busy;

    [Inject]
    public required ManageRates Rates { get; init; }

    private RatesView View => _view!;

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        _view = await Rates.ReadAsync(Actor, token);
        return true;
    }

    private static string Day(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.GetCultureInfo("en-GB"));

    private static string Rate(long? micros) => micros is { } rate ? MoneyText.Rate(rate) : "–";

    private static string Place(RateFinding finding) => finding switch
    {
        { Line: 0 } => "",
        { Column.Length: 0 } => string.Create(CultureInfo.InvariantCulture, $"Line {finding.Line}: "),
        _ => string.Create(CultureInfo.InvariantCulture, $"Line {finding.Line}, {finding.Column}: "),
    };

    private async Task BringAsync(InputFileChangeEventArgs e)
    {
        (_busy, _told, _findings) = (true, null, []);
        try
        {
            if (e.File.Size > RateCardReader.LargestFile)
            {
                _findings = [new RateFinding(0, "", "The file is too large for a list of rates.")];
                return;
            }

            using var reader = new StreamReader(e.File.OpenReadStream(RateCardReader.LargestFile, PageToken));
            switch (await Rates.ImportAsync(Actor, await reader.ReadToEndAsync(PageToken), _source, PageToken))
            {
                case RateImport.Done done:
                    _told = $"The card is kept: {Figures.Count(done.Card.Markets.Count, "market", "markets")} in {done.Card.Currency}, from {Day(done.Card.ValidFrom)} on.";
                    _source = null;
                    await ReloadAsync();
                    break;
                case RateImport.Refused refused:
                    _findings = refused.Findings;
                    break;
            }
        }
        finally
        {
            _busy = false;
        }
    }

    private async Task WithdrawAsync(RateCardRow row)
    {
        if (_busy || !await _confirm!.AskAsync())
            return;
        _busy = true;
        try
        {
            _told = await Rates.WithdrawAsync(Actor, row.Id, CancellationToken.None) ? "The card was withdrawn." : null;
            await ReloadAsync();
        }
        finally
        {
            _busy = false;
        }
    }
}
