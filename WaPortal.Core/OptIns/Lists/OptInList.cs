using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Lists;

public readonly record struct OptInListId(Guid Value) : IGuidId<OptInListId>
{
    public static OptInListId Create(Guid value) => new(value);

    public static OptInListId New() => new(Guid.CreateVersion7());
}

/// <summary>A named set of contacts that campaigns choose from. Being on it is no consent: that is in the ledger.</summary>
public sealed class OptInList : ITenantOwned
{
    public const int NameLength = 100;

    private OptInList()
    {
    }

    public TenantId TenantId { get; private set; }

    public OptInListId Id { get; private set; }

    public string Name { get; private set; } = "";

    public string CreatedBy { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    public static OptInList Create(TenantId tenant, string name, string by, DateTimeOffset now) =>
        new() { TenantId = tenant, Id = OptInListId.New(), Name = name.Trim(), CreatedBy = by, CreatedAt = now };

    /// <summary>The list of this name, made in the caller's transaction when it is missing.</summary>
    internal static async Task<OptInListId> FindOrAddAsync(PortalDbContext db, string name, string by, DateTimeOffset now, CancellationToken token)
    {
        if (await db.Set<OptInList>().FirstOrDefaultAsync(l => l.Name == name, token) is { } known)
            return known.Id;
        var list = Create(db.TenantId, name, by, now);
        db.Add(list);
        // Rows that point at it may be written by plain SQL next.
        await db.SaveChangesAsync(token);
        return list.Id;
    }
}

/// <summary>A contact on a list.</summary>
public sealed class OptInListMember : ITenantOwned
{
    private OptInListMember()
    {
    }

    public TenantId TenantId { get; private set; }

    public OptInListId ListId { get; private set; }

    public ContactId ContactId { get; private set; }

    /// <summary>The import that brought the contact onto the list.</summary>
    public Guid ImportId { get; private set; }

    public DateTimeOffset AddedAt { get; private set; }
}

internal sealed class OptInListConfiguration : IEntityTypeConfiguration<OptInList>
{
    public void Configure(EntityTypeBuilder<OptInList> builder)
    {
        builder.ToTable("opt_in_lists");
        builder.HasKey(l => new { l.TenantId, l.Id });
        builder.HasIndex(l => new { l.TenantId, l.Name }).IsUnique();
        builder.Property(l => l.Name).HasMaxLength(OptInList.NameLength);
        builder.Property(l => l.CreatedBy).HasMaxLength(200);
    }
}

internal sealed class OptInListMemberConfiguration : IEntityTypeConfiguration<OptInListMember>
{
    public void Configure(EntityTypeBuilder<OptInListMember> builder)
    {
        builder.ToTable("opt_in_list_members");
        builder.HasKey(m => new { m.TenantId, m.ListId, m.ContactId });
        builder.HasOne<OptInList>().WithMany().HasForeignKey(m => new { m.TenantId, m.ListId }).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Contact>().WithMany().HasForeignKey(m => new { m.TenantId, m.ContactId }).OnDelete(DeleteBehavior.Cascade);
    }
}
