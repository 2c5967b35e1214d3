using System.Diagnostics;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Diagnostics;
using WaPortal.Access;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;

namespace WaPortal.Components.Pages;

/// <summary>Where an unhandled fault outside a circuit ends. The number is the trace id that stands in the log.</summary>
public partial class FaultPage
{
    [CascadingParameter]
    public HttpContext? HttpContext { get; set; }

    [Inject]
    public required IncidentTrail Incidents { get; init; }

    private Exception? Fault => HttpContext?.Features.Get<IExceptionHandlerFeature>()?.Error;

    private bool IsRefusal => Fault is FreshCodeRequiredException or AccessDeniedException;

    protected override async Task OnInitializedAsync()
    {
        if (Fault is AccessDeniedException denied && HttpContext!.User.ToActor() is { } refused)
            await Incidents.DeniedAsync(denied.Right.ToString(), refused);
        else if (Fault is not null && !IsRefusal)
            await Incidents.FaultAsync(Id, HttpContext!.User.ToActor(), Fault);
    }

    private string Id => Activity.Current?.TraceId.ToString() ?? HttpContext?.TraceIdentifier ?? "";
}
