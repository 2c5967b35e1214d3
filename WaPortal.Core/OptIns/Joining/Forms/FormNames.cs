using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.OptIns.Joining.Forms;

/// <summary>Forms by name.</summary>
internal sealed class FormNames : ITargetNames
{
    public async Task<IReadOnlyDictionary<Guid, string>> FindAsync(PortalDbContext db, IReadOnlyCollection<Guid> ids, CancellationToken token)
    {
        var wanted = ids.Select(WebFormId.Create).ToList();
        return await db.Set<WebForm>().Where(f => wanted.Contains(f.Id)).ToDictionaryAsync(f => f.Id.Value, f => f.Name, token);
    }
}

/// <summary>The open forms whose messages leave from an account's numbers.</summary>
internal sealed class FormsOfAccount : IAccountUse
{
    public async Task<IReadOnlyList<string>> NamesAsync(PortalDbContext db, WhatsAppAccountId account, CancellationToken token) => [.. (await (
        from form in db.Set<WebForm>()
        join number in db.Set<SenderNumber>() on form.SenderNumberId equals number.Id
        where number.AccountId == account && form.IsOpen
        orderby form.Name
        select form.Name).ToListAsync(token)).Select(name => $"Web form “{name}”")];
}
