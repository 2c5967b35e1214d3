using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Aliases;

/// <summary>
/// Another id under which the platform speaks of a person: a business-scoped user id, or a number that it spells in its own way (<c>wa_id</c> may differ
/// from what was sent to). Written by <see cref="PersonAliases"/>.
/// </summary>
internal sealed class PersonAlias : ITenantOwned
{
    public TenantId TenantId { get; private set; }

    /// <summary>Keyed hash: <see cref="TenantKeyRing.UserIdId"/> or <see cref="TenantKeyRing.PhoneId"/>.</summary>
    public byte[] AliasId { get; private set; } = [];

    /// <summary>Under which lists, ledger and messages know the person.</summary>
    public byte[] PhoneId { get; private set; } = [];

    public DateTimeOffset SeenAt { get; private set; }
}

internal sealed class PersonAliasConfiguration : IEntityTypeConfiguration<PersonAlias>
{
    public void Configure(EntityTypeBuilder<PersonAlias> builder)
    {
        builder.ToTable("person_aliases");
        builder.HasKey(a => new { a.TenantId, a.AliasId });
        builder.HasIndex(a => new { a.TenantId, a.PhoneId });
    }
}
