using WaPortal.Access;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Tenancy;

namespace WaPortal.Audit;

/// <summary>The trails as files, with the filters of the page.</summary>
internal static class ActivityEndpoints
{
    public static IEndpointRouteBuilder MapActivityExports(this IEndpointRouteBuilder app)
    {
        app.MapGet(ActivityAddress.Enterprise + ActivityAddress.Export, (HttpContext context, [AsParameters] Wanted wanted) => Export(context, ActivityTrail.Enterprise, wanted))
            .RequireAuthorization(RequiresRightAttribute.PolicyName(Right.ViewActivity));
        app.MapGet(ActivityAddress.Platform + ActivityAddress.Export, (HttpContext context, [AsParameters] Wanted wanted) => Export(context, ActivityTrail.Platform, wanted))
            .RequireAuthorization(RequiresRightAttribute.PolicyName(Right.ManageTenants));
        return app;
    }

    private static async Task<IResult> Export(HttpContext context, ActivityTrail trail, Wanted wanted)
    {
        var actor = context.User.ToActor()!;
        var tenant = await wanted.Tenants.GetAsync(actor.Tenant, context.RequestAborted);
        var address = new ActivityAddress(trail, wanted.From, wanted.To, wanted.Person, wanted.Kind, wanted.Result, wanted.Target);
        return Results.Stream(
            output => wanted.Activity.RunAsync(actor, trail, address.Filter(tenant.Zone()), output, context.RequestAborted),
            "text/csv; charset=utf-8", trail == ActivityTrail.Platform ? "platform-activity.csv" : $"activity-{tenant.EnterpriseId}.csv");
    }

    private sealed record Wanted(
        ExportActivity Activity, TenantDirectory Tenants, string? From = null, string? To = null, string? Person = null, string? Kind = null, string? Result = null, string? Target = null);
}
