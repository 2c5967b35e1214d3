using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Api;

/// <summary>
/// A request that was carried out under an idempotency key (IETF draft-ietf-httpapi-idempotency-key-header): the same key brings the same outcome and nothing new. Written in the transaction of what it
/// asks for, so both are there or neither.
/// </summary>
public sealed class ApiRequest : ITenantOwned
{
    /// <summary>Longest key, in characters.</summary>
    public const int KeyLength = 200;

    /// <summary>How long a key is remembered.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromDays(30);

    private ApiRequest()
    {
    }

    public TenantId TenantId { get; private set; }

    /// <summary>What was asked for: <c>message</c> or <c>consent</c>. Each counts its keys for itself.</summary>
    public string Kind { get; private set; } = "";

    /// <summary>The caller's.</summary>
    public string IdempotencyKey { get; private set; } = "";

    /// <summary>HMAC of what was asked for: another request under the same key is a fault of the caller.</summary>
    public byte[] BodyMac { get; private set; } = [];

    /// <summary>What it made.</summary>
    public Guid Outcome { get; private set; }

    public DateTimeOffset At { get; private set; }

    /// <summary>What tells two requests apart, without holding what they say.</summary>
    internal static byte[] Mac<T>(TenantKeyRing keys, T wanted) => keys.KeyedHash(KeyPurpose.PhoneId, "api\0" + JsonSerializer.Serialize(wanted));

    /// <summary>What was carried out under a key; null where nothing was.</summary>
    internal static Task<ApiRequest?> FindAsync(PortalDbContext db, string kind, string key, CancellationToken token) =>
        db.Set<ApiRequest>().AsNoTracking().FirstOrDefaultAsync(r => r.Kind == kind && r.IdempotencyKey == key, token);

    /// <summary>What the same key brings once more.</summary>
    internal ApiOutcome Replay(byte[] mac) => CryptographicOperations.FixedTimeEquals(BodyMac, mac) ? new ApiOutcome.Done(Outcome, true) : new ApiOutcome.KeyUsed();

    /// <summary>Takes the key for an outcome; gives the one that has it already, null where this one has it now.</summary>
    internal static async Task<ApiRequest?> TakeAsync(PortalDbContext db, string kind, string key, byte[] mac, Guid outcome, DateTimeOffset now, CancellationToken token)
    {
        var taken = await db.ExecuteSqlAsync(
            """
            INSERT INTO api_requests (tenant_id, kind, idempotency_key, body_mac, outcome, at) VALUES (@tenant, @kind, @key, @mac, @outcome, @at)
            ON CONFLICT (tenant_id, kind, idempotency_key) DO NOTHING
            """,
            token, ("@tenant", db.TenantId), ("@kind", kind), ("@key", key), ("@mac", mac), ("@outcome", outcome), ("@at", now));
        return taken == 1 ? null : await FindAsync(db, kind, key, token) ?? throw new InvalidOperationException("The key that is taken already is not there.");
    }
}

internal sealed class ApiRequestConfiguration : IEntityTypeConfiguration<ApiRequest>
{
    public void Configure(EntityTypeBuilder<ApiRequest> builder)
    {
        builder.ToTable("api_requests");
        builder.HasKey(r => new { r.TenantId, r.Kind, r.IdempotencyKey });
        builder.HasIndex(r => new { r.TenantId, r.At });
        builder.Property(r => r.Kind).HasMaxLength(20);
        builder.Property(r => r.IdempotencyKey).HasMaxLength(ApiRequest.KeyLength);
    }
}
