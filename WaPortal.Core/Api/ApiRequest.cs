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

    /// <summary>What was asked for: <c>message</c>, <c>consent</c> or <c>campaign</c>. Each counts its keys for itself.</summary>
    public string Kind { get; private set; } = "";

    /// <summary>The caller's.</summary>
    public string IdempotencyKey { get; private set; } = "";

    /// <summary>HMAC of what was asked for: another request under the same key is a fault of the caller.</summary>
    public byte[] BodyMac { get; private set; } = [];

    /// <summary>What it made.</summary>
    public Guid Outcome { get; private set; }

    public DateTimeOffset At { get; private set; }

    /// <summary>Takes the key for an outcome; gives the one that has it already, null where this one has it now.</summary>
    internal static async Task<ApiRequest?> TakeAsync(PortalDbContext db, string kind, string key, byte[] mac, Guid outcome, DateTimeOffset now, CancellationToken token)
    {
        var taken = await db.ExecuteSqlAsync(
            """
            INSERT INTO api_requests (tenant_id, kind, idempotency_key, body_mac, outcome, at) VALUES (@tenant, @kind, @key, @mac, @outcome, @at)
            ON CONFLICT (tenant_id, kind, idempotency_key) DO NOTHING
            """,
            token, ("@tenant", db.TenantId), ("@kind", kind), ("@key", key), ("@mac", mac), ("@outcome", outcome), ("@at", now));
        return taken == 1 ? null : await db.Set<ApiRequest>().AsNoTracking().FirstAsync(r => r.Kind == kind && r.IdempotencyKey == key, token);
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
