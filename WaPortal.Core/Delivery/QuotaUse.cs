using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery;

/// <summary>
/// A person who was last written to at a time, in the books of a business portfolio. Those of the last 24 hours are what the
/// platform's messaging limit counts: unique people, over all numbers of the portfolio.
/// </summary>
public sealed class QuotaUse : ITenantOwned
{
    private QuotaUse()
    {
    }

    public TenantId TenantId { get; private set; }

    public string PortfolioId { get; private set; } = "";

    public byte[] PhoneId { get; private set; } = [];

    /// <summary>When a message to the person was last claimed.</summary>
    public DateTimeOffset UsedAt { get; private set; }

    /// <summary>What <see cref="UsedAt"/> was before <see cref="MessageId"/>; taken back to it when that message certainly did not leave.</summary>
    public DateTimeOffset? UsedBefore { get; private set; }

    public MessageId MessageId { get; private set; }
}

internal sealed class QuotaUseConfiguration : IEntityTypeConfiguration<QuotaUse>
{
    public void Configure(EntityTypeBuilder<QuotaUse> builder)
    {
        builder.ToTable("quota_uses");
        builder.HasKey(q => new { q.TenantId, q.PortfolioId, q.PhoneId });
        builder.HasIndex(q => new { q.TenantId, q.PortfolioId, q.UsedAt });
        builder.Property(q => q.PortfolioId).HasMaxLength(30);
    }
}
