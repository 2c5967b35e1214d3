using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Data;

/// <summary>
/// The portal's tables. It finds each feature's entity configurations by itself, so it knows no feature.
/// Made by <see cref="PortalDatabase"/> only, one for each operation.
/// </summary>
public abstract class PortalDbContext(DbContextOptions options) : DbContext(options)
{
    /// <summary>The name of the query filter that keeps enterprises apart.</summary>
    public const string TenantFilter = "tenant";

    /// <summary>In whose name this operation runs. <see cref="TenantId.None"/>: owned rows are neither seen nor written.</summary>
    public TenantId TenantId { get; internal set; }

    /// <summary>True on PostgreSQL, false on SQLite: for the few statements that differ.</summary>
    public abstract bool IsPostgres { get; }

    /// <summary>What is left for the end of the write transaction; null where there is none.</summary>
    internal List<ICommitWork>? CommitWork { get; set; }

    /// <inheritdoc />
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => Conventions.Apply(configurationBuilder);

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(PortalDbContext).Assembly);
        foreach (var entity in modelBuilder.Model.GetEntityTypes().Where(e => typeof(ITenantOwned).IsAssignableFrom(e.ClrType) && !e.IsOwned()))
            modelBuilder.Entity(entity.ClrType).HasQueryFilter(TenantFilter, OwnedByCurrentTenant(entity.ClrType));
        Conventions.UseSnakeCase(modelBuilder);
    }

    /// <summary>The work of this kind at the end of the transaction, made when it is the first of its kind.</summary>
    /// <exception cref="InvalidOperationException">The context only reads: nothing would be committed.</exception>
    internal TWork AtCommit<TWork>(Func<TWork> make)
        where TWork : class, ICommitWork
    {
        var all = CommitWork ?? throw new InvalidOperationException("Work for the commit was left in a context that only reads.");
        if (all.OfType<TWork>().FirstOrDefault() is { } known)
            return known;
        var made = make();
        all.Add(made);
        return made;
    }

    private LambdaExpression OwnedByCurrentTenant(Type entity)
    {
        var row = Expression.Parameter(entity, "row");
        var owner = Expression.Property(row, nameof(ITenantOwned.TenantId));
        var current = Expression.Property(Expression.Constant(this), nameof(TenantId));
        return Expression.Lambda(Expression.Equal(owner, current), row);
    }
}

/// <summary>The context on SQLite; its migrations are in <c>Migrations/Sqlite</c>.</summary>
public sealed class SqlitePortalDbContext(DbContextOptions<SqlitePortalDbContext> options) : PortalDbContext(options)
{
    /// <inheritdoc />
    public override bool IsPostgres => false;
}

/// <summary>The context on PostgreSQL; its migrations are in <c>Migrations/Postgres</c>.</summary>
public sealed class PostgresPortalDbContext(DbContextOptions<PostgresPortalDbContext> options) : PortalDbContext(options)
{
    /// <inheritdoc />
    public override bool IsPostgres => true;
}
