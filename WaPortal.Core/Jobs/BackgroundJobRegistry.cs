using Microsoft.Extensions.DependencyInjection;

namespace WaPortal.Core.Jobs;

/// <summary>A job type under the name that the job store keeps.</summary>
internal sealed record BackgroundJobType(string Name, Type Type);

/// <summary>Finds job types by name, so that the store holds no assembly-qualified names.</summary>
internal sealed class BackgroundJobRegistry(IEnumerable<BackgroundJobType> types)
{
    private readonly Dictionary<string, Type> _types = types.ToDictionary(t => t.Name, t => t.Type, StringComparer.Ordinal);

    public static string NameOf(Type job) => job.Name;

    public Type? Find(string name) => _types.GetValueOrDefault(name);
}

/// <summary>Registers job types.</summary>
public static class BackgroundJobRegistration
{
    /// <summary>Makes a job known to the scheduler.</summary>
    public static IServiceCollection AddBackgroundJob<TJob>(this IServiceCollection services)
        where TJob : class, IBackgroundJob =>
        services.AddTransient<TJob>().AddSingleton(new BackgroundJobType(BackgroundJobRegistry.NameOf(typeof(TJob)), typeof(TJob)));
}
