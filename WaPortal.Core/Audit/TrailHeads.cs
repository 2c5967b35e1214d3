using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Audit;

/// <summary>Where a trail ends, and where it begins once its oldest events were deleted by the rules.</summary>
internal interface ITrailHead
{
    /// <summary>Number of the last event.</summary>
    long Seq { get; }

    /// <summary>The chain's hash with it.</summary>
    byte[] ChainHash { get; }

    /// <summary>Events up to this number may be deleted, no others; 0 while none may.</summary>
    long CutSeq { get; }

    /// <summary>The chain's hash at the cut, from which verification goes on; null while there is no cut.</summary>
    byte[]? CutChain { get; }
}

/// <summary>The end of an enterprise's trail; its row is the gate that all its events pass one by one.</summary>
internal sealed class AuditChainHead : ITenantOwned, ITrailHead
{
    public TenantId TenantId { get; private set; }

    public long Seq { get; private set; }

    public byte[] ChainHash { get; private set; } = [];

    public long CutSeq { get; private set; }

    public byte[]? CutChain { get; private set; }
}

/// <summary>The end of the platform's trail: one row.</summary>
internal sealed class PlatformChainHead : ITrailHead
{
    /// <summary>The id of the only row.</summary>
    public const int Only = 1;

    public int Id { get; private set; }

    public long Seq { get; private set; }

    public byte[] ChainHash { get; private set; } = [];

    public long CutSeq { get; private set; }

    public byte[]? CutChain { get; private set; }
}

internal sealed class AuditChainHeadConfiguration : IEntityTypeConfiguration<AuditChainHead>
{
    public void Configure(EntityTypeBuilder<AuditChainHead> builder)
    {
        builder.ToTable("audit_chain_heads");
        builder.HasKey(h => h.TenantId);
        builder.Property(h => h.CutSeq).HasDefaultValue(0L);
    }
}

internal sealed class PlatformChainHeadConfiguration : IEntityTypeConfiguration<PlatformChainHead>
{
    public void Configure(EntityTypeBuilder<PlatformChainHead> builder)
    {
        builder.ToTable("platform_chain_heads");
        builder.HasKey(h => h.Id);
        builder.Property(h => h.Id).ValueGeneratedNever();
        builder.Property(h => h.CutSeq).HasDefaultValue(0L);
    }
}
