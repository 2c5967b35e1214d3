using System.Globalization;
using Microsoft.AspNetCore.Components;
using WaPortal.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Delivery.Costs;
using WaPortal.Core.Delivery.Hours;
using WaPortal.Core.Delivery.Shares;
using WaPortal.Delivery.Hours;

namespace WaPortal.Campaigns;

/// <summary>By whose clock a campaign starts.</summary>
public enum StartKind
{
    Now,
    AtTime,
    AtPersonsTime,
}

/// <summary>Fourth step of the wizard.</summary>
public partial class ScheduleStep
{
    private static readonly string[] KnownZones =
        [.. TimeZoneInfo.GetSystemTimeZones().Select(z => z.Id).Where(id => id.Contains('/', StringComparison.Ordinal) && !id.StartsWith("Etc/", StringComparison.Ordinal)).Append("UTC").Order(StringComparer.Ordinal)];

    private static readonly SendingHours Usual = new(9 * 60, 18 * 60, WeekDays.WorkingDays);
    private static readonly int[] Spreads = [60, 120, 240, 480, 720, 1440];

    // What was typed for the budget and is no amount.
    private string? _typed;

    [Parameter, EditorRequired]
    public required CampaignForm Form { get; set; }

    /// <summary>Of the rate card that holds; null while there is none.</summary>
    [Parameter]
    public string? Currency { get; set; }

    /// <summary>The enterprise's own hours; null until they are read.</summary>
    [Parameter]
    public HoursView? Enterprise { get; set; }

    [Parameter]
    public EventCallback OnChanged { get; set; }

    [CascadingParameter]
    public required TenantClock Clock { get; set; }

    private IEnumerable<string> Zones => KnownZones.Contains(Form.TimeZone) || Form.TimeZone.Length == 0 ? KnownZones : KnownZones.Prepend(Form.TimeZone);

    private DateTime? Chosen => Form.Day is { } day && Form.Hour is { } hour ? day.ToDateTime(hour) : null;

    private TimeZoneInfo? Zone => TimeZoneInfo.TryFindSystemTimeZoneById(Form.TimeZone, out var zone) ? zone : null;

    private DateTimeOffset? Start => Chosen is { } local && Zone is { } zone ? WallClock.ToInstant(local, zone) : null;

    private string? ShiftNote => Chosen is { } local && Zone is { } zone
        ? zone.IsInvalidTime(local) ? "The clock skips this time when summer time begins; it starts at the next minute that exists."
        : zone.IsAmbiguousTime(local) ? "This time comes twice when summer time ends; it starts the first time."
        : null
        : null;

    private string Local(DateTimeOffset start) => TimeZoneInfo.ConvertTime(start, Zone!).ToString("dddd d MMMM, HH:mm", CultureInfo.GetCultureInfo("en-GB"));

    private string Until(DateTimeOffset start) => Durations.Words(start - Clock.Now);

    private StartKind Kind => Form.StartNow ? StartKind.Now : Form.Plan.AtPersonsTime ? StartKind.AtPersonsTime : StartKind.AtTime;

    // Offered are the usual ones, and what is set already.
    private IEnumerable<Repeat?> RepeatChoices => new Repeat?[]
    {
        null, new(RepeatUnit.Day, 1), new(RepeatUnit.Week, 1), new(RepeatUnit.Week, 2), new(RepeatUnit.Week, 4), new(RepeatUnit.Month, 1), new(RepeatUnit.Month, 3),
    }.Append(Form.Plan.Repeat).DistinctBy(RepeatKey);

    private List<DateTime> Coming
    {
        get
        {
            var found = new List<DateTime>();
            for (var at = Chosen; at is { } reading && found.Count < 3;)
            {
                at = Form.Plan.Repeat!.After(reading, Chosen!.Value.Day);
                if (at is { } next)
                    found.Add(next);
            }

            return found;
        }
    }

    private static string RepeatKey(Repeat? repeat) => repeat is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{repeat.Unit}:{repeat.Every}");

    private Task RepeatAsync(ChangeEventArgs e) => PlanAsync(Form.Plan with
    {
        Repeat = RepeatChoices.FirstOrDefault(c => RepeatKey(c) == (string?)e.Value) is { } chosen ? chosen with { Until = Form.Plan.Repeat?.Until } : null,
    });

    private Task UntilAsync(ChangeEventArgs e) => PlanAsync(Form.Plan with
    {
        Repeat = Form.Plan.Repeat! with { Until = DateOnly.TryParseExact(e.Value as string, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null },
    });

    private static string EnterpriseWords(HoursView enterprise)
    {
        var countries = enterprise.Regions.Count > 0 ? $" {Figures.Count(enterprise.Regions.Count, "country has", "countries have")} hours of their own." : "";
        return enterprise.General is { } general
            ? $"The enterprise's hours hold as well: {general.Hours.Text()}{(general.HoldsForUtility ? "" : ", for offers")}.{countries}"
            : $"The enterprise has set no hours in general, so offers may leave at night too.{countries} An admin sets them under Settings, Sending hours.";
    }

    private Task ChooseAsync(StartKind kind)
    {
        Form.StartNow = kind == StartKind.Now;
        return PlanAsync(Form.Plan with { AtPersonsTime = kind == StartKind.AtPersonsTime, Repeat = Form.StartNow ? null : Form.Plan.Repeat });
    }

    private Task PlanAsync(SendingPlan plan)
    {
        Form.Plan = plan;
        return OnChanged.InvokeAsync();
    }

    private SendPriority Priority => Form.Plan.Priority ?? SendPriority.Normal;

    private static string PriorityText(SendPriority priority) => priority switch
    {
        SendPriority.High => "High, four times what a normal one gets",
        SendPriority.Normal => "Normal",
        SendPriority.Low => "Low, a quarter of what a normal one gets",
    };

    // What is usual is not written down, so that a plan without a choice stays one.
    private Task PriorityAsync(ChangeEventArgs e) => Enum.TryParse<SendPriority>(e.Value as string, out var chosen)
        ? PlanAsync(Form.Plan with { Priority = chosen == SendPriority.Normal ? null : chosen })
        : Task.CompletedTask;

    private Task SpreadAsync(ChangeEventArgs e) =>
        int.TryParse(e.Value as string, NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) ? PlanAsync(Form.Plan with { SpreadMinutes = minutes }) : Task.CompletedTask;

    private Task DayAsync(ChangeEventArgs e)
    {
        Form.Day = DateOnly.TryParseExact(e.Value as string, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
        return OnChanged.InvokeAsync();
    }

    private Task HourAsync(ChangeEventArgs e)
    {
        Form.Hour = TimeOnly.TryParseExact(e.Value as string, ["HH:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var hour) ? new TimeOnly(hour.Hour, hour.Minute) : null;
        return OnChanged.InvokeAsync();
    }

    private Task BudgetAsync(ChangeEventArgs e)
    {
        var text = ((string?)e.Value ?? "").Trim();
        if (text.Length == 0)
            (Form.Budget, _typed) = (null, null);
        else if (Money.Parse(text) is { } micros and > 0)
            (Form.Budget, _typed) = (new Budget(micros, Currency!), null);
        else
            _typed = text;
        return _typed is null ? OnChanged.InvokeAsync() : Task.CompletedTask;
    }

    private Task ZoneAsync(ChangeEventArgs e)
    {
        Form.TimeZone = e.Value as string ?? "";
        return OnChanged.InvokeAsync();
    }
}
