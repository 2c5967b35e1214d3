using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Access;

/// <summary>The id of a failed try.</summary>
public readonly record struct SignInFailureId(Guid Value) : IGuidId<SignInFailureId>
{
    public static SignInFailureId Create(Guid value) => new(value);
}

/// <summary>A wrong password or code of a user. Written before the check and taken back when the check succeeds, so that tries at the same moment cannot outrun the count.</summary>
public sealed class SignInFailure : ITenantOwned
{
    private SignInFailure()
    {
    }

    public TenantId TenantId { get; private set; }

    public SignInFailureId Id { get; private set; }

    public UserId UserId { get; private set; }

    public DateTimeOffset At { get; private set; }

    internal static SignInFailure Create(PortalUser user, DateTimeOffset now) => new()
    {
        TenantId = user.TenantId,
        Id = new SignInFailureId(Guid.CreateVersion7()),
        UserId = user.Id,
        At = now,
    };
}

internal sealed class SignInFailureConfiguration : IEntityTypeConfiguration<SignInFailure>
{
    public void Configure(EntityTypeBuilder<SignInFailure> builder)
    {
        builder.ToTable("sign_in_failures");
        builder.HasKey(f => new { f.TenantId, f.Id });
        builder.HasOne<PortalUser>().WithMany().HasForeignKey(f => new { f.TenantId, f.UserId }).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(f => new { f.TenantId, f.UserId, f.At });
    }
}
