using System.Globalization;
using Microsoft.AspNetCore.Components;
using WaPortal.Core.Delivery.Hours;

namespace WaPortal.Delivery.Hours;

/// <summary>Edits hours.</summary>
public partial class HoursFields
{
    private static readonly DayOfWeek[] Week =
        [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday];

    /// <summary>What the ids of the fields begin with.</summary>
    [Parameter, EditorRequired]
    public required string Id { get; set; }

    [Parameter, EditorRequired]
    public required SendingHours Hours { get; set; }

    [Parameter]
    public EventCallback<SendingHours> HoursChanged { get; set; }

    // A time field knows no 24:00.
    private static string Input(int minutes) => SendingHours.Clock(minutes % SendingHours.Midnight);

    private static int? Minutes(object? value) =>
        TimeOnly.TryParseExact(value as string, ["HH:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? (time.Hour * 60) + time.Minute : null;

    private Task FromAsync(ChangeEventArgs e) => Minutes(e.Value) is { } from ? HoursChanged.InvokeAsync(Hours with { From = from }) : Task.CompletedTask;

    private Task ToAsync(ChangeEventArgs e) =>
        Minutes(e.Value) is { } to ? HoursChanged.InvokeAsync(Hours with { To = to == 0 ? SendingHours.Midnight : to }) : Task.CompletedTask;

    private Task DayAsync(DayOfWeek day, bool chosen) =>
        HoursChanged.InvokeAsync(Hours with { Days = chosen ? Hours.Days | SendingHours.Day(day) : Hours.Days & ~SendingHours.Day(day) });
}
