using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Data;

/// <summary>A row was about to be written in the name of an enterprise that does not own it: always a bug, never a user's mistake.</summary>
public sealed class TenantMismatchException(string entity)
    : InvalidOperationException($"A {entity} of another tenant was about to be written. Nothing was saved.")
{
    /// <summary>What was about to be written.</summary>
    public string Entity { get; } = entity;
}

/// <summary>Hears of refused writes, after they were undone.</summary>
internal interface ITenantMismatchWatch
{
    /// <summary>Puts it on record.</summary>
    Task RefusedAsync(TenantId tenant, string entity, CancellationToken token);
}

/// <summary>Refuses to add, change or delete a row of another enterprise than the context's.</summary>
internal sealed class TenantSaveGuard : SaveChangesInterceptor
{
    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        Check((PortalDbContext)eventData.Context!);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Check((PortalDbContext)eventData.Context!);
        return ValueTask.FromResult(result);
    }

    private static void Check(PortalDbContext db)
    {
        foreach (var entry in db.ChangeTracker.Entries<ITenantOwned>())
        {
            if (entry.State is EntityState.Unchanged or EntityState.Detached)
                continue;
            var owner = entry.Property(nameof(ITenantOwned.TenantId));
            var current = (TenantId)owner.CurrentValue!;
            var original = entry.State == EntityState.Added ? current : (TenantId)owner.OriginalValue!;
            if (current == TenantId.None || current != db.TenantId || original != db.TenantId)
                throw new TenantMismatchException(entry.Metadata.ClrType.Name);
        }
    }
}
