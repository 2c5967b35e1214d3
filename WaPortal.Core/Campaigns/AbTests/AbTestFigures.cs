using WaPortal.Core.Delivery;
using WaPortal.Core.Delivery.Clicks;
using WaPortal.Core.Delivery.Responses;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Campaigns;

/// <summary>Reads what the versions of a test came to, from the same reports that their pages show.</summary>
internal sealed class AbTestFigures(OrderReport report, OrderResponses responses, OrderClicks clicks)
{
    /// <summary>Both versions by what is compared.</summary>
    public async Task<(AbResult A, AbResult B)> ReadAsync(TenantId tenant, AbTestRun run, AbMeasure measure, CancellationToken token) =>
        (await ReadAsync(tenant, run.AId.Order, measure, token), await ReadAsync(tenant, run.BId.Order, measure, token));

    private async Task<AbResult> ReadAsync(TenantId tenant, SendOrderId order, AbMeasure measure, CancellationToken token)
    {
        if (await report.ProgressAsync(tenant, order, token) is not { } progress)
            return new AbResult(0, 0);
        return new AbResult(progress.Delivered, measure switch
        {
            AbMeasure.Clicked => (await clicks.CountAsync(tenant, order, token)).People,
            AbMeasure.Answered => (await responses.CountAsync(tenant, order, token)).Answered,
            AbMeasure.Read => progress.Of(MessageState.Read),
        });
    }
}
