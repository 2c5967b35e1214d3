using System.Net;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Api;

/// <summary>The id of a key.</summary>
public readonly record struct ApiKeyId(Guid Value) : IGuidId<ApiKeyId>
{
    public static ApiKeyId Create(Guid value) => new(value);
}

/// <summary>What people choose about a key.</summary>
/// <param name="Name">Unique among those that hold; it stands in timelines and in the activity.</param>
/// <param name="Networks">Where it may be used from, CIDR; none: wherever the portal may be reached from.</param>
/// <param name="ExpiresAt">Null for never.</param>
public sealed record ApiKeyDraft(string Name, IReadOnlyList<ApiScope> Scopes, IReadOnlyList<string> Networks, DateTimeOffset? ExpiresAt);

/// <summary>A key by which a program of the enterprise speaks to the portal.</summary>
public sealed class ApiKey : ITenantOwned
{
    /// <summary>Longest name, in characters.</summary>
    public const int NameLength = 60;

    /// <summary>Most networks.</summary>
    public const int MostNetworks = 20;

    /// <summary>How long the secret before still holds after a new one was made.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromHours(24);

    private ApiKey()
    {
    }

    public TenantId TenantId { get; private set; }

    public ApiKeyId Id { get; private set; }

    public string Name { get; private set; } = "";

    public string ScopeNames { get; private set; } = "";

    /// <summary>One a line; empty for all.</summary>
    public string NetworkLines { get; private set; } = "";

    /// <summary>SHA-256 of the secret.</summary>
    public byte[] SecretHash { get; private set; } = [];

    public DateTimeOffset SecretAt { get; private set; }

    /// <summary>Of the secret before; holds until <see cref="OldSecretUntil"/>.</summary>
    public byte[]? OldSecretHash { get; private set; }

    public DateTimeOffset? OldSecretUntil { get; private set; }

    public DateTimeOffset? ExpiresAt { get; private set; }

    public DateTimeOffset? RevokedAt { get; private set; }

    public string? RevokedBy { get; private set; }

    /// <summary>To the minute.</summary>
    public DateTimeOffset? LastUsedAt { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public string CreatedBy { get; private set; } = "";

    public IReadOnlyList<ApiScope> Scopes => ApiScopes.Read(ScopeNames);

    public IReadOnlyList<string> Networks => NetworkLines.Length == 0 ? [] : NetworkLines.Split('\n');

    internal static ApiKey Create(TenantId tenant, ApiKeyId id, ApiKeyDraft draft, byte[] secretHash, string by, DateTimeOffset now) => new()
    {
        TenantId = tenant,
        Id = id,
        Name = draft.Name,
        ScopeNames = ApiScopes.Write(draft.Scopes),
        NetworkLines = string.Join('\n', draft.Networks),
        ExpiresAt = draft.ExpiresAt,
        SecretHash = secretHash,
        SecretAt = now,
        CreatedBy = by,
        CreatedAt = now,
    };

    /// <summary>Whether it may be used at all.</summary>
    public bool IsAlive(DateTimeOffset now) => RevokedAt is null && (ExpiresAt is null || ExpiresAt > now);

    /// <summary>Whether a secret is its own, in constant time.</summary>
    internal bool Holds(byte[] secretHash, DateTimeOffset now) =>
        CryptographicOperations.FixedTimeEquals(SecretHash, secretHash) | (OldSecretHash is { } old && OldSecretUntil > now && CryptographicOperations.FixedTimeEquals(old, secretHash));

    /// <summary>Whether it may be used from an address. A line that cannot be read admits nobody.</summary>
    internal bool Admits(IPAddress? address) => NetworkLines.Length == 0 || (address is not null && Networks.Any(n => NetworkRange.TryParse(n)?.Contains(address) == true));

    internal void Rotate(byte[] secretHash, bool cutOff, DateTimeOffset now)
    {
        (OldSecretHash, OldSecretUntil) = cutOff ? ((byte[]?)null, (DateTimeOffset?)null) : (SecretHash, now + Overlap);
        (SecretHash, SecretAt) = (secretHash, now);
    }

    internal bool TryRevoke(string by, DateTimeOffset now)
    {
        if (RevokedAt is not null)
            return false;
        (RevokedAt, RevokedBy) = (now, by);
        return true;
    }
}

internal sealed class ApiKeyConfiguration : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> builder)
    {
        builder.ToTable("api_keys");
        builder.HasKey(k => new { k.TenantId, k.Id });
        builder.Property(k => k.Name).HasMaxLength(ApiKey.NameLength);
        builder.Property(k => k.ScopeNames).HasMaxLength(500);
        builder.Property(k => k.NetworkLines).HasMaxLength(2_000);
        builder.Property(k => k.CreatedBy).HasMaxLength(100);
        builder.Property(k => k.RevokedBy).HasMaxLength(100);
        builder.Ignore(k => k.Scopes);
        builder.Ignore(k => k.Networks);
    }
}
