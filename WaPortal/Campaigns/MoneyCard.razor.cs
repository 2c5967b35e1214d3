using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access;
using WaPortal.Core.Campaigns;

namespace WaPortal.Campaigns;

/// <summary>Estimate, charges and budget of one campaign.</summary>
public partial class MoneyCard
{
    private ConfirmDialog? _dialog;
    private string _typed = "";
    private string? _problem;
    private bool _busy;

    [Parameter, EditorRequired]
    public required Campaign Campaign { get; set; }

    [Parameter, EditorRequired]
    public required CampaignMoney Money { get; set; }

    [Parameter, EditorRequired]
    public required Actor Actor { get; set; }

    /// <summary>The budget was changed; the page reads again.</summary>
    [Parameter]
    public EventCallback OnDone { get; set; }

    [Inject]
    public required CampaignBudget Budgets { get; init; }

    private bool MayChange => Actor.May(Right.StartCampaigns) && Currency is not null
        && Campaign.State is CampaignState.Scheduled or CampaignState.Preparing or CampaignState.Running or CampaignState.Paused;

    private bool IsOver => Campaign.State is CampaignState.Completed or CampaignState.Cancelled;

    private string? Currency => Money.Currency;

    private string? Difference
    {
        get
        {
            if (!IsOver || Money.Estimate is not { } estimate || Money.Totals is not [var (currency, micros)] || currency != estimate.Card.Currency)
                return null;
            var change = micros - estimate.Micros;
            var not = estimate.Lines.Sum(l => (long)l.People) - Money.Priced;
            var why = string.Join(", ", new[]
            {
                not > 0 ? $"{Figures.Count(not, "message was", "messages were")} not delivered or not priced yet" : null,
                Money.Free > 0 ? $"{Figures.Count(Money.Free, "was", "were")} free" : null,
            }.OfType<string>());
            return change == 0 ? "None" : $"{MoneyText.Sum(currency, Math.Abs(change))} {(change < 0 ? "less" : "more")} than expected{(why.Length > 0 ? ": " + why : "")}";
        }
    }

    private string Soon() => Money.Priced == 0
        ? "WhatsApp says what a message is charged as when it is delivered"
        : $"{Figures.Count(Money.Priced, "delivered message", "delivered messages")}{(Money.Free > 0 ? $", {Figures.Whole(Money.Free)} of them free" : "")}{(Money.Unpriced > 0 ? $", {Figures.Whole(Money.Unpriced)} without a known price" : "")}";

    private async Task AskAsync()
    {
        _typed = Money.Budget is { } budget ? MoneyText.Typed(budget.Micros) : "";
        if (_busy || !await _dialog!.AskAsync())
            return;
        var text = _typed.Trim();
        var micros = text.Length == 0 ? null : Core.Delivery.Costs.Money.Parse(text);
        if (text.Length > 0 && micros is not > 0)
        {
            _problem = "This is no amount such as 250.00. The budget stays as it was.";
            return;
        }

        _busy = true;
        try
        {
            _problem = await Budgets.ChangeAsync(Actor, Campaign.Id, micros is { } most ? new Budget(most, Currency!) : null, CancellationToken.None) switch
            {
                CampaignResult.Refused refused => refused.Problems[0].Message,
                CampaignResult.NotFound => "This campaign does not exist any more.",
                _ => null,
            };
            await OnDone.InvokeAsync();
        }
        finally
        {
            _busy = false;
        }
    }
}
