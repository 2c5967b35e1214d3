using Npgsql;
using WaPortal.Core.Data;
using Xunit;

namespace WaPortal.Tests.Data;

public sealed class DatabaseOptionsTests
{
    [Theory]
    [InlineData("Host=127.0.0.1;Username=waportal;Database=waportal", true)]
    [InlineData("Host=localhost:5433;Database=waportal", true)]
    [InlineData("Host=[::1];Database=waportal", true)]
    [InlineData("Host=/var/run/postgresql;Database=waportal", true)]
    [InlineData("Host=db;Database=waportal;SSL Mode=VerifyFull", true)]
    [InlineData("Host=db;Database=waportal;SSL Mode=VerifyCA", true)]
    [InlineData("Host=db;Database=waportal", false)]
    [InlineData("Host=db;Database=waportal;SSL Mode=Disable", false)]
    [InlineData("Host=db;Database=waportal;SSL Mode=Require", false)]
    [InlineData("Host=localhost,db;Database=waportal", false)]
    [InlineData("Host=localhost.example.com;Database=waportal", false)]
    [InlineData("Hosts are db", false)]
    [InlineData(null, false)]
    public void A_server_on_another_machine_is_reached_encrypted_and_by_its_certificate_only(string? connection, bool accepted)
    {
        var options = new DatabaseOptions { Provider = DatabaseProvider.Postgres, ConnectionString = connection };
        Assert.Equal(accepted, new ValidateDatabaseOptions().Validate(null, options).Succeeded);
    }

    [Theory, Engines]
    public async Task A_node_that_stands_still_in_a_transaction_holds_its_locks_for_twenty_seconds_at_most(Engine engine)
    {
        if (engine != Engine.Postgres)
            return; // one process there
        await using var portal = await TestPortal.StartAsync(engine);
        var limit = await portal.Database.ReadAsync(
            portal.TenantId, (db, t) => db.QuerySqlAsync("SHOW idle_in_transaction_session_timeout", row => row.GetString(0), t), CancellationToken.None);
        Assert.Equal("20s", Assert.Single(limit));
    }

    [Theory]
    [InlineData("Host=db;Options=-c search_path=portal", "-c search_path=portal -c idle_in_transaction_session_timeout=20000")]
    [InlineData("Host=db;Options=-c idle_in_transaction_session_timeout=0", "-c idle_in_transaction_session_timeout=0")]
    public void What_the_connection_string_says_of_its_own_stays(string connection, string options) =>
        Assert.Equal(options, new NpgsqlConnectionStringBuilder(new DatabaseOptions { ConnectionString = connection }.PostgresConnection).Options);

    [Fact]
    public void Sqlite_needs_no_connection_string() => Assert.True(new ValidateDatabaseOptions().Validate(null, new DatabaseOptions()).Succeeded);
}
