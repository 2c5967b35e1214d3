using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Retention;

/// <summary>Whether an enterprise's data must stay whatever its age, and when it was gone through last.</summary>
public sealed class RetentionState : ITenantOwned
{
    /// <summary>Longest reason of a hold, in characters.</summary>
    public const int ReasonLength = 300;

    private RetentionState()
    {
    }

    public TenantId TenantId { get; private set; }

    /// <summary>Since when nothing is deleted, as for a dispute at law; null where nothing is held.</summary>
    public DateTimeOffset? HeldSince { get; private set; }

    public string? HeldBy { get; private set; }

    public string? HoldReason { get; private set; }

    /// <summary>When everything that was too old had been deleted last.</summary>
    public DateTimeOffset? PurgedAt { get; private set; }

    public void Hold(string reason, string by, DateTimeOffset now) => (HeldSince, HeldBy, HoldReason) = (now, by, reason);

    public void Release() => (HeldSince, HeldBy, HoldReason) = (null, null, null);

    public void Purged(DateTimeOffset now) => PurgedAt = now;
}

internal sealed class RetentionStateConfiguration : IEntityTypeConfiguration<RetentionState>
{
    public void Configure(EntityTypeBuilder<RetentionState> builder)
    {
        builder.ToTable("retention_states");
        builder.HasKey(s => s.TenantId);
        builder.HasOne<Tenant>().WithMany().HasForeignKey(s => s.TenantId).OnDelete(DeleteBehavior.Restrict);
        builder.Property(s => s.HeldBy).HasMaxLength(200);
        builder.Property(s => s.HoldReason).HasMaxLength(RetentionState.ReasonLength);
    }
}
