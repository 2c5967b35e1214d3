using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.WhatsApp;

/// <summary>Knows what is under way from an account's numbers, so that it is not disconnected beneath it.</summary>
public interface IAccountUse
{
    /// <summary>Names of what is under way; empty when nothing is.</summary>
    Task<IReadOnlyList<string>> NamesAsync(PortalDbContext db, WhatsAppAccountId account, CancellationToken token);
}
