using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Contacts;

public readonly record struct TagId(Guid Value) : IGuidId<TagId>
{
    public static TagId Create(Guid value) => new(value);

    public static TagId New() => new(Guid.CreateVersion7());
}

/// <summary>A word that people put on contacts.</summary>
public sealed class Tag : ITenantOwned
{
    public const int NameLength = 40;

    internal const int KeyLength = 160; // one letter may come apart into several

    private Tag()
    {
    }

    public TenantId TenantId { get; private set; }

    public TagId Id { get; private set; }

    public string Name { get; private set; } = "";

    /// <summary>The name as it is compared, so that "VIP" and "vip" are one tag.</summary>
    public string NameKey { get; private set; } = "";

    public string CreatedBy { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>When it was deleted; the row goes with the last contact that has it.</summary>
    public DateTimeOffset? RetiredAt { get; private set; }

    internal static Tag Create(TenantId tenant, string name, string by, DateTimeOffset now)
    {
        var tag = new Tag { TenantId = tenant, Id = TagId.New(), CreatedBy = by, CreatedAt = now };
        tag.Rename(name);
        return tag;
    }

    /// <summary>Deletes it for people; its name is free again at once.</summary>
    internal void Retire(DateTimeOffset now) => (RetiredAt, NameKey) = (now, Id.Value.ToString());

    internal void Rename(string name) => (Name, NameKey) = (name, KeyOf(name));

    /// <summary>The name without blanks at its ends and with one blank inside; null when it is no name for a tag.</summary>
    public static string? Clean(string? text)
    {
        var name = string.Join(' ', (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return name.Length is 0 or > NameLength || name.Any(char.IsControl) ? null : name;
    }

    internal static string KeyOf(string name) => NameWords.Fold(name) is { Length: > 0 } folded ? Import.TextLength.Cut(folded, KeyLength) : name;
}

/// <summary>A tag on a contact.</summary>
internal sealed class ContactTag : ITenantOwned
{
    public TenantId TenantId { get; private set; }

    public TagId TagId { get; private set; }

    public ContactId ContactId { get; private set; }

    public DateTimeOffset AddedAt { get; private set; }
}

internal sealed class TagConfiguration : IEntityTypeConfiguration<Tag>
{
    public void Configure(EntityTypeBuilder<Tag> builder)
    {
        builder.ToTable("tags");
        builder.HasKey(t => new { t.TenantId, t.Id });
        builder.HasIndex(t => new { t.TenantId, t.NameKey }).IsUnique();
        builder.Property(t => t.Name).HasMaxLength(Tag.NameLength);
        builder.Property(t => t.NameKey).HasMaxLength(Tag.KeyLength);
        builder.Property(t => t.CreatedBy).HasMaxLength(200);
    }
}

internal sealed class ContactTagConfiguration : IEntityTypeConfiguration<ContactTag>
{
    public void Configure(EntityTypeBuilder<ContactTag> builder)
    {
        builder.ToTable("contact_tags");
        builder.HasKey(t => new { t.TenantId, t.TagId, t.ContactId });
        builder.HasOne<Tag>().WithMany().HasForeignKey(t => new { t.TenantId, t.TagId }).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Contact>().WithMany().HasForeignKey(t => new { t.TenantId, t.ContactId }).OnDelete(DeleteBehavior.Cascade);
    }
}
