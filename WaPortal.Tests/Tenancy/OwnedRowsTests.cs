using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Tenancy;

/// <summary>Walks the model: one row of every owned table belongs to another tenant, and nothing that EF offers reads, changes or deletes it.</summary>
public sealed class OwnedRowsTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, Engines]
    public async Task No_row_of_another_tenant_can_be_read_changed_or_deleted_in_any_table(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var other = await portal.AddTenantAsync("harbour", "Harbour Clinic");
        var entities = await portal.Database.ReadAsync(other.Id, (db, _) => Task.FromResult(
            db.Model.GetEntityTypes().Where(e => typeof(ITenantOwned).IsAssignableFrom(e.ClrType)).ToList()), None);
        Assert.True(entities.Count > 20);
        await InsertAsync(portal, other.Id, entities.Where(e => e.ClrType != typeof(TenantKey)));
        var check = typeof(OwnedRowsTests).GetMethod(nameof(CheckAsync), BindingFlags.NonPublic | BindingFlags.Static)!;
        foreach (var entity in entities)
            await (Task)check.MakeGenericMethod(entity.ClrType).Invoke(null, [portal, other.Id])!;
    }

    private static async Task CheckAsync<T>(TestPortal portal, TenantId other)
        where T : class, ITenantOwned
    {
        var name = typeof(T).Name;
        var theirs = await portal.Database.ReadAsync(other, (db, t) => db.Set<T>().FirstOrDefaultAsync(t), None);
        Assert.True(theirs is not null, $"{name}: the row is not even there for its owner");
        Assert.True(0 == await portal.Database.ReadAsync(portal.TenantId, (db, t) => db.Set<T>().CountAsync(e => e.TenantId == other, t), None), $"{name} is read");
        Assert.True(0 == await portal.Database.ReadAsync(TenantId.None, (db, t) => db.Set<T>().CountAsync(t), None), $"{name} is read without a tenant");
        Assert.True(0 == await portal.Database.WriteAsync(portal.TenantId, (db, t) => db.Set<T>().Where(e => e.TenantId == other)
            .ExecuteUpdateAsync(s => s.SetProperty(e => e.TenantId, portal.TenantId), t), None), $"{name} is changed");
        Assert.True(0 == await portal.Database.WriteAsync(portal.TenantId, (db, t) => db.Set<T>().Where(e => e.TenantId == other).ExecuteDeleteAsync(t), None), $"{name} is deleted");
        foreach (var state in (EntityState[])[EntityState.Added, EntityState.Modified, EntityState.Deleted])
        {
            await Assert.ThrowsAsync<TenantMismatchException>(() => portal.Database.WriteAsync(portal.TenantId, (db, _) =>
            {
                db.Entry(theirs).State = state;
                return Task.CompletedTask;
            }, None));
        }
    }

    // Rows as they come: what they mean and what they point to does not matter here, so the keys between tables are not asked for.
    private static async Task InsertAsync(TestPortal portal, TenantId tenant, IEnumerable<IEntityType> entities)
    {
        await using System.Data.Common.DbConnection connection = portal.PostgresDatabase is { } database
            ? new NpgsqlConnection(TestPortal.PostgresConnection(database))
            : new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = portal.Get<DataDirectory>().PortalFile, ForeignKeys = false }.ToString());
        await connection.OpenAsync();
        if (portal.PostgresDatabase is not null)
            await ExecuteAsync("SET session_replication_role = replica", []);
        foreach (var entity in entities)
        {
            var columns = entity.GetProperties().Select(p => (Name: p.GetColumnName(), Value: Value(p, tenant))).Where(c => c.Value is not null).ToList();
            await ExecuteAsync(
                $"INSERT INTO {entity.GetTableName()} ({string.Join(", ", columns.Select(c => c.Name))}) VALUES ({string.Join(", ", columns.Select((_, i) => $"@p{i}"))})",
                columns.Select(c => c.Value!));
        }

        async Task ExecuteAsync(string sql, IEnumerable<object> values)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            foreach (var (value, i) in values.Select((v, i) => (v, i)))
            {
                var parameter = command.CreateParameter();
                (parameter.ParameterName, parameter.Value) = ($"@p{i}", value);
                command.Parameters.Add(parameter);
            }

            await command.ExecuteNonQueryAsync();
        }
    }

    private static object? Value(IProperty property, TenantId tenant)
    {
        if (property.IsNullable)
            return null;
        var type = property.ClrType;
        object value = type == typeof(TenantId) ? tenant
            : type == typeof(string) ? "[]" // also what a list of words is stored as
            : type == typeof(byte[]) ? new byte[32]
            : type == typeof(DateTimeOffset) ? DateTimeOffset.UnixEpoch
            : type == typeof(Guid) ? Guid.NewGuid()
            : type.IsEnum ? Enum.GetValues(type).GetValue(0)!
            : type.IsArray ? Array.CreateInstance(type.GetElementType()!, 0)
            : type.IsValueType ? Activator.CreateInstance(type)!
            : RuntimeHelpers.GetUninitializedObject(type);
        return property.GetTypeMapping().Converter?.ConvertToProvider(value) ?? value;
    }
}
