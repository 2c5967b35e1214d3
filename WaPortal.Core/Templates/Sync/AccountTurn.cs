using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Templates;

/// <summary>
/// Lets one transaction at a time decide whether a template is the portal's or elsewhere: without it a webhook that finds it in neither place writes its
/// news to a row that an adoption is taking away.
/// </summary>
internal static class AccountTurn
{
    /// <summary>Waits for the turn, which ends with the transaction. SQLite has one writer anyway.</summary>
    public static async Task TakeAsync(PortalDbContext db, WhatsAppAccountId account, CancellationToken token)
    {
        if (db.IsPostgres)
            await db.ExecuteSqlAsync("SELECT pg_advisory_xact_lock(hashtextextended(@account, 0))", token, ("@account", "templates of " + account.Value));
    }

    /// <summary>The account's comparison, made on demand.</summary>
    public static async Task<TemplateComparison> ComparisonAsync(PortalDbContext db, WhatsAppAccountId account, DateTimeOffset now, CancellationToken token)
    {
        var all = db.Set<TemplateComparison>();
        var known = all.Local.FirstOrDefault(c => c.AccountId == account) ?? await all.FirstOrDefaultAsync(c => c.AccountId == account, token);
        if (known is null) all.Add(known = TemplateComparison.Create(db.TenantId, account, now));
        return known;
    }
}
