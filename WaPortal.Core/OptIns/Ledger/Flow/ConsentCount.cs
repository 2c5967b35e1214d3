using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Ledger.Flow;

/// <summary>By which way a choice came to the ledger.</summary>
public enum ConsentOrigin
{
    /// <summary>From a list.</summary>
    Import,

    /// <summary>In WhatsApp: a word, a button, the platform's own switch.</summary>
    WhatsApp,

    /// <summary>Written down by a person, or from a page or form.</summary>
    Other,
}

/// <summary>
/// Entries of a quarter of an hour, by origin and kind: what a chart over years reads in place of a million entries. Quarters, since the days of every time
/// zone are made of them. A projection of the ledger up to <see cref="ConsentCountPosition"/>; written by <see cref="ConsentCounting"/>.
/// </summary>
internal sealed class ConsentCount : ITenantOwned
{
    public TenantId TenantId { get; private set; }

    /// <summary>Quarters of an hour since 1970, UTC.</summary>
    public long Quarter { get; private set; }

    public ConsentOrigin Origin { get; private set; }

    /// <summary>The kind as the ledger writes it.</summary>
    public string Kind { get; private set; } = "";

    public int Entries { get; private set; }
}

/// <summary>Up to which entry the counts are made.</summary>
internal sealed class ConsentCountPosition : ITenantOwned
{
    public TenantId TenantId { get; private set; }

    public long Seq { get; private set; }
}

internal sealed class ConsentCountConfiguration : IEntityTypeConfiguration<ConsentCount>
{
    public void Configure(EntityTypeBuilder<ConsentCount> builder)
    {
        builder.ToTable("consent_counts");
        builder.HasKey(c => new { c.TenantId, c.Quarter, c.Origin, c.Kind });
        builder.Property(c => c.Kind).HasMaxLength(60);
    }
}

internal sealed class ConsentCountPositionConfiguration : IEntityTypeConfiguration<ConsentCountPosition>
{
    public void Configure(EntityTypeBuilder<ConsentCountPosition> builder)
    {
        builder.ToTable("consent_count_positions");
        builder.HasKey(p => p.TenantId);
    }
}
