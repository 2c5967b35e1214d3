using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery.Costs;

/// <summary>What the settings page shows.</summary>
/// <param name="Today">The day that it is for the enterprise.</param>
/// <param name="Current">The card that holds today.</param>
/// <param name="Upcoming">The one that will take its place; null while none is known.</param>
/// <param name="Newer">A card that came with the portal and is newer than the enterprise's own, which still wins; null for none.</param>
/// <param name="Brought">All cards that the enterprise brought, the last one first, those withdrawn too.</param>
public sealed record RatesView(DateOnly Today, RateCard? Current, RateCard? Upcoming, RateCard? Newer, IReadOnlyList<RateCardRow> Brought);

/// <summary>What came of a file.</summary>
public abstract record RateImport
{
    private RateImport()
    {
    }

    /// <summary>It is kept, and holds from its day.</summary>
    public sealed record Done(RateCard Card) : RateImport;

    /// <summary>Nothing of it was kept.</summary>
    public sealed record Refused(IReadOnlyList<RateFinding> Findings) : RateImport;
}

/// <summary>Reads and replaces an enterprise's rate cards.</summary>
public sealed class ManageRates(PortalDatabase database, AuditTrail audit, TimeProvider clock)
{
    public Task<RatesView> ReadAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ManageSettings);
        return database.ReadAsync(actor.Tenant, async (db, t) =>
        {
            var book = await RateBook.LoadAsync(db, t);
            var today = book.DayOf(clock.GetUtcNow());
            var (current, shipped) = (book.On(today), ShippedRates.At(today));
            var brought = await db.Set<RateCardRow>().OrderByDescending(c => c.ImportedAt).ThenByDescending(c => c.Id).Take(100).ToListAsync(t);
            return new RatesView(today, current, book.After(today), current is { Id: not null } && shipped?.ValidFrom > current.ValidFrom ? shipped : null, brought);
        }, token);
    }

    /// <summary>One card, for a download; null for an id that is not there.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="id">Null for the card that holds today.</param>
    /// <param name="token">Cancels.</param>
    public Task<RateCard?> CardAsync(Actor actor, RateCardId? id, CancellationToken token)
    {
        actor.Demand(Right.ManageSettings);
        return database.ReadAsync(actor.Tenant, async (db, t) => id is null
            ? (await RateBook.LoadAsync(db, t)).At(clock.GetUtcNow())
            : (await db.Set<RateCardRow>().FirstOrDefaultAsync(c => c.Id == id, t))?.ToCard(), token);
    }

    /// <summary>Keeps a card (<see cref="RateCardReader"/>), which from its day on is held to.</summary>
    public async Task<RateImport> ImportAsync(Actor actor, string text, string? source, CancellationToken token)
    {
        actor.Demand(Right.ManageSettings);
        var words = string.IsNullOrWhiteSpace(source) ? "Brought by " + actor.Name : source.Trim();
        var (card, findings) = RateCardReader.Read(text, words.Length > RateCardRow.SourceLength ? words[..RateCardRow.SourceLength] : words);
        if (card is null)
            return new RateImport.Refused(findings);
        return await database.WriteAsync<RateImport>(actor.Tenant, async (db, t) =>
        {
            await db.DemandWorkAsync(t);
            var row = RateCardRow.Create(actor.Tenant, card, actor.Name.Length > 100 ? actor.Name[..100] : actor.Name, clock.GetUtcNow());
            db.Add(row);
            audit.Record(db, actor, "rates.imported", row.Id.Value.ToString(), reason: FormattableString.Invariant($"{card.Currency}, valid from {card.ValidFrom:yyyy-MM-dd}, {card.Markets.Count} markets"));
            return new RateImport.Done(row.ToCard());
        }, token);
    }

    /// <summary>Takes a card out of use; what was charged by it stays as it is. False where there is none that holds.</summary>
    public Task<bool> WithdrawAsync(Actor actor, RateCardId id, CancellationToken token)
    {
        actor.Demand(Right.ManageSettings);
        return database.WriteAsync(actor.Tenant, async (db, t) =>
        {
            await db.DemandWorkAsync(t);
            if (await db.Set<RateCardRow>().AsTracking().FirstOrDefaultAsync(c => c.Id == id, t) is not { } row || !row.TryWithdraw(actor.Name.Length > 100 ? actor.Name[..100] : actor.Name, clock.GetUtcNow()))
                return false;
            audit.Record(db, actor, "rates.withdrawn", id.Value.ToString());
            return true;
        }, token);
    }
}
