using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace WaPortal.Core.Data;

/// <summary>Registers the database and the data directory.</summary>
public static class DataRegistration
{
    /// <summary>Adds <see cref="PortalDatabase"/> over the configured engine.</summary>
    public static IServiceCollection AddData(this IServiceCollection services)
    {
        services.AddOptions<DataOptions>().BindConfiguration(DataOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<DatabaseOptions>().BindConfiguration(DatabaseOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<DatabaseOptions>, ValidateDatabaseOptions>();
        services.AddSingleton<DataDirectory>();
        services.AddSingleton<DiskSpace>();
        services.AddSingleton<DataLock>();
        services.AddSingleton<PortalDatabase>(Create);
        return services;
    }

    private static PortalDatabase Create(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<DatabaseOptions>>().Value;
        if (options.Provider == DatabaseProvider.Postgres)
        {
            var postgres = new DbContextOptionsBuilder<PostgresPortalDbContext>()
                .UseNpgsql(options.PostgresConnection)
                .AddInterceptors([new TenantSaveGuard(), .. services.GetServices<IInterceptor>()])
                .Options;
            return new PortalDatabase(() => new PostgresPortalDbContext(postgres), isPostgres: true, services.GetService<ITenantMismatchWatch>);
        }

        var file = new SqliteConnectionStringBuilder
        {
            DataSource = services.GetRequiredService<DataDirectory>().PortalFile,
            ForeignKeys = true,
            DefaultTimeout = 30,
        };
        var sqlite = new DbContextOptionsBuilder<SqlitePortalDbContext>()
            .UseSqlite(file.ToString())
            .AddInterceptors([new TenantSaveGuard(), new SqlitePragmas(), .. services.GetServices<IInterceptor>()])
            .Options;
        return new PortalDatabase(() => new SqlitePortalDbContext(sqlite), isPostgres: false, services.GetService<ITenantMismatchWatch>);
    }
}
