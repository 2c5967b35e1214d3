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
/// <c>tenant_id, id, phone_id, phone, name, language, region, time_zone, attributes</c> of <c>contacts</c> and all of <c>opt_in_list_members</c>.
/// </summary>
public sealed class Contact : ITenantOwned
{
    public const int NameLength = 200;
    public const int LanguageLength = 20;
    public const int TimeZoneLength = 60;

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

    /// <summary>As the list or a person wrote it.</summary>
    public string? Language { get; private set; }

    /// <summary>ISO 3166-1 alpha-2 of the number.</summary>
    public string? Region { get; private set; }

    /// <summary>IANA name, where somebody said it; null: what follows from the region (<see cref="Contacts.RegionZones"/>).</summary>
    public string? TimeZone { get; private set; }

    /// <summary>
    /// A JSON object of texts: what lists and people said beyond the rest, for variables of templates. Of a defined attribute it holds the
    /// canonical form, or the words as they came where they do not fit its type.
    /// </summary>
    public string Attributes { get; private set; } = "{}";

    /// <summary>Counts changes, so that a person does not overwrite unseen what an import or somebody else wrote meanwhile.</summary>
    public int Version { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>Somebody who was entered by hand. That says nothing about consent.</summary>
    internal static Contact Create(TenantId tenant, ContactId id, byte[] phoneId, byte[] phone, string? region, DateTimeOffset now) => new()
    {
        TenantId = tenant,
        Id = id,
        PhoneId = phoneId,
        Phone = phone,
        Region = region,
        Version = 1,
        CreatedAt = now,
        UpdatedAt = now,
    };

    /// <summary>Takes over what a person wrote; the caller has checked it.</summary>
    internal void Write(string? name, string? language, string? timeZone, string attributes, DateTimeOffset now)
    {
        (Name, Language, TimeZone, Attributes, UpdatedAt) = (name, language, timeZone, attributes, now);
        Version++;
    }
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
        builder.Property(c => c.TimeZone).HasMaxLength(Contact.TimeZoneLength);
        builder.Property(c => c.Version).HasDefaultValue(1).IsConcurrencyToken();
        // For filters: few of a million may have a rare language, and the names of all languages are read from here.
        builder.HasIndex(c => new { c.TenantId, c.Language, c.Id });
        builder.HasIndex(c => new { c.TenantId, c.Region, c.Id });
    }
}
