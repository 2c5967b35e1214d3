using System.Net.Sockets;
using Microsoft.Extensions.Options;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;
using WaPortal.Sandbox;

namespace WaPortal;

/// <summary>Says in plain words why the portal could not start, for the faults that a person can mend.</summary>
internal static class StartFault
{
    /// <summary>What is wrong and what to do; null for what is a bug and deserves its stack.</summary>
    public static string? Explain(Exception exception) => exception switch
    {
        OptionsValidationException e => "The configuration has faults:" + string.Concat(e.Failures.Select(f => $"\n  - {f}")),
        AggregateException { InnerExceptions: var inner } when inner.All(i => i is OptionsValidationException) =>
            "The configuration has faults:" + string.Concat(inner.Cast<OptionsValidationException>().SelectMany(e => e.Failures).Select(f => $"\n  - {f}")),
        MasterKeyException or DatabaseTooNewException or DatabaseNeedsOwnerException or SandboxStartException => exception.Message,
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } =>
            $"The portal's address is in use by another program: {exception.Message} Stop that program or choose another address with --urls.",
        IOException { InnerException: SocketException } => $"The portal cannot listen: {exception.Message}",
        Npgsql.NpgsqlException => $"PostgreSQL does not answer as configured in Database:ConnectionString: {exception.Message}",
        _ => null,
    };
}
