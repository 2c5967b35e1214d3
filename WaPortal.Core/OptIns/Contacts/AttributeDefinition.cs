using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Contacts;

public readonly record struct AttributeId(Guid Value) : IGuidId<AttributeId>
{
    public static AttributeId Create(Guid value) => new(value);

    public static AttributeId New() => new(Guid.CreateVersion7());
}

/// <summary>
/// Something that an enterprise wants to know about its contacts, with a type. Its values stand in <see cref="Contact.Attributes"/> under
/// <see cref="Key"/>, where columns without a definition stand too, and in <see cref="ContactValue"/> for conditions.
/// </summary>
public sealed class AttributeDefinition : ITenantOwned
{
    public const int KeyLength = 60;
    public const int LabelLength = 60;
    public const int MostChoices = 100;

    private AttributeDefinition()
    {
    }

    public TenantId TenantId { get; private set; }

    public AttributeId Id { get; private set; }

    /// <summary>As columns and variables of templates call it.</summary>
    public string Key { get; private set; } = "";

    /// <summary>As people read it.</summary>
    public string Label { get; private set; } = "";

    public AttributeType Type { get; private set; }

    /// <summary>A JSON array of texts: the values of a choice.</summary>
    public string ChoicesJson { get; private set; } = "[]";

    public string CreatedBy { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>When it was deleted; the row goes with the last of its values.</summary>
    public DateTimeOffset? RetiredAt { get; private set; }

    /// <summary>What decides about a value.</summary>
    public AttributeRule Rule => new(Key, Type, JsonSerializer.Deserialize<List<string>>(ChoicesJson) ?? []);

    internal static AttributeDefinition Create(TenantId tenant, string key, string label, AttributeType type, IReadOnlyList<string> choices, string by, DateTimeOffset now)
    {
        var attribute = new AttributeDefinition { TenantId = tenant, Id = AttributeId.New(), Key = key, CreatedBy = by, CreatedAt = now };
        attribute.Change(label, type, choices);
        return attribute;
    }

    /// <summary>Deletes it for people; its key is free again at once.</summary>
    internal void Retire(DateTimeOffset now) => (RetiredAt, Key) = (now, Id.Value.ToString());

    internal void Change(string label, AttributeType type, IReadOnlyList<string> choices) => (Label, Type, ChoicesJson) = (label, type, JsonSerializer.Serialize(choices));
}

/// <summary>The value of a defined attribute of one contact, as conditions compare it.</summary>
internal sealed class ContactValue : ITenantOwned
{
    public TenantId TenantId { get; private set; }

    public ContactId ContactId { get; private set; }

    public AttributeId AttributeId { get; private set; }

    /// <summary>See <see cref="AttributeRule.Read"/>; null for words that do not fit the type.</summary>
    public byte[]? SortKey { get; private set; }
}

internal sealed class AttributeDefinitionConfiguration : IEntityTypeConfiguration<AttributeDefinition>
{
    public void Configure(EntityTypeBuilder<AttributeDefinition> builder)
    {
        builder.ToTable("contact_attributes");
        builder.HasKey(a => new { a.TenantId, a.Id });
        builder.HasIndex(a => new { a.TenantId, a.Key }).IsUnique();
        builder.Property(a => a.Key).HasMaxLength(AttributeDefinition.KeyLength).HasColumnName("attribute_key");
        builder.Property(a => a.Label).HasMaxLength(AttributeDefinition.LabelLength);
        builder.Property(a => a.CreatedBy).HasMaxLength(200);
        builder.Ignore(a => a.Rule);
    }
}

internal sealed class ContactValueConfiguration : IEntityTypeConfiguration<ContactValue>
{
    public void Configure(EntityTypeBuilder<ContactValue> builder)
    {
        builder.ToTable("contact_values");
        builder.HasKey(v => new { v.TenantId, v.ContactId, v.AttributeId });
        builder.HasOne<Contact>().WithMany().HasForeignKey(v => new { v.TenantId, v.ContactId }).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<AttributeDefinition>().WithMany().HasForeignKey(v => new { v.TenantId, v.AttributeId }).OnDelete(DeleteBehavior.Cascade);
        // Bytes in the order of the values: equal, less and greater, and "begins with" all walk this one.
        builder.HasIndex(v => new { v.TenantId, v.AttributeId, v.SortKey, v.ContactId });
    }
}
