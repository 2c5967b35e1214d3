using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Lists;

public readonly record struct ContactId(Guid Value) : IGuidId<ContactId>
{
    public static ContactId Create(Guid value) => new(value);

    public static ContactId New() => new(Guid.CreateVersion7());
}

/// <summary>
/// A person of a list, once per tenant. Written in bulk by <see cref="ContactStore"/>. Campaigns and Delivery may read the columns
/// <c>tenant_id, id, phone_id, phone, name, language, region, attributes</c> of <c>contacts</c> and all of <c>opt_in_list_members</c>.
/// </summary>
public sealed class Contact : ITenantOwned
{
    public const int NameLength = 200;
    public const int LanguageLength = 20;

    private Contact()
    {
    }

    public TenantId TenantId { get; private set; }

    public ContactId Id { get; private set; }

    /// <summary>Keyed hash of the number; unique in the tenant.</summary>
    public byte[] PhoneId { get; private set; } = [];

    /// <summary>E.164, encrypted: purpose PersonalData, table contacts, column phone, row id = the contact's id.</summary>
    public byte[] Phone { get; private set; } = [];

    public string? Name { get; private set; }

    /// <summary>As the list wrote it.</summary>
    public string? Language { get; private set; }

    /// <summary>ISO 3166-1 alpha-2 of the number.</summary>
    public string? Region { get; private set; }

    /// <summary>A JSON object of texts: what the list said beyond the rest, for variables of templates.</summary>
    public string Attributes { get; private set; } = "{}";

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }
}

internal sealed class ContactConfiguration : IEntityTypeConfiguration<Contact>
{
    public void Configure(EntityTypeBuilder<Contact> builder)
    {
        builder.ToTable("contacts");
        builder.HasKey(c => new { c.TenantId, c.Id });
        builder.HasIndex(c => new { c.TenantId, c.PhoneId }).IsUnique();
        builder.Property(c => c.Name).HasMaxLength(Contact.NameLength);
        builder.Property(c => c.Language).HasMaxLength(Contact.LanguageLength);
        builder.Property(c => c.Region).HasMaxLength(2);
    }
}
