using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace WaPortal.Core.Access;

/// <summary>The one row about this installation: whether set-up is still open, and the hash of its code.</summary>
public sealed class Installation
{
    /// <summary>The only key.</summary>
    public const int OnlyId = 1;

    /// <summary>How long a set-up code is good for.</summary>
    public static readonly TimeSpan SetUpTime = TimeSpan.FromMinutes(30);

    private Installation()
    {
    }

    public int Id { get; private set; } = OnlyId;

    /// <summary>When the first user came to be; set-up is closed for good from then on.</summary>
    public DateTimeOffset? SetUpClosedAt { get; private set; }

    public byte[]? SetUpCodeHash { get; private set; }

    public DateTimeOffset? SetUpCodeUntil { get; private set; }

    internal static Installation New() => new();

    internal void NewSetUpCode(string code, DateTimeOffset now)
    {
        SetUpCodeHash = SecretCode.Hash(code);
        SetUpCodeUntil = now + SetUpTime;
    }

    internal bool Admits(string code, DateTimeOffset now) => SetUpClosedAt is null && SetUpCodeHash is not null && SetUpCodeUntil > now
        && CryptographicOperations.FixedTimeEquals(SetUpCodeHash, SecretCode.Hash(code));
}

internal sealed class InstallationConfiguration : IEntityTypeConfiguration<Installation>
{
    public void Configure(EntityTypeBuilder<Installation> builder)
    {
        builder.ToTable("installation");
        builder.HasKey(i => i.Id);
        builder.Property(i => i.Id).ValueGeneratedNever();
    }
}
