using System.Diagnostics;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Diagnostics;
using WaPortal.Core.Access;

namespace WaPortal.Components.Pages;

/// <summary>Where an unhandled fault outside a circuit ends. The number is the trace id that stands in the log.</summary>
public partial class FaultPage
{
    [CascadingParameter]
    public HttpContext? HttpContext { get; set; }

    private Exception? Fault => HttpContext?.Features.Get<IExceptionHandlerFeature>()?.Error;

    private bool IsRefusal => Fault is FreshCodeRequiredException or AccessDeniedException;

    private string Id => Activity.Current?.TraceId.ToString() ?? HttpContext?.TraceIdentifier ?? "";
}
