using WaPortal.Core;
using WaPortal.Core.Access;
using WaPortal.Core.Jobs;
using WaPortal.Core.Tenancy;

namespace WaPortal.Verbs;

/// <summary>What is made right before a verb works.</summary>
internal enum ConsoleStart
{
    /// <summary>As before the portal serves: database and master key.</summary>
    Whole,

    /// <summary>The database alone.</summary>
    Migrated,

    /// <summary>Nothing: the verb looks first.</summary>
    Nothing,
}

/// <summary>The portal's core for a verb, with the same configuration as the portal and without serving anything.</summary>
internal static class ServerConsole
{
    /// <summary>How timelines and trails call whoever runs a verb.</summary>
    public const string ActorName = "server console";

    /// <summary>Runs the work; a fault that a person can mend is said on the error stream with exit code 2.</summary>
    public static async Task<int> RunAsync(TextWriter stderr, Func<IServiceProvider, Task<int>> work, CancellationToken token, ConsoleStart start = ConsoleStart.Whole)
    {
        try
        {
            var builder = Host.CreateApplicationBuilder();
            builder.Logging.SetMinimumLevel(LogLevel.Warning);
            builder.Services.AddWaPortalCore().AddWithoutJobs();
            using var host = builder.Build();
            if (start == ConsoleStart.Whole)
                await CoreStart.RunAsync(host.Services, token);
            else if (start == ConsoleStart.Migrated)
                await CoreStart.MigrateAsync(host.Services, token);
            return await work(host.Services);
        }
        catch (Exception e) when (StartFault.Explain(e) is { } words)
        {
            await stderr.WriteLineAsync(words);
            return 2;
        }
    }

    /// <summary>The enterprise of this Enterprise ID, or all; null (and said so) when there is none of this ID.</summary>
    public static async Task<IReadOnlyList<Tenant>?> TenantsAsync(IServiceProvider services, string? enterpriseId, TextWriter stderr, CancellationToken token)
    {
        var directory = services.GetRequiredService<TenantDirectory>();
        if (enterpriseId is null)
            return await directory.ListAllAsync(token);
        if (await directory.FindAsync(enterpriseId, token) is { } one)
            return [one];
        await stderr.WriteLineAsync($"There is no enterprise \"{enterpriseId}\".");
        return null;
    }

    /// <summary>An option's value, <c>--name value</c>.</summary>
    public static string? Option(string[] args, string name)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
    }

    /// <summary>Somebody at the server's console, in the name of an enterprise; null (and said so) when there is none of this Enterprise ID.</summary>
    public static async Task<Actor?> ActorAsync(IServiceProvider services, string? enterpriseId, TextWriter stderr, CancellationToken token)
    {
        var tenant = enterpriseId is null ? null : await services.GetRequiredService<TenantDirectory>().FindAsync(enterpriseId, token);
        if (tenant is not null)
            return Actor.Job(tenant.Id, ActorName);
        await stderr.WriteLineAsync(enterpriseId is null ? "Name the enterprise with --enterprise ID." : $"There is no enterprise \"{enterpriseId}\".");
        return null;
    }
}
