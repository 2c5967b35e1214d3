using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Contacts;

/// <summary>One word of a contact's name, for the search. Written with the name (<see cref="ContactIndex"/>), gone with the contact.</summary>
internal sealed class ContactWord : ITenantOwned
{
    public TenantId TenantId { get; private set; }

    public ContactId ContactId { get; private set; }

    /// <summary>See <see cref="NameWords"/>.</summary>
    public byte[] Word { get; private set; } = [];
}

internal sealed class ContactWordConfiguration : IEntityTypeConfiguration<ContactWord>
{
    public void Configure(EntityTypeBuilder<ContactWord> builder)
    {
        builder.ToTable("contact_words");
        builder.HasKey(w => new { w.TenantId, w.ContactId, w.Word });
        builder.HasOne<Contact>().WithMany().HasForeignKey(w => new { w.TenantId, w.ContactId }).OnDelete(DeleteBehavior.Cascade);
        // The search walks this one: all words that begin with some letters, in their order.
        builder.HasIndex(w => new { w.TenantId, w.Word, w.ContactId });
    }
}
