using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Erasure;

/// <summary>
/// The bare id of somebody who was erased: while the erasure runs, so that nothing brings them back meanwhile, and afterwards where they had opted out, so that
/// the wish lasts although everything else is gone. Written by <see cref="ErasePerson"/> and <see cref="Suppression"/>.
/// </summary>
internal sealed class SuppressedPerson : ITenantOwned
{
    public TenantId TenantId { get; private set; }

    /// <summary>Keyed hash of the number or of another id of the person.</summary>
    public byte[] PhoneId { get; private set; } = [];

    public DateTimeOffset Since { get; private set; }

    /// <summary>They had opted out, or did so while they were erased: the row stays.</summary>
    public bool OptedOut { get; private set; }

    /// <summary>The erasure that is under way; null afterwards.</summary>
    public Guid? Erasing { get; private set; }
}

internal sealed class SuppressedPersonConfiguration : IEntityTypeConfiguration<SuppressedPerson>
{
    public void Configure(EntityTypeBuilder<SuppressedPerson> builder)
    {
        builder.ToTable("suppressed_people");
        builder.HasKey(s => new { s.TenantId, s.PhoneId });
        builder.HasIndex(s => new { s.TenantId, s.Erasing });
    }
}
