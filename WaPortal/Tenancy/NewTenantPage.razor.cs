using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access.Tenants;
using WaPortal.Core.Access.Users;
using WaPortal.Core.Tenancy;

namespace WaPortal.Tenancy;

/// <summary>From a form to an enterprise and the link for its first admin.</summary>
public partial class NewTenantPage
{
    private readonly TenantForm _form = new();
    private IReadOnlyDictionary<string, string> _errors = new Dictionary<string, string>();
    private FreshCodeDialog? _freshCode;
    private IssuedLink? _issued;
    private TenantId? _created;
    private bool _busy;

    [Inject]
    public required OpenTenant Open { get; init; }

    protected override Task<bool> LoadAsync(CancellationToken token) => Task.FromResult(true);

    private async Task CreateAsync()
    {
        if (_busy || !await _freshCode!.EnsureAsync("Creating an enterprise"))
            return;
        _busy = true;
        try
        {
            var result = await Open.RunAsync(Actor, _form.ToNew(), CancellationToken.None);
            _errors = result.Errors;
            if (result.Tenant is not { } tenant)
                return;
            (_created, _issued) = (tenant, result.Link);
            if (_issued is null)
                Navigation.NavigateTo(TenantAddresses.Of(tenant));
        }
        finally
        {
            _busy = false;
        }
    }
}
