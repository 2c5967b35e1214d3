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

    [Fact]
    public void Sqlite_needs_no_connection_string() => Assert.True(new ValidateDatabaseOptions().Validate(null, new DatabaseOptions()).Succeeded);
}
