using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Access;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Tenancy;

/// <summary>PostgreSQL's own wall, looked at with roles that are no superusers; a superuser walks past every policy.</summary>
public sealed class RowSecurityTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Every_owned_table_is_behind_the_wall_also_for_its_owner()
    {
        await using var portal = await StartAsync();
        var (owned, walled) = await portal.Database.ReadAsync(portal.TenantId, async (db, t) => (
            RowSecurity.Tables(db.Model),
            await db.QuerySqlAsync("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity ORDER BY relname", row => row.GetString(0), t)), None);
        Assert.Equal(owned, walled.Order(StringComparer.Ordinal));
        Assert.Contains("messages", owned);
    }

    [Fact]
    public async Task A_query_without_filter_sees_nothing_of_others_and_writes_nothing_for_them()
    {
        await using var portal = await StartAsync();
        var other = await portal.AddTenantAsync("harbour", "Harbour Clinic");
        await RecordAsync(portal.Services, portal.TenantId);
        await RecordAsync(portal.Services, other.Id);
        await using var role = await PlainRole.CreateAsync(portal);
        await using var connection = await role.OpenAsync();

        Assert.Equal(0L, await ScalarAsync("SELECT count(*) FROM audit_events"));
        Assert.Equal(0L, await ScalarAsync("SELECT count(*) FROM tenant_keys"));

        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await ScalarAsync($"SELECT set_config('app.tenant', '{portal.TenantId}', true)");
            Assert.Equal(1L, await ScalarAsync("SELECT count(*) FROM audit_events"));
            Assert.Equal(0L, await ScalarAsync($"SELECT count(*) FROM audit_events WHERE tenant_id = '{other.Id}'"));
            await using var update = new NpgsqlCommand($"UPDATE sender_paces SET tenant_id = tenant_id WHERE tenant_id = '{other.Id}'", connection);
            Assert.Equal(0, await update.ExecuteNonQueryAsync());
            await using var insert = new NpgsqlCommand(
                $"INSERT INTO consent_chain_heads (tenant_id, seq, chain_hash) VALUES ('{other.Id}', 1, '')", connection);
            var refused = await Assert.ThrowsAsync<PostgresException>(() => insert.ExecuteNonQueryAsync());
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }

        // The name ended with the transaction, although the connection is the same.
        Assert.Equal(0L, await ScalarAsync("SELECT count(*) FROM audit_events"));

        async Task<object?> ScalarAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            return await command.ExecuteScalarAsync();
        }
    }

    [Fact]
    public async Task A_look_across_tenants_reads_and_never_writes()
    {
        await using var portal = await StartAsync();
        await RecordAsync(portal.Services, portal.TenantId);
        await using var role = await PlainRole.CreateAsync(portal);
        await using var connection = await role.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var look = new NpgsqlCommand("SELECT set_config('app.look', 'all', true)", connection);
        await look.ExecuteScalarAsync();
        await using var count = new NpgsqlCommand("SELECT count(*) FROM tenant_keys", connection);
        Assert.NotEqual(0L, await count.ExecuteScalarAsync());
        await using var delete = new NpgsqlCommand("DELETE FROM tenant_keys", connection);
        Assert.Equal(0, await delete.ExecuteNonQueryAsync());
    }

    [Fact]
    public async Task The_portal_works_as_a_role_that_owns_nothing()
    {
        await using var portal = await StartAsync();
        await using var role = await PlainRole.CreateAsync(portal);
        await using var services = role.CreateServices(portal.DataPath);
        await services.GetRequiredService<PortalDatabase>().MigrateAsync(services.GetServices<ISchemaScript>(), None);

        await AssertWorksAsync(services);
    }

    [Fact]
    public async Task The_portal_works_as_the_tables_owner_who_is_no_superuser()
    {
        await using var portal = await StartAsync();
        await using var role = await PlainRole.CreateAsync(portal, ownsDatabase: true);
        await using var services = role.CreateServices(portal.DataPath);
        var database = services.GetRequiredService<PortalDatabase>();
        await database.MigrateAsync(services.GetServices<ISchemaScript>(), None);
        await database.MigrateAsync(services.GetServices<ISchemaScript>(), None); // as at every start

        await AssertWorksAsync(services);
    }

    [Fact]
    public async Task The_whole_portal_starts_and_signs_in_as_a_role_that_owns_nothing()
    {
        await using var portal = await StartAsync();
        await using (await HttpPortal.StartAsync(Postgres(TestPortal.PostgresConnection(portal.PostgresDatabase!), portal)))
        {
            // The owner's start also makes the job store's tables.
        }

        await using var role = await PlainRole.CreateAsync(portal);
        await using var served = await HttpPortal.StartAsync(Postgres(role.Connection(), portal));
        var session = await served.SignedInAsync("operator");
        Assert.Equal(System.Net.HttpStatusCode.OK, (await served.SendAsync(HttpMethod.Get, "/", session.Token)).StatusCode);
    }

    private static string[] Postgres(string connection, TestPortal portal) =>
    [
        "--Database:Provider", "Postgres", "--Database:ConnectionString", connection,
        "--Data:MasterKey", File.ReadAllText(Path.Combine(portal.DataPath, "keys", "master.key")).Trim(),
    ];

    private static async Task AssertWorksAsync(ServiceProvider services)
    {
        var create = services.GetRequiredService<CreateTenant>();
        var one = (await create.RunAsync("one", "One", "UTC", "GB", ["en_GB"], None)).Tenant!;
        var two = (await create.RunAsync("two", "Two", "UTC", "GB", ["en_GB"], None)).Tenant!;
        await RecordAsync(services, one.Id);
        await RecordAsync(services, two.Id);
        var database = services.GetRequiredService<PortalDatabase>();

        Assert.Equal(1, await database.ReadAsync(one.Id, (db, t) => db.Set<AuditEvent>().CountAsync(t), None));
        Assert.Equal([0L], await database.ReadAsync(one.Id, (db, t) => db.QuerySqlAsync(
            "SELECT count(*) FROM audit_events WHERE tenant_id = @other", row => row.GetInt64(0), t, ("@other", two.Id)), None));
        Assert.Equal(0, await database.WriteAsync(one.Id, (db, t) => db.ExecuteSqlAsync(
            "DELETE FROM tenant_keys WHERE tenant_id = @other", t, ("@other", two.Id)), None));
        Assert.NotEmpty((await services.GetRequiredService<TenantKeys>().GetAsync(two.Id, None)).PhoneId("+447700900001"));

        var account = await services.GetRequiredService<ConnectWhatsApp>().RunAsync(
            two.Id, new WhatsAppAccountDetails("A", "1", null, null, "token", "secret", "verify"), None);
        var door = await services.GetRequiredService<WhatsAppAccounts>().GetDoorAsync(account, None);
        Assert.Equal(two.Id, door?.Tenant);
    }

    private static Task RecordAsync(IServiceProvider services, TenantId tenant) =>
        services.GetRequiredService<AuditTrail>().RecordAsync(WaPortal.Core.Access.Actor.Job(tenant, "test"), "test.event", "x", "ok", null, None);

    private static Task<TestPortal> StartAsync()
    {
        Assert.SkipWhen(string.IsNullOrEmpty(EnginesAttribute.PostgresServer), $"No PostgreSQL server: set {EnginesAttribute.PostgresVariable}.");
        return TestPortal.StartAsync(Engine.Postgres);
    }

    /// <summary>A role that may sign in and nothing else: it reads and writes the portal's tables, or owns a database of its own.</summary>
    private sealed class PlainRole : IAsyncDisposable
    {
        private readonly string _name = "plain_" + Guid.NewGuid().ToString("N");
        private readonly string _password = Guid.NewGuid().ToString("N");
        private string _database = "";
        private bool _ownsDatabase;

        public static async Task<PlainRole> CreateAsync(TestPortal portal, bool ownsDatabase = false)
        {
            var role = new PlainRole { _ownsDatabase = ownsDatabase };
            await TestPortal.ExecuteOnServerAsync($"CREATE ROLE {role._name} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '{role._password}'");
            role._database = ownsDatabase ? "db_" + role._name : portal.PostgresDatabase!;
            if (ownsDatabase)
            {
                await TestPortal.ExecuteOnServerAsync($"CREATE DATABASE {role._database} OWNER {role._name}");
            }
            else
            {
                await portal.Database.WriteAsync(TenantId.None, (db, t) => db.ExecuteSqlAsync(
                    $"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role._name}", t), None);
            }

            return role;
        }

        public async Task<NpgsqlConnection> OpenAsync()
        {
            var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Connection()) { Pooling = false }.ToString());
            await connection.OpenAsync();
            return connection;
        }

        public ServiceProvider CreateServices(string directory) => TestPortal.CreateServices(directory, null, new Dictionary<string, string?>
        {
            ["Database:Provider"] = nameof(DatabaseProvider.Postgres),
            ["Database:ConnectionString"] = Connection(),
        }, new MovableClock(DateTimeOffset.UnixEpoch.AddYears(56)), null);

        public async ValueTask DisposeAsync()
        {
            TestPortal.ClearPool(Connection());
            if (_ownsDatabase)
                await TestPortal.ExecuteOnServerAsync($"DROP DATABASE IF EXISTS {_database} WITH (FORCE)");
            else
                await TestPortal.ExecuteOnServerAsync($"DROP OWNED BY {_name}", _database);
            await TestPortal.ExecuteOnServerAsync($"DROP ROLE IF EXISTS {_name}");
        }

        public string Connection() => new NpgsqlConnectionStringBuilder(TestPortal.PostgresConnection(_database)) { Username = _name, Password = _password }.ToString();
    }
}
