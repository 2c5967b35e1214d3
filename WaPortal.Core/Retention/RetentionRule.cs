using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Retention;

/// <summary>How long an enterprise keeps one class, where it chose that itself.</summary>
public sealed class RetentionRule : ITenantOwned
{
    private RetentionRule()
    {
    }

    public TenantId TenantId { get; private set; }

    public DataClass Class { get; private set; }

    /// <summary>The time that holds until <see cref="PendingAt"/>.</summary>
    public int Days { get; private set; }

    /// <summary>A shorter time that has been decided and may still be stopped; null for none.</summary>
    public int? PendingDays { get; private set; }

    /// <summary>When it begins to hold.</summary>
    public DateTimeOffset? PendingAt { get; private set; }

    public string ChangedBy { get; private set; } = "";

    public DateTimeOffset ChangedAt { get; private set; }

    public static RetentionRule Create(TenantId tenant, DataClass of) => new() { TenantId = tenant, Class = of, Days = RetentionDefaults.Days(of) };

    /// <summary>What holds at a moment.</summary>
    public int DaysAt(DateTimeOffset now) => PendingDays is { } days && PendingAt <= now ? days : Days;

    /// <summary>A longer time holds at once; a shorter one after <see cref="RetentionDefaults.Notice"/>, since nothing that it deletes comes back.</summary>
    public void Choose(int days, string by, DateTimeOffset now)
    {
        Days = DaysAt(now);
        (PendingDays, PendingAt) = days < Days ? (days, now + RetentionDefaults.Notice) : ((int?)null, (DateTimeOffset?)null);
        if (days > Days)
            Days = days;
        (ChangedBy, ChangedAt) = (by, now);
    }

    /// <summary>Stops a shorter time that does not hold yet; false where there is none.</summary>
    public bool TryStop(string by, DateTimeOffset now)
    {
        if (PendingAt is not { } at || at <= now)
            return false;
        (PendingDays, PendingAt, ChangedBy, ChangedAt) = (null, null, by, now);
        return true;
    }
}

internal sealed class RetentionRuleConfiguration : IEntityTypeConfiguration<RetentionRule>
{
    public void Configure(EntityTypeBuilder<RetentionRule> builder)
    {
        builder.ToTable("retention_rules");
        builder.HasKey(r => new { r.TenantId, r.Class });
        builder.HasOne<Tenant>().WithMany().HasForeignKey(r => r.TenantId).OnDelete(DeleteBehavior.Restrict);
        builder.Property(r => r.Class).HasMaxLength(20);
        builder.Property(r => r.ChangedBy).HasMaxLength(200);
    }
}
