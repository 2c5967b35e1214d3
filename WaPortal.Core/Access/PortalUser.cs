using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Access;

/// <summary>Whether a user may sign in.</summary>
public enum UserStatus
{
    /// <summary>May sign in.</summary>
    Active,

    /// <summary>May not; all sessions have ended.</summary>
    Disabled,
}

/// <summary>A person who may come into the portal, in one enterprise.</summary>
public sealed class PortalUser : ITenantOwned
{
    internal const string Table = "users";

    /// <summary>Longest email address, in characters (RFC 5321).</summary>
    public const int EmailLength = 254;

    /// <summary>Longest name, in characters.</summary>
    public const int NameLength = 100;

    /// <summary>How long a seed waits for its confirming code.</summary>
    public static readonly TimeSpan EnrolmentTime = TimeSpan.FromMinutes(10);

    private PortalUser()
    {
    }

    public TenantId TenantId { get; private set; }

    public UserId Id { get; private set; }

    /// <summary>Lower case; unique in the enterprise.</summary>
    public string Email { get; private set; } = "";

    public string DisplayName { get; private set; } = "";

    public string PasswordHash { get; private set; } = "";

    /// <summary>The roles' names, separated by commas.</summary>
    public string RoleNames { get; private set; } = "";

    public UserStatus Status { get; private set; }

    /// <summary>The second factor's seed under the tenant's <see cref="KeyPurpose.Secret"/> key; null before enrolment.</summary>
    public byte[]? TotpSeed { get; private set; }

    public DateTimeOffset? TotpConfirmedAt { get; private set; }

    /// <summary>The newest time step whose code was used; no code of it or an earlier one counts again.</summary>
    public long LastTotpStep { get; private set; }

    /// <summary>A seed that waits for its first code.</summary>
    public byte[]? PendingSeed { get; private set; }

    public DateTimeOffset? PendingSeedUntil { get; private set; }

    /// <summary>Set after too many failures in a day; only a recovery code or an admin frees it.</summary>
    public DateTimeOffset? LockedAt { get; private set; }

    /// <summary>When a recovery code was used that its owner has not been heard about since; the next page that they open says so.</summary>
    public DateTimeOffset? RecoveryUsedAt { get; private set; }

    /// <summary>The use that the last mail about it told of.</summary>
    public DateTimeOffset? RecoveryMailedFor { get; private set; }

    public DateTimeOffset? LastAttemptAt { get; private set; }

    public DateTimeOffset? LastSignInAt { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>What the user is.</summary>
    public IReadOnlyList<PortalRole> Roles => RolesOf(RoleNames);

    /// <summary>Whether a second factor is confirmed.</summary>
    public bool IsEnrolled => TotpConfirmedAt is not null;

    internal static PortalUser Create(
        TenantId tenant, string email, string displayName, string passwordHash, IEnumerable<PortalRole> roles, DateTimeOffset now) => new()
        {
            TenantId = tenant,
            Id = UserId.New(),
            Email = email,
            DisplayName = displayName,
            PasswordHash = passwordHash,
            RoleNames = NamesOf(roles),
            CreatedAt = now,
        };

    /// <summary>An email address as it is stored and compared.</summary>
    public static string Normalise(string email) => email.Trim().ToLowerInvariant();

    /// <summary>Roles as they are stored.</summary>
    internal static string NamesOf(IEnumerable<PortalRole> roles) => string.Join(',', roles.Distinct().Order());

    /// <summary>Stored roles.</summary>
    internal static IReadOnlyList<PortalRole> RolesOf(string names) => [.. names.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<PortalRole>)];

    internal void ChangeRoles(IEnumerable<PortalRole> roles) => RoleNames = NamesOf(roles);

    internal bool TryDisable() => TryMove(UserStatus.Active, UserStatus.Disabled);

    internal bool TryEnable() => TryMove(UserStatus.Disabled, UserStatus.Active);

    internal bool TryUnlock()
    {
        var locked = LockedAt is not null;
        LockedAt = null;
        return locked;
    }

    internal void ChangePassword(string hash) => PasswordHash = hash;

    internal byte[] BeginEnrolment(TenantKeyRing keys, DateTimeOffset now)
    {
        var seed = Totp.NewSeed();
        PendingSeed = keys.Encrypt(KeyPurpose.Secret, seed, Table, "pending_seed", Id.Value.ToString());
        PendingSeedUntil = now + EnrolmentTime;
        return seed;
    }

    /// <summary>The seed that waits for its code; null when there is none or its time is over.</summary>
    internal byte[]? WaitingSeed(TenantKeyRing keys, DateTimeOffset now) => PendingSeed is not null && PendingSeedUntil > now
        ? keys.Decrypt(KeyPurpose.Secret, PendingSeed, Table, "pending_seed", Id.Value.ToString())
        : null;

    internal void Enrol(TenantKeyRing keys, ReadOnlySpan<byte> seed, long usedStep, DateTimeOffset now)
    {
        TotpSeed = keys.Encrypt(KeyPurpose.Secret, seed, Table, "totp_seed", Id.Value.ToString());
        TotpConfirmedAt = now;
        LastTotpStep = usedStep;
        PendingSeed = null;
        PendingSeedUntil = null;
    }

    internal byte[]? Seed(TenantKeyRing keys) => IsEnrolled && TotpSeed is not null
        ? keys.Decrypt(KeyPurpose.Secret, TotpSeed, Table, "totp_seed", Id.Value.ToString())
        : null;

    internal void ForgetSecondFactor()
    {
        TotpSeed = null;
        TotpConfirmedAt = null;
        PendingSeed = null;
        PendingSeedUntil = null;
        LockedAt = null;
    }

    private bool TryMove(UserStatus from, UserStatus to)
    {
        if (Status != from)
            return false;
        Status = to;
        return true;
    }
}

internal sealed class PortalUserConfiguration : IEntityTypeConfiguration<PortalUser>
{
    public void Configure(EntityTypeBuilder<PortalUser> builder)
    {
        builder.ToTable(PortalUser.Table);
        builder.HasKey(u => new { u.TenantId, u.Id });
        builder.HasOne<Tenant>().WithMany().HasForeignKey(u => u.TenantId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(u => new { u.TenantId, u.Email }).IsUnique();
        builder.Property(u => u.Email).HasMaxLength(PortalUser.EmailLength);
        builder.Property(u => u.DisplayName).HasMaxLength(PortalUser.NameLength);
        builder.Property(u => u.PasswordHash).HasMaxLength(200);
        builder.Property(u => u.RoleNames).HasMaxLength(200);
        builder.Ignore(u => u.Roles);
        builder.Ignore(u => u.IsEnrolled);
    }
}
