using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using WaPortal.Access;
using WaPortal.Core.Access;
using WaPortal.Core.Tenancy;

namespace WaPortal.Components.Layout;

/// <summary>The shell around every interactive page. It cascades the tenant's clock and profile.</summary>
public partial class MainLayout
{
    private IReadOnlyList<NavigationEntry> _entries = [];
    private Actor? _actor;
    private DateTimeOffset? _actingUntil;
    private TenantProfile? _profile;
    private TenantClock? _clock;

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Inject]
    public required TenantProfileQuery Query { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    // With a <base> a bare "#main" would lead to the start page.
    private string SkipHref => $"{Navigation.ToBaseRelativePath(Navigation.Uri).Split('#')[0]}#main";

    protected override async Task OnInitializedAsync()
    {
        var user = (await Authentication).User;
        (_actor, _actingUntil) = (user.ToActor(), user.ActingUntil());
        _entries = NavigationMap.For(_actor);
        if (_actor is not null)
            _profile = await Query.RunAsync(_actor, CancellationToken.None);
        var zone = _profile is null ? TimeZoneInfo.Utc : TimeZoneInfo.FindSystemTimeZoneById(_profile.TimeZone);
        _clock = new TenantClock(Time, zone);
    }
}
