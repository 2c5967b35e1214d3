using System.Globalization;
using WaPortal.Access;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access;
using WaPortal.Core.Data.Exports;
using WaPortal.Core.Delivery.Costs;

namespace WaPortal.Settings;

/// <summary>A rate card as a file that can be brought back.</summary>
internal static class RateCardEndpoint
{
    public static IEndpointRouteBuilder MapRateCards(this IEndpointRouteBuilder app)
    {
        app.MapGet("/settings/rates/card.csv", DownloadAsync).RequireAuthorization(RequiresRightAttribute.PolicyName(Right.ManageSettings))
            .WithMetadata(new RateAttribute(RateKind.Export));
        return app;
    }

    private static async Task<IResult> DownloadAsync(Guid? id, HttpContext context, ManageRates rates)
    {
        if (await rates.CardAsync(context.User.ToActor()!, id is { } wanted ? new RateCardId(wanted) : null, context.RequestAborted) is not { } card)
            return Results.NotFound();
        return Results.Stream(output => WriteAsync(output, card, context.RequestAborted), "text/csv; charset=utf-8", string.Create(CultureInfo.InvariantCulture, $"rates-{card.Currency}-{card.ValidFrom:yyyy-MM-dd}.csv"));
    }

    private static async Task WriteAsync(Stream output, RateCard card, CancellationToken token)
    {
        await using var csv = new SafeCsvWriter(output);
        await csv.WriteAsync(RateCardReader.Columns, token);
        foreach (var (market, rates) in card.Markets.OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            await csv.WriteAsync(
                [card.ValidFrom.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), card.Currency, market, Cell(rates.Marketing), Cell(rates.Utility), Cell(rates.Authentication), Cell(rates.AuthenticationInternational)],
                token);
        }
    }

    private static string Cell(long? micros) => micros is { } rate ? MoneyText.Rate(rate) : "n/a";
}
