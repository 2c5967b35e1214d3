using System.Globalization;
using WaPortal.Access;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Data.Exports;
using WaPortal.Core.Delivery.Costs;

namespace WaPortal.Campaigns;

/// <summary>The figures of campaigns as a file, one line each: counts and money, nobody's data.</summary>
internal static class ReportExport
{
    private static readonly string[] Columns =
    [
        "campaign", "state", "template", "start_at", "people", "sent", "delivered", "read", "answered", "clicked", "opted_out", "failed", "cost", "currency",
    ];

    public static IEndpointRouteBuilder MapCampaignReport(this IEndpointRouteBuilder app)
    {
        app.MapGet(CampaignAddresses.List + "/report.csv", ExportAsync).RequireAuthorization(RequiresRightAttribute.PolicyName(Right.ViewCampaigns))
            .WithMetadata(new RateAttribute(RateKind.Export));
        return app;
    }

    private static async Task<IResult> ExportAsync(string? ids, HttpContext context, CompareCampaigns compare, AuditTrail audit)
    {
        var (actor, token) = (context.User.ToActor()!, context.RequestAborted);
        var figures = await compare.RunAsync(actor, [.. CampaignAddresses.ReadIds(ids)], token);
        if (figures.Count == 0)
            return Results.NotFound();
        foreach (var one in figures)
            await audit.RecordAsync(actor, "campaign.report-exported", one.Id.Value.ToString(), "ok", null, CancellationToken.None);
        return Results.Stream(output => WriteAsync(output, figures, token), "text/csv; charset=utf-8", FormattableString.Invariant($"campaigns-{figures.Count}.csv"));
    }

    internal static async Task WriteAsync(Stream output, IReadOnlyList<CampaignFigures> figures, CancellationToken token)
    {
        await using var csv = new SafeCsvWriter(output);
        await csv.WriteAsync(Columns, token);
        foreach (var one in figures)
        {
            // A campaign whose card changed its currency on the way has a line for each; the counts stand on the first.
            IReadOnlyList<(string Currency, long Micros)?> costs = one.Costs.Count == 0 ? [null] : [.. one.Costs.Select(c => ((string, long)?)c)];
            foreach (var (at, cost) in costs.Index())
                await csv.WriteAsync([one.Name, one.State.Text(), one.TemplateName, Moment(one.StartAt), .. Counts(one, at == 0), cost is { } sum ? Money.ToDecimal(sum.Micros).ToString(CultureInfo.InvariantCulture) : null, cost?.Currency], token);
        }
    }

    private static IEnumerable<string?> Counts(CampaignFigures one, bool told) =>
        new[] { one.People, one.Sent, one.Delivered, one.Read, one.Answered, one.Clicked, one.OptedOut, one.Failed }.Select(n => told ? n.ToString(CultureInfo.InvariantCulture) : null);

    private static string? Moment(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
