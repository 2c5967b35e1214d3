using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Data;

/// <summary>
/// PostgreSQL's own wall between enterprises, behind the query filter and the save guard: each transaction names its tenant in
/// <c>app.tenant</c>, and a policy on every owned table shows and takes only that tenant's rows. A transaction that names nobody sees
/// nothing. The wall also stands for the tables' owner (FORCE); only a superuser walks past it, so the portal should not run as one.
/// </summary>
/// <remarks>
/// A look across all tenants says so in <c>app.look</c> (<see cref="NameLookAsync"/>). It only ever reads: the policy that it opens is
/// one for SELECT.
/// </remarks>
internal static class RowSecurity
{
    private const string Own = "tenant_id = NULLIF(current_setting('app.tenant', true), '')::uuid";
    private const string Looks = "current_setting('app.look', true) = 'all'";

    /// <summary>The owned tables of the model; the list is read from it, so a new one cannot be forgotten.</summary>
    public static IReadOnlyList<string> Tables(IModel model) =>
    [
        .. model.GetEntityTypes().Where(e => typeof(ITenantOwned).IsAssignableFrom(e.ClrType))
            .Select(e => e.GetTableName()).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    /// <summary>The policies, one statement for each table; at a start that finds them they lock nothing.</summary>
    public static IEnumerable<string> Statements(IModel model) => Tables(model).Select(table =>
        $"""
        DO $$ BEGIN
          IF NOT (SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE oid = '{table}'::regclass) THEN
            ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
            ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
          END IF;
          IF NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = '{table}'::regclass AND polname = 'tenant_own') THEN
            CREATE POLICY tenant_own ON {table} USING ({Own}) WITH CHECK ({Own});
          END IF;
          IF NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = '{table}'::regclass AND polname = 'tenant_look') THEN
            CREATE POLICY tenant_look ON {table} FOR SELECT USING ({Looks});
          END IF;
        END $$
        """);

    /// <summary>Takes the wall down for the owner: a migration changes the rows of all tenants. <see cref="Statements"/> puts it up again.</summary>
    public static IEnumerable<string> Lower(IModel model) =>
        Tables(model).Select(table => $"ALTER TABLE IF EXISTS {table} NO FORCE ROW LEVEL SECURITY");

    /// <summary>Names the tenant of the running transaction. It travels with BEGIN, so it costs one round trip.</summary>
    public static Task NameTenantAsync(this PortalDbContext db, CancellationToken token) =>
        db.QuerySqlAsync("SELECT set_config('app.tenant', @tenant, true)", _ => true, token, ("@tenant", db.TenantId == TenantId.None ? "" : db.TenantId.ToString()));

    /// <summary>Lets the running transaction read the rows of all tenants, or no longer.</summary>
    public static Task NameLookAsync(this PortalDbContext db, bool all, CancellationToken token) =>
        db.QuerySqlAsync("SELECT set_config('app.look', @look, true)", _ => true, token, ("@look", all ? "all" : ""));
}
