using Microsoft.AspNetCore.Components;
using WaPortal.Core.Compliance.Alerts;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Ledger;

namespace WaPortal.Compliance.Desk;

/// <summary>People whose yes to offers was given long ago.</summary>
public partial class OldConsentsPage
{
    private const int PageSize = 50;

    private IReadOnlyList<OldConsent> _people = [];
    private DateTimeOffset _before;
    private bool _hasMore;

    /// <summary>Those who agreed at this moment or later, in unix milliseconds.</summary>
    [SupplyParameterFromQuery(Name = "after")]
    public long? After { get; set; }

    [Inject]
    public required OldConsentsQuery Query { get; init; }

    [Inject]
    public required ComplianceAlerts Alerts { get; init; }

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        _before = Time.GetUtcNow().AddMonths(-(await Alerts.ChoicesAsync(Actor, token)).OldMonths);
        var people = await Query.RunAsync(Actor, ConsentPurpose.Marketing, _before, After is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null, PageSize + 1, token);
        _hasMore = people.Count > PageSize;
        _people = [.. people.Take(PageSize)];
        return true;
    }
}
