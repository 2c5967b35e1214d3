using Microsoft.AspNetCore.Components;
using WaPortal.Access;
using WaPortal.Core.Access;
using WaPortal.Core.Access.Tenants;
using WaPortal.Core.Tenancy;

namespace WaPortal.Tenancy;

/// <summary>The way into another enterprise: a plain document, since the cookie changes.</summary>
public partial class ActInPage
{
    private TenantLine? _tenant;
    private string? _fault;
    private bool _fresh;

    [Parameter]
    public Guid Id { get; set; }

    [Inject]
    public required TenantListQuery Query { get; init; }

    [Inject]
    public required ActIn Act { get; init; }

    [Inject]
    public required FreshCode FreshCode { get; init; }

    [SupplyParameterFromForm(FormName = "act-in")]
    public Form? Input { get; set; }

    private Actor Actor => HttpContext.User.ToActor()!;

    protected override async Task OnInitializedAsync()
    {
        _tenant = await Query.FindAsync(Actor, new TenantId(Id), HttpContext.RequestAborted);
        if (_tenant is null)
            HttpContext.Response.StatusCode = StatusCodes.Status404NotFound;
        _fresh = await FreshCode.IsFreshAsync(Actor, HttpContext.RequestAborted);
    }

    private async Task SubmitAsync()
    {
        if (_tenant is null)
            return;
        if (!_fresh && await FreshCode.ProveAsync(Actor, Input?.Code ?? "", HttpContext.RequestAborted) != CodeOutcome.Accepted)
        {
            _fault = "This code was not accepted. A code works once; wait for the next one.";
            return;
        }

        _fresh = true;
        switch (await Act.BeginAsync(Actor, _tenant.Id, Input?.Reason ?? "", HttpContext.RequestAborted))
        {
            case ActInResult.Done done:
                Give(done.Ticket);
                Navigation.NavigateTo("/");
                break;
            case ActInResult.Refused refused:
                _fault = refused.Words;
                break;
        }
    }

    public sealed class Form
    {
        public string? Reason { get; set; }

        public string? Code { get; set; }
    }
}
