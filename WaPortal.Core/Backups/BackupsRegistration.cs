using Microsoft.Extensions.DependencyInjection;

namespace WaPortal.Core.Backups;

/// <summary>Registers backups and what follows a restore.</summary>
public static class BackupsRegistration
{
    public static IServiceCollection AddBackups(this IServiceCollection services) => services
        .AddSingleton<TakeBackup>()
        .AddSingleton<MarkRestored>()
        .AddSingleton<RestoreDecision>();
}
