using WaPortal.Core.Data;
using WaPortal.Core.Data.Restores;

namespace WaPortal.Core.OptIns.Ledger;

/// <summary>After the database was set back: the ledger says so itself, at the place where entries are missing that nobody here knows.</summary>
internal sealed class RestoredLedger(ConsentLedger ledger) : IRestoreCaution
{
    public async Task<IReadOnlyList<string>> HoldAsync(PortalDbContext db, SetBack setBack, CancellationToken token)
    {
        await ledger.AppendRestoredAsync(db, setBack.TakenAt, token);
        return [];
    }
}
