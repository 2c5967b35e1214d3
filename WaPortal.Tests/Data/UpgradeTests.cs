using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using WaPortal.Core.Data;
using Xunit;

namespace WaPortal.Tests.Data;

public sealed class UpgradeTests : IAsyncDisposable
{
    private readonly SqlitePortalDbContext _db =
        new(new DbContextOptionsBuilder<SqlitePortalDbContext>().UseSqlite("Data Source=:memory:;Foreign Keys=False").Options);

    [Fact]
    public async Task What_was_claimed_before_start_marks_counts_as_started_so_that_it_cannot_leave_again()
    {
        await _db.Database.OpenConnectionAsync();
        await _db.GetService<IMigrator>().MigrateAsync("UsersAndTenants");
        await AddAsync("1", "Claimed", 1_700_000_000_000);
        await AddAsync("2", "Queued", null);

        await _db.Database.MigrateAsync();

        var started = await _db.Database.SqlQuery<long?>($"SELECT started_at AS \"Value\" FROM messages ORDER BY id").ToListAsync();
        Assert.Equal([1_700_000_000_000, null], started);
    }

    public ValueTask DisposeAsync() => _db.DisposeAsync();

    private Task<int> AddAsync(string id, string state, long? claimedAt) => _db.Database.ExecuteSqlAsync(
        $"""
        INSERT INTO messages (tenant_id, id, order_id, phone_id, language, state, attempts, claimed_at)
        VALUES ('t', {id}, 'o', {id}, 'en', {state}, 1, {claimedAt})
        """);
}
