using Microsoft.AspNetCore.Components;
using WaPortal.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Delivery.Forecast;

namespace WaPortal.Campaigns;

/// <summary>The forecast of a campaign that has not started.</summary>
public partial class OutlookCard
{
    private IReadOnlyList<SendingDay> _days = [];

    [Parameter, EditorRequired]
    public required CampaignOutlook Outlook { get; set; }

    [CascadingParameter]
    public required TenantClock Clock { get; set; }

    private IReadOnlyList<FunnelStep> DaySteps
    {
        get
        {
            var all = _days.Sum(d => d.People) + Outlook.Course.Left;
            return [.. _days.Take(SendingDays.Listed).Select(day => new FunnelStep(Clock.Day(day.From), day.People, Rate: Figures.Share(day.People, all)))];
        }
    }

    private string Words
    {
        get
        {
            var others = Outlook.Others > 0 ? $" {Figures.Count(Outlook.Others, "other campaign shares", "other campaigns share")} the messaging limit and the pace; that is reckoned in." : "";
            var higher = Outlook.AtHigher?.EndsAt is { } earlier
                ? $" With {(Outlook.HigherLimit is { } limit ? $"the next messaging limit, {Figures.Whole(limit)} people," : "no messaging limit")} the last ones would leave about {Clock.Within(earlier)}."
                : "";
            return Outlook.Course switch
            {
                { BeginsAt: null } => "Nobody would get a message as it stands.",
                { BeginsAt: { } begins, EndsAt: { } ends } => $"The first messages leave {Clock.Within(begins)} and the last ones about {Clock.Within(ends)}.{others}{higher}",
                { BeginsAt: { } begins } => $"The first messages leave {Clock.Within(begins)}; it takes more than {Figures.Whole((int)SendingForecast.Horizon.TotalDays)} days.{others}{higher}",
            };
        }
    }

    protected override void OnParametersSet() => _days = SendingDays.Of(Outlook.Course, Clock.Zone);
}
