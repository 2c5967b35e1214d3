using System.Reflection;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace WaPortal.Tests.Data;

public enum Engine
{
    Sqlite,
    Postgres,
}

/// <summary>Runs a theory on SQLite and on PostgreSQL; without a PostgreSQL server that row is skipped with the reason.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EnginesAttribute : DataAttribute
{
    public const string PostgresVariable = "WAPORTAL_TEST_POSTGRES";

    public static string? PostgresServer => Environment.GetEnvironmentVariable(PostgresVariable);

    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker)
    {
        var postgres = new TheoryDataRow<Engine>(Engine.Postgres);
        if (string.IsNullOrEmpty(PostgresServer))
            postgres.Skip = $"No PostgreSQL server: set {PostgresVariable} to a connection string, or run ./test.sh, which starts one.";
        return ValueTask.FromResult<IReadOnlyCollection<ITheoryDataRow>>([new TheoryDataRow<Engine>(Engine.Sqlite), postgres]);
    }

    public override bool SupportsDiscoveryEnumeration() => true;
}
