using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.Templates;

/// <summary>A translation with what its jobs need beside it.</summary>
internal sealed record TranslationAtWork(TemplateTranslation Translation, Template Template, WhatsAppConnection Connection);

/// <summary>Loads what the jobs of this feature work on.</summary>
internal sealed class TemplateAccounts(PortalDatabase database, TenantKeys keys)
{
    public async Task<TranslationAtWork?> LoadAsync(TenantId tenant, TranslationId id, CancellationToken token)
    {
        var found = await database.ReadAsync(
            tenant,
            (db, t) => (from translation in db.Set<TemplateTranslation>()
                        join template in db.Set<Template>() on translation.TemplateId equals template.Id
                        join account in db.Set<WhatsAppAccount>() on template.AccountId equals account.Id
                        where translation.Id == id && account.DisconnectedAt == null
                        select new { translation, template, account }).FirstOrDefaultAsync(t),
            token);
        return found is null ? null : new TranslationAtWork(found.translation, found.template, await ConnectAsync(tenant, found.account, token));
    }

    public async Task<WhatsAppConnection?> ConnectAsync(TenantId tenant, WhatsAppAccountId id, CancellationToken token)
    {
        var account = await database.ReadAsync(tenant, (db, t) => db.Set<WhatsAppAccount>().FirstOrDefaultAsync(a => a.Id == id && a.DisconnectedAt == null, t), token);
        return account is null ? null : await ConnectAsync(tenant, account, token);
    }

    private async Task<WhatsAppConnection> ConnectAsync(TenantId tenant, WhatsAppAccount account, CancellationToken token) =>
        new(account.WabaId, account.AccessToken(await keys.GetAsync(tenant, token)), account.AppId);
}
