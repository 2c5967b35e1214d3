using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Templates;

/// <summary>Says until when the platform keeps a deleted name and language.</summary>
internal static class NameLocks
{
    public static async Task<string> WordsAsync(PortalDbContext db, DateTimeOffset until, CancellationToken token)
    {
        var tenant = await db.Set<Tenant>().FirstAsync(x => x.Id == db.TenantId, token);
        var day = TimeZoneInfo.ConvertTime(until, tenant.Zone()).ToString("d MMMM yyyy, HH:mm", CultureInfo.InvariantCulture);
        return $"An approved template of this name and language was deleted. WhatsApp keeps the name until {day}; choose another one.";
    }
}
