using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Audit;

/// <summary>
/// Tells an id that nobody knows from one that belongs to another enterprise. Whoever asked gets the same answer for both; this only
/// decides whether it goes on record, and it is asked only after something was not found.
/// </summary>
public sealed class CrossTenantAttempts(PortalDatabase database, PlatformTrail trail)
{
    /// <summary>Looks once, over the keys of all owned tables, whether the id is another enterprise's, and records it if so.</summary>
    /// <param name="actor">Who asked.</param>
    /// <param name="id">What was not found.</param>
    /// <param name="token">Cancels.</param>
    /// <returns>Whether it was; for tests. Nobody who asked may learn it.</returns>
    public async Task<bool> NoteMissAsync(Actor actor, Guid id, CancellationToken token)
    {
        var tables = await database.LookAcrossAsync((db, t) => db.QuerySqlAsync(
            Question(db.Model), row => row.GetString(0), t, ("@id", id), ("@tenant", actor.Tenant)), token);
        if (tables is not [var table, ..])
            return false;
        // In the platform's trail: a line in the enterprise's own would tell its admin that the id exists.
        await trail.RecordAsync(actor, "tenant.cross-attempt", id.ToString(), "refused", $"{table}; asked in {actor.Tenant}", token);
        return true;
    }

    // One walk over the enterprises for each table, along its key: nothing is scanned.
    private static string Question(IModel model) => string.Join(" UNION ALL ", model.GetEntityTypes()
        .Where(e => typeof(ITenantOwned).IsAssignableFrom(e.ClrType) && e.FindPrimaryKey() is { Properties: [_, { Name: "Id" } id] } && IsGuid(id.ClrType))
        .Select(e => e.GetTableName()!).Distinct(StringComparer.Ordinal)
        .Select(table => $"SELECT '{table}' FROM tenants t JOIN {table} x ON x.tenant_id = t.id WHERE x.id = @id AND t.id <> @tenant"));

    private static bool IsGuid(Type type) =>
        type == typeof(Guid) || type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IGuidId<>));
}
