using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access.Tenants;
using WaPortal.Core.Tenancy;

namespace WaPortal.Tenancy;

/// <summary>All enterprises, with how much there is in each and nothing of what it is.</summary>
public partial class TenantsPage
{
    private IReadOnlyList<TenantLine> _all = [];
    private IReadOnlyList<TenantLine> _shown = [];

    [Inject]
    public required TenantListQuery Query { get; init; }

    [SupplyParameterFromQuery]
    public string? Q { get; set; }

    [SupplyParameterFromQuery(Name = "state")]
    public string? StateWord { get; set; }

    protected override bool IsLive => true;

    private TenantStatus? Chosen => Enum.TryParse<TenantStatus>(StateWord, ignoreCase: true, out var status) && Enum.IsDefined(status) ? status : null;

    private IReadOnlyList<FilterChip> Chips =>
    [
        new("All", _all.Count, null, Address(null, Q), Chosen is null),
        .. Enum.GetValues<TenantStatus>().Where(s => s == Chosen || _all.Any(t => t.Status == s)).Select(s => new FilterChip(
            s.Text(), _all.Count(t => t.Status == s), s.Tone(), Address(s == Chosen ? null : s, Q), s == Chosen)),
    ];

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        _all = await Query.RunAsync(Actor, token);
        _shown = [.. _all.Where(t => (Chosen is null || t.Status == Chosen) && (string.IsNullOrWhiteSpace(Q)
            || t.Name.Contains(Q.Trim(), StringComparison.CurrentCultureIgnoreCase) || t.EnterpriseId.Contains(Q.Trim(), StringComparison.OrdinalIgnoreCase)))];
        return true;
    }

    private void Search(ChangeEventArgs e) => Navigation.NavigateTo(Address(Chosen, e.Value as string));

    private static string Address(TenantStatus? status, string? search)
    {
        var parts = new List<string>(2);
        if (status is { } chosen)
            parts.Add("state=" + chosen.ToString().ToLowerInvariant());
        if (!string.IsNullOrWhiteSpace(search))
            parts.Add("q=" + Uri.EscapeDataString(search.Trim()));
        return parts.Count == 0 ? TenantAddresses.List : $"{TenantAddresses.List}?{string.Join('&', parts)}";
    }
}
