using System.Globalization;
using Microsoft.AspNetCore.Components;
using WaPortal.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Delivery.Forecast;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;

namespace WaPortal.Campaigns;

/// <summary>Last step of the wizard: the numbers before anything irreversible.</summary>
public partial class ReviewStep
{
    private IReadOnlyList<SendingDay> _days = [];
    private CampaignForecast? _seen;
    private DateTimeOffset _countedAt;
    private ConfirmDialog? _confirm;
    private TestMessage? _tested;
    private AbVariant _variant;
    private bool _busy;

    [Parameter, EditorRequired]
    public CampaignId Id { get; set; }

    [Parameter, EditorRequired]
    public required CampaignForm Form { get; set; }

    /// <summary>Null while it is being counted.</summary>
    [Parameter]
    public CampaignForecast? Forecast { get; set; }

    [Parameter]
    public SendableTemplate? Template { get; set; }

    [Parameter]
    public string? Audience { get; set; }

    [Parameter]
    public SenderNumber? Number { get; set; }

    /// <summary>The template of the second version; null where none is tested or chosen.</summary>
    [Parameter]
    public SendableTemplate? Second { get; set; }

    [Parameter, EditorRequired]
    public required Actor Actor { get; set; }

    [Parameter]
    public bool MayStart { get; set; }

    /// <summary>False for one who only looks: nothing is offered to be put right.</summary>
    [Parameter]
    public bool MayEdit { get; set; } = true;

    /// <summary>When the draft was changed last.</summary>
    [Parameter]
    public DateTimeOffset ChangedAt { get; set; }

    /// <summary>An approval was asked for, given or taken back.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    /// <summary>False while the form is not stored as it stands here.</summary>
    [Parameter]
    public bool CanStart { get; set; } = true;

    /// <summary>Starts or schedules it; the page says what came of it.</summary>
    [Parameter]
    public EventCallback OnStart { get; set; }

    [CascadingParameter]
    public required TenantClock Clock { get; set; }

    protected override void OnParametersSet()
    {
        if (Forecast is null || ReferenceEquals(Forecast, _seen))
            return;
        _seen = Forecast;
        _countedAt = Clock.Now;
        _days = Forecast.Outlook is { } outlook ? SendingDays.Of(outlook.Course, Clock.Zone) : [];
    }

    private IReadOnlyList<ReviewCheck> Checks(CampaignForecast forecast) => ReviewChecks.Of(Id, forecast, Form, Template, Second, Number, _tested?.AskedAt, ChangedAt);

    private bool ShowsSecond => _variant == AbVariant.B && Second is not null && Form.Test is not null;

    private static string TestSizes(CampaignForecast forecast, AbTestForm form)
    {
        var test = form.ToTest();
        return $"A and B to about {Figures.Count(test.OfEach(forecast.Eligible), "person", "people")} each, the winner to the other {Figures.Whole(test.OfRest(forecast.Eligible))}";
    }

    private static string Glyph(StatusTone tone) => tone switch
    {
        StatusTone.Ok => "check_circle",
        StatusTone.Bad => "error",
        _ => "warning",
    };

    private Task TestedAsync(TestMessage? newest)
    {
        _tested = newest;
        return Task.CompletedTask;
    }

    internal static WizardPart? PartOf(string field) => field switch
    {
        "Name" or "Template" or "Test" => WizardPart.Template,
        "List" or "Sender" => WizardPart.People,
        "Mapping" or "TestMapping" => WizardPart.Content,
        "Schedule" or "Budget" => WizardPart.Schedule,
        _ => null,
    };

    private static IReadOnlyList<FunnelStep> AudienceSteps(CampaignForecast forecast) =>
    [
        new("In the list", forecast.People, Kind: FunnelKind.Base),
        .. forecast.Skipped.Where(s => s.Value > 0).OrderBy(s => s.Key).Select(s => new FunnelStep(s.Key.Text(), s.Value, Kind: FunnelKind.Loss, Rate: "")),
        new("Will get it", forecast.Eligible, Kind: FunnelKind.Result, Rate: Figures.Share(forecast.Eligible, forecast.People)),
    ];

    private static IReadOnlyList<QuotaPart> Quota(CampaignForecast forecast, int limit)
    {
        var free = Math.Clamp(forecast.FreeToday ?? limit, 0, limit);
        var used = Math.Clamp(limit - forecast.Kept - (forecast.FreeToday ?? limit), 0, limit);
        List<QuotaPart> parts = [new("This campaign, first day", Math.Min(free, forecast.Outlook is { } outlook ? SendingDays.FirstDay(outlook.Course) : 0), QuotaKind.Campaign), new("Written to in the last 24 hours", used, QuotaKind.Other)];
        if (Math.Min(forecast.Kept, limit - used) is > 0 and var kept)
            parts.Add(new("Kept for single messages", kept, QuotaKind.Kept));
        return parts;
    }

