using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Retention;

/// <summary>What one round deleted of one class. Holds figures only, so it is kept.</summary>
public sealed class Purge : ITenantOwned
{
    private Purge()
    {
    }

    public TenantId TenantId { get; private set; }

    public Guid Id { get; private set; }

    public DataClass Class { get; private set; }

    public DateTimeOffset At { get; private set; }

    /// <summary>Deleted was what happened before this.</summary>
    public DateTimeOffset Before { get; private set; }

    public int Rows { get; private set; }

    public static Purge Create(TenantId tenant, DataClass of, DateTimeOffset before, int rows, DateTimeOffset now) =>
        new() { TenantId = tenant, Id = Guid.CreateVersion7(now), Class = of, Before = before, Rows = rows, At = now };
}

internal sealed class PurgeConfiguration : IEntityTypeConfiguration<Purge>
{
    public void Configure(EntityTypeBuilder<Purge> builder)
    {
        builder.ToTable("purges");
        builder.HasKey(p => new { p.TenantId, p.Id });
        builder.HasOne<Tenant>().WithMany().HasForeignKey(p => p.TenantId).OnDelete(DeleteBehavior.Restrict);
        builder.Property(p => p.Class).HasMaxLength(20);
    }
}
