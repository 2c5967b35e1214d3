using System.Globalization;
using WaPortal.Access;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Data.Exports;
using WaPortal.Core.Delivery;

namespace WaPortal.Campaigns;

/// <summary>The recipients of a campaign as a file: masked numbers, times in UTC.</summary>
internal static class PeopleExport
{
    private const int PageSize = 1_000;

    private static readonly string[] Columns =
    [
        "person", "phone", "language", "state", "reason", "error_code", "consent_entry", "attempts",
        "handed_over_at", "sent_at", "delivered_at", "read_at", "ended_at", "message_id",
    ];

    public static IEndpointRouteBuilder MapCampaignExports(this IEndpointRouteBuilder app)
    {
        app.MapGet(CampaignAddresses.List + "/{id:guid}/people.csv", ExportAsync).RequireAuthorization(RequiresRightAttribute.PolicyName(Right.ViewCampaigns))
            .WithMetadata(new RateAttribute(RateKind.Export));
        return app;
    }

    private static async Task<IResult> ExportAsync(
        Guid id, string? state, int? code, string? reason, bool? clicked, HttpContext context, CampaignQueries queries, RecipientContacts contacts, AuditTrail audit)
    {
        var (actor, token, campaign) = (context.User.ToActor()!, context.RequestAborted, new CampaignId(id));
        if (await queries.DetailAsync(actor, campaign, token) is null)
            return Results.NotFound();
        var filter = PeopleFilter.Parse(state, code, reason, clicked ?? false);
        return Results.Stream(
            async output =>
            {
                var rows = await WriteAsync(output, actor, campaign, filter, queries, contacts, token);
                var words = FormattableString.Invariant($"{rows} rows {filter.Query(null)}").TrimEnd();
                await audit.RecordAsync(actor, "campaign.exported", id.ToString(), "ok", words, CancellationToken.None);
            },
            "text/csv; charset=utf-8", $"campaign-{id:N}-people.csv");
    }

    /// <summary>Reads page after page, so that the file is as long as it has to be and the memory is not; gives the number of rows.</summary>
    internal static async Task<long> WriteAsync(
        Stream output, Actor actor, CampaignId campaign, PeopleFilter filter, CampaignQueries queries, RecipientContacts contacts, CancellationToken token)
    {
        await using var csv = new SafeCsvWriter(output);
        await csv.WriteAsync(Columns, token);
        MessageId? after = null;
        long rows = 0;
        while (true)
        {
            var page = await queries.RecipientsAsync(actor, campaign, filter.States, filter.Code, filter.Reason, filter.Clicked, after, PageSize, token);
            var known = await contacts.FindAsync(actor, [.. page.Select(row => row.ContactId).OfType<Guid>()], token);
            foreach (var row in page)
                await csv.WriteAsync(Cells(row, row.ContactId is { } contact ? known.GetValueOrDefault(contact) : null), token);
            rows += page.Count;
            if (page.Count < PageSize)
                return rows;
            after = page[^1].Id;
        }
    }

    private static string?[] Cells(RecipientRow row, RecipientContact? contact) =>
    [
        RecipientsPage.PhoneKey(row), contact?.Phone, row.Language, row.State.Text(), RecipientsPage.ReasonWords(row),
        row.ErrorCode?.ToString(CultureInfo.InvariantCulture), row.ConsentSeq?.ToString(CultureInfo.InvariantCulture),
        row.Attempts.ToString(CultureInfo.InvariantCulture),
        Moment(row.AcceptedAt), Moment(row.SentAt), Moment(row.DeliveredAt), Moment(row.ReadAt), Moment(row.EndedAt), row.Wamid,
    ];

    private static string? Moment(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
