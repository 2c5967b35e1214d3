using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Campaigns;

/// <summary>Somebody to whom tests of campaigns may be sent. A contact like any other: the consent ledger decides about each test.</summary>
internal sealed class TestPerson : ITenantOwned
{
    private TestPerson()
    {
    }

    public TenantId TenantId { get; private set; }

    public ContactId ContactId { get; private set; }

    public string AddedBy { get; private set; } = "";

    public DateTimeOffset AddedAt { get; private set; }

    public static TestPerson Create(TenantId tenant, ContactId contact, string by, DateTimeOffset now) =>
        new() { TenantId = tenant, ContactId = contact, AddedBy = by.Length > 100 ? by[..100] : by, AddedAt = now };
}

internal sealed class TestPersonConfiguration : IEntityTypeConfiguration<TestPerson>
{
    public void Configure(EntityTypeBuilder<TestPerson> builder)
    {
        builder.ToTable("test_people");
        builder.HasKey(p => new { p.TenantId, p.ContactId });
        builder.HasOne<Contact>().WithMany().HasForeignKey(p => new { p.TenantId, p.ContactId }).OnDelete(DeleteBehavior.Cascade);
        builder.Property(p => p.AddedBy).HasMaxLength(100);
    }
}
