using Microsoft.AspNetCore.Components;
using WaPortal.Core.Delivery.Hours;
using WaPortal.Core.OptIns.Contacts;
using WaPortal.Core.OptIns.Phone;
using WaPortal.Delivery.Hours;

namespace WaPortal.Settings;

/// <summary>The hours in which campaigns may write to people, in general and by country.</summary>
public partial class HoursPage
{
    private static readonly IReadOnlyList<PhoneRegion> Regions = [.. PhoneRegion.All.Where(r => RegionZones.All(r.Code).Count > 0).OrderBy(r => r.EnglishName, StringComparer.Ordinal)];
    private static readonly SendingHours Usual = new(8 * 60, 21 * 60, WeekDays.All);

    private HoursView _view = new(null, []);
    private string? _problem;
    private string? _told;
    private bool _busy;
    private bool _isLimited;
    private bool _utility;
    private SendingHours _hours = Usual;
    private string _region = "";
    private SendingHours _regionHours = Usual;
    private string? _assumed;

    [Inject]
    public required ManageHours Hours { get; init; }

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        _view = await Hours.ReadAsync(Actor, token);
        _isLimited = _view.General is not null;
        _hours = _view.General?.Hours ?? Usual;
        _utility = _view.General?.HoldsForUtility ?? false;
        return true;
    }

    private static string Country(string code) => Regions.FirstOrDefault(r => r.Code == code)?.EnglishName ?? code;

    private void RegionAsync(ChangeEventArgs e)
    {
        var code = (string?)e.Value ?? "";
        if (_view.Regions.FirstOrDefault(r => r.Region == code) is { } rule)
            Change(rule);
        else
            (_region, _assumed) = (code, null);
    }

    private void Change(HoursRule rule) => (_region, _regionHours, _assumed) = (rule.Region, rule.Hours, rule.AssumedZone);

    private Task SaveGeneralAsync() => DoAsync(async () =>
    {
        if (!_isLimited)
        {
            await Hours.RemoveAsync(Actor, HoursRule.General, PageToken);
            return (null, "Campaigns may write at any hour, but for the countries below.");
        }

        var problem = await Hours.SaveGeneralAsync(Actor, _hours, _utility, PageToken);
        return (problem, $"From now on campaigns write {_hours.Text()}, by each person's clock.");
    });

    private Task SaveRegionAsync() => DoAsync(async () =>
    {
        var problem = await Hours.SaveRegionAsync(Actor, _region, _regionHours, string.IsNullOrEmpty(_assumed) ? null : _assumed, PageToken);
        var told = $"{Country(_region)}: {_regionHours.Text()}.";
        if (problem is null)
            (_region, _regionHours, _assumed) = ("", Usual, null);
        return (problem, told);
    });

    private Task RemoveAsync(HoursRule rule) => DoAsync(async () =>
    {
        await Hours.RemoveAsync(Actor, rule.Region, PageToken);
        return (null, $"For {Country(rule.Region)} the general hours hold again.");
    });

    private async Task DoAsync(Func<Task<(string? Problem, string Told)>> act)
    {
        if (_busy)
            return;
        (_told, _problem, _busy) = (null, null, true);
        try
        {
            (_problem, var told) = await act();
            if (_problem is not null)
                return;
            await ReloadAsync();
            _told = told;
        }
        finally
        {
            _busy = false;
        }
    }
}
