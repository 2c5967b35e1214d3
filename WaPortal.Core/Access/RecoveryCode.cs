using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Access;

/// <summary>The id of a recovery code.</summary>
public readonly record struct RecoveryCodeId(Guid Value) : IGuidId<RecoveryCodeId>
{
    public static RecoveryCodeId Create(Guid value) => new(value);
}

/// <summary>One unused recovery code of a user, as its hash. The row is deleted by the use itself, so two uses at once give one success.</summary>
public sealed class RecoveryCode : ITenantOwned
{
    /// <summary>How many a user gets.</summary>
    public const int PerUser = 10;

    private RecoveryCode()
    {
    }

    public TenantId TenantId { get; private set; }

    public RecoveryCodeId Id { get; private set; }

    public UserId UserId { get; private set; }

    public byte[] Hash { get; private set; } = [];

    internal static RecoveryCode Create(PortalUser user, string code) => new()
    {
        TenantId = user.TenantId,
        Id = new RecoveryCodeId(Guid.CreateVersion7()),
        UserId = user.Id,
        Hash = SecretCode.Hash(code),
    };
}

internal sealed class RecoveryCodeConfiguration : IEntityTypeConfiguration<RecoveryCode>
{
    public void Configure(EntityTypeBuilder<RecoveryCode> builder)
    {
        builder.ToTable("recovery_codes");
        builder.HasKey(c => new { c.TenantId, c.Id });
        builder.HasOne<PortalUser>().WithMany().HasForeignKey(c => new { c.TenantId, c.UserId }).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(c => new { c.TenantId, c.UserId, c.Hash }).IsUnique();
    }
}