    private IReadOnlyList<FunnelStep> DaySteps(CampaignForecast forecast) =>
        [.. _days.Take(SendingDays.Listed).Select(day => new FunnelStep(Clock.Day(day.From), day.People, Rate: Figures.Share(day.People, forecast.DailyLimit ?? 0)))];

    private string Effect(CampaignForecast forecast) => forecast.Eligible == 0 ? "Nobody would get a message as it stands." : char.ToUpperInvariant(Lasts(forecast)[0]) + Lasts(forecast)[1..];

    // "about 5 minutes", "over 3 days"
    private string Lasts(CampaignForecast forecast) => forecast.Outlook?.Course is not { BeginsAt: { } begins } course ? "it cannot be told how long"
        : course.EndsAt is not { } ends ? $"more than {Figures.Whole((int)SendingForecast.Horizon.TotalDays)} days"
        : _days.Count > 1 ? $"over {Figures.Whole(_days.Count)} days"
        : Durations.About(ends - begins) + (Waits is { } waits ? $", and the wait of {waits} for the winner" : "");

    // How long the rest waits for the winner of a test.
    private string? Waits => Form.Test is { } test ? Durations.Words(TimeSpan.FromMinutes(test.WaitMinutes)) : null;

    private string Timing(CampaignForecast forecast)
    {
        var start = Form is { StartNow: false, Plan.AtPersonsTime: true, Day: { } day, Hour: { } hour } ? $"Starts {CampaignWords.ByOwnClock(day.ToDateTime(hour))}"
            : forecast.StartAt is { } at && !Form.StartNow ? $"Starts {Clock.Within(at)}" : "Starts when you confirm";
        if (forecast.Outlook is not { Course: { BeginsAt: { } begins } course } outlook)
            return start + ".";
        var first = begins - forecast.StartAt > TimeSpan.FromMinutes(5) ? $", the first messages leave {Clock.Within(begins)}" : "";
        var last = course.EndsAt is { } ends ? $" and the last ones about {Clock.Within(ends)}" : "";
        var others = outlook.Others > 0 ? $" {Figures.Count(outlook.Others, "other campaign shares", "other campaigns share")} the messaging limit and the pace; that is reckoned in." : "";
        var test = Waits is { } waits ? $" That is without the test: the rest leaves {waits} after both versions." : "";
        return $"{start}{first}{last}.{test}{others}{Higher(outlook)}";
    }

    private string Higher(CampaignOutlook outlook) => outlook.AtHigher?.EndsAt is { } ends
        ? $" With {(outlook.HigherLimit is { } limit ? $"the next messaging limit, {Figures.Whole(limit)} people," : "no messaging limit")} the last ones would leave about {Clock.Within(ends)}."
        : "";

    private string StartWords(CampaignForecast forecast) =>
        StartOnce(forecast) + (Form.Plan.Repeat is { } repeat ? $"; {CampaignWords.Text(repeat).ToLowerInvariant()}{(repeat.Until is { } end ? $" until {end.ToString("d MMM yyyy", CultureInfo.GetCultureInfo("en-GB"))}" : "")}" : "");

    private string StartOnce(CampaignForecast forecast) =>
        Form.StartNow ? "At once"
        : Form is { Plan.AtPersonsTime: true, Day: { } day, Hour: { } hour } ? CampaignWords.ByOwnClock(day.ToDateTime(hour))
        : forecast.StartAt is { } at ? Clock.Full(at) : "Not set";

    private string ButtonText(CampaignForecast forecast) =>
        $"{(Form.StartNow ? "Start sending to" : "Schedule for")} {Figures.Count(forecast.Eligible, "person", "people")}…";

    private string ConfirmText(CampaignForecast forecast) =>
        Form.StartNow ? $"Send {Figures.Count(forecast.Eligible, "message", "messages")}" : $"Schedule {Figures.Count(forecast.Eligible, "message", "messages")}";

    private async Task AskAsync()
    {
        if (_busy || !await _confirm!.AskAsync())
            return;
        _busy = true;
        try
        {
            await Task.Yield(); // the dialog closes before the page may be left
            await OnStart.InvokeAsync();
        }
        finally
        {
            _busy = false;
        }
    }
}
