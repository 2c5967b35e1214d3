using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Access.Users;

/// <summary>The id of a one-time link; not the secret in it.</summary>
public readonly record struct OneTimeLinkId(Guid Value) : IGuidId<OneTimeLinkId>
{
    public static OneTimeLinkId Create(Guid value) => new(value);
}

/// <summary>What a link lets its holder do.</summary>
public enum LinkPurpose
{
    /// <summary>Become a user: choose name and password, connect an app.</summary>
    Invitation,

    /// <summary>Choose a new password. The second factor is asked for all the same.</summary>
    PasswordReset,
}

/// <summary>A link that an admin hands over. It works once, for a time, and only its hash is stored.</summary>
public sealed class OneTimeLink : ITenantOwned
{
    /// <summary>How long an invitation is good for.</summary>
    public static readonly TimeSpan InvitationTime = TimeSpan.FromHours(72);

    /// <summary>How long a password link is good for.</summary>
    public static readonly TimeSpan PasswordTime = TimeSpan.FromHours(24);

    private OneTimeLink()
    {
    }

    public TenantId TenantId { get; private set; }

    public OneTimeLinkId Id { get; private set; }

    public LinkPurpose Purpose { get; private set; }

    /// <summary>Who it is for.</summary>
    public string Email { get; private set; } = "";

    /// <summary>What an invited person will be; the roles' names, separated by commas.</summary>
    public string RoleNames { get; private set; } = "";

    /// <summary>The user whose password it changes; for an invitation, who came of it.</summary>
    public UserId? UserId { get; private set; }

    public byte[] TokenHash { get; private set; } = [];

    public string CreatedBy { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    public DateTimeOffset? UsedAt { get; private set; }

    /// <summary>When an admin took it back, or a newer link took its place.</summary>
    public DateTimeOffset? RevokedAt { get; private set; }

    /// <summary>What an invited person will be.</summary>
    public IReadOnlyList<PortalRole> Roles => PortalUser.RolesOf(RoleNames);

    internal static OneTimeLink Invitation(TenantId tenant, string email, IEnumerable<PortalRole> roles, byte[] tokenHash, string by, DateTimeOffset now) => new()
    {
        TenantId = tenant,
        Id = new OneTimeLinkId(Guid.CreateVersion7()),
        Purpose = LinkPurpose.Invitation,
        Email = email,
        RoleNames = PortalUser.NamesOf(roles),
        TokenHash = tokenHash,
        CreatedBy = by,
        CreatedAt = now,
        ExpiresAt = now + InvitationTime,
    };

    internal static OneTimeLink PasswordReset(PortalUser user, byte[] tokenHash, string by, DateTimeOffset now) => new()
    {
        TenantId = user.TenantId,
        Id = new OneTimeLinkId(Guid.CreateVersion7()),
        Purpose = LinkPurpose.PasswordReset,
        Email = user.Email,
        UserId = user.Id,
        TokenHash = tokenHash,
        CreatedBy = by,
        CreatedAt = now,
        ExpiresAt = now + PasswordTime,
    };

    /// <summary>Whether it can still be used or renewed.</summary>
    public bool IsOpen => UsedAt is null && RevokedAt is null;

    /// <summary>Puts a new secret in the place of the old one, which is worth nothing from then on.</summary>
    internal void Renew(byte[] tokenHash, string by, DateTimeOffset now)
    {
        TokenHash = tokenHash;
        CreatedBy = by;
        CreatedAt = now;
        ExpiresAt = now + (Purpose == LinkPurpose.Invitation ? InvitationTime : PasswordTime);
    }

    internal void Revoke(DateTimeOffset now) => RevokedAt ??= now;
}

internal sealed class OneTimeLinkConfiguration : IEntityTypeConfiguration<OneTimeLink>
{
    public void Configure(EntityTypeBuilder<OneTimeLink> builder)
    {
        builder.ToTable("one_time_links");
        builder.HasKey(l => new { l.TenantId, l.Id });
        builder.HasOne<Tenant>().WithMany().HasForeignKey(l => l.TenantId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(l => l.TokenHash).IsUnique();
        builder.HasIndex(l => new { l.TenantId, l.Email });
        builder.Property(l => l.Email).HasMaxLength(PortalUser.EmailLength);
        builder.Property(l => l.RoleNames).HasMaxLength(200);
        builder.Property(l => l.CreatedBy).HasMaxLength(100);
        builder.Ignore(l => l.Roles);
        builder.Ignore(l => l.IsOpen);
    }
}
