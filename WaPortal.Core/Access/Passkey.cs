using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Access;

/// <summary>The id of a passkey's row.</summary>
public readonly record struct PasskeyId(Guid Value) : IGuidId<PasskeyId>
{
    public static PasskeyId Create(Guid value) => new(value);
}

/// <summary>A passkey (WebAuthn credential) of a user: a second factor beside the authenticator app. Only public facts; the private key never leaves the device.</summary>
public sealed class Passkey : ITenantOwned
{
    /// <summary>Most that one user may have.</summary>
    public const int PerUser = 10;

    /// <summary>Longest name, in characters.</summary>
    public const int NameLength = 60;

    private Passkey()
    {
    }

    public TenantId TenantId { get; private set; }

    public PasskeyId Id { get; private set; }

    public UserId UserId { get; private set; }

    /// <summary>What the device calls it; at most 1,023 bytes (WebAuthn level 3).</summary>
    public byte[] CredentialId { get; private set; } = [];

    /// <summary>The public key in COSE form.</summary>
    public byte[] PublicKey { get; private set; } = [];

    /// <summary>How often the device says that it signed; must grow where the device counts at all.</summary>
    public long SignCount { get; private set; }

    /// <summary>How the browser reaches the device, separated by commas.</summary>
    public string Transports { get; private set; } = "";

    public bool IsUserVerified { get; private set; }

    public bool IsBackupEligible { get; private set; }

    public bool IsBackedUp { get; private set; }

    /// <summary>What its owner calls it.</summary>
    public string Name { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? LastUsedAt { get; private set; }

    /// <summary>The facts that a check needs.</summary>
    public PasskeyFacts Facts => new(
        CredentialId, PublicKey, SignCount, Transports.Split(',', StringSplitOptions.RemoveEmptyEntries), IsUserVerified, IsBackupEligible, IsBackedUp, CreatedAt);

    internal static Passkey Create(TenantId tenant, UserId user, PasskeyFacts facts, string name, DateTimeOffset now) => new()
    {
        TenantId = tenant,
        Id = new PasskeyId(Guid.CreateVersion7(now)),
        UserId = user,
        CredentialId = facts.CredentialId,
        PublicKey = facts.PublicKey,
        SignCount = facts.SignCount,
        Transports = string.Join(',', facts.Transports),
        IsUserVerified = facts.IsUserVerified,
        IsBackupEligible = facts.IsBackupEligible,
        IsBackedUp = facts.IsBackedUp,
        Name = name,
        CreatedAt = now,
    };

    internal void Rename(string name) => Name = name;
}

/// <summary>What is known of a passkey after it was made, and needed to check a signature of it.</summary>
public sealed record PasskeyFacts(
    byte[] CredentialId, byte[] PublicKey, long SignCount, IReadOnlyList<string> Transports, bool IsUserVerified, bool IsBackupEligible, bool IsBackedUp, DateTimeOffset CreatedAt);

internal sealed class PasskeyConfiguration : IEntityTypeConfiguration<Passkey>
{
    public void Configure(EntityTypeBuilder<Passkey> builder)
    {
        builder.ToTable("passkeys");
        builder.HasKey(p => new { p.TenantId, p.Id });
        builder.HasOne<PortalUser>().WithMany().HasForeignKey(p => new { p.TenantId, p.UserId }).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(p => new { p.TenantId, p.CredentialId }).IsUnique();
        builder.HasIndex(p => new { p.TenantId, p.UserId });
        builder.Property(p => p.CredentialId).HasMaxLength(1023);
        builder.Property(p => p.Transports).HasMaxLength(200);
        builder.Property(p => p.Name).HasMaxLength(Passkey.NameLength);
        builder.Ignore(p => p.Facts);
    }
}
