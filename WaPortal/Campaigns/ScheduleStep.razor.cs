using System.Globalization;
using Microsoft.AspNetCore.Components;
using WaPortal.Components;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Delivery.Costs;

namespace WaPortal.Campaigns;

/// <summary>Fourth step of the wizard.</summary>
public partial class ScheduleStep
{
    private static readonly string[] KnownZones =
        [.. TimeZoneInfo.GetSystemTimeZones().Select(z => z.Id).Where(id => id.Contains('/', StringComparison.Ordinal) && !id.StartsWith("Etc/", StringComparison.Ordinal)).Append("UTC").Order(StringComparer.Ordinal)];

    // What was typed for the budget and is no amount.
    private string? _typed;

    [Parameter, EditorRequired]
    public required CampaignForm Form { get; set; }

    /// <summary>Of the rate card that holds; null while there is none.</summary>
    [Parameter]
    public string? Currency { get; set; }

    [Parameter]
    public EventCallback OnChanged { get; set; }

    [CascadingParameter]
    public required TenantClock Clock { get; set; }

    private IEnumerable<string> Zones => KnownZones.Contains(Form.TimeZone) || Form.TimeZone.Length == 0 ? KnownZones : KnownZones.Prepend(Form.TimeZone);

    private DateTime? Chosen => Form.Day is { } day && Form.Hour is { } hour ? day.ToDateTime(hour) : null;

    private TimeZoneInfo? Zone => TimeZoneInfo.TryFindSystemTimeZoneById(Form.TimeZone, out var zone) ? zone : null;

    private DateTimeOffset? Start => Chosen is { } local && Zone is { } zone ? LocalStart.ToInstant(local, zone) : null;

    private string? ShiftNote => Chosen is { } local && Zone is { } zone
        ? zone.IsInvalidTime(local) ? "The clock skips this time when summer time begins; it starts at the next minute that exists."
        : zone.IsAmbiguousTime(local) ? "This time comes twice when summer time ends; it starts the first time."
        : null
        : null;

    private string Local(DateTimeOffset start) => TimeZoneInfo.ConvertTime(start, Zone!).ToString("dddd d MMMM, HH:mm", CultureInfo.GetCultureInfo("en-GB"));

    private string Until(DateTimeOffset start) => Durations.Words(start - Clock.Now);

    private Task ChooseAsync(bool now)
    {
        Form.StartNow = now;
        return OnChanged.InvokeAsync();
    }

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
