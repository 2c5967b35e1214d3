using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace WaPortal.Core.Tenancy;

/// <summary>What a tenant key is for; no key serves two purposes.</summary>
public enum KeyPurpose
{
    /// <summary>Keyed hash of phone numbers and user ids. Never rotated: the ids are what the ledger and the lists are joined by.</summary>
    PhoneId,

    /// <summary>Keyed hash of message texts.</summary>
    TextMac,

    /// <summary>Tokens, app secrets and second-factor seeds.</summary>
    Secret,

    /// <summary>Numbers that wait for sending in the stricter privacy modes.</summary>
    Spool,

    /// <summary>Phone numbers, message texts, evidence and raw webhook bodies at rest.</summary>
    PersonalData,

    /// <summary>Links in messages that act for the person who got them.</summary>
    Link,
}

/// <summary>A tenant's key, wrapped by the master key.</summary>
public sealed class TenantKey : ITenantOwned
{
    private TenantKey()
    {
    }

    public TenantId TenantId { get; private set; }

    public KeyPurpose Purpose { get; private set; }

    /// <summary>1, 2, …; new values are written with the highest, older ones still read.</summary>
    public int Version { get; private set; }

    public byte[] Wrapped { get; private set; } = [];

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>When the key was destroyed: what it encrypted can be read by nobody any more. Null while it lives.</summary>
    public DateTimeOffset? DestroyedAt { get; private set; }

    internal static TenantKey Create(MasterKey master, TenantId tenant, KeyPurpose purpose, int version, ReadOnlySpan<byte> key, DateTimeOffset now) => new()
    {
        TenantId = tenant,
        Purpose = purpose,
        Version = version,
        Wrapped = master.Wrap(key, Context(tenant, purpose, version)),
        CreatedAt = now,
    };

    /// <summary>Puts the same key under another master key.</summary>
    internal void Rewrap(MasterKey from, MasterKey to)
    {
        if (DestroyedAt is null)
            Wrapped = to.Wrap(Unwrap(from), Context(TenantId, Purpose, Version));
    }

    internal byte[] Unwrap(MasterKey master) => master.Unwrap(Wrapped, Context(TenantId, Purpose, Version));

    private static byte[] Context(TenantId tenant, KeyPurpose purpose, int version) =>
        Encoding.UTF8.GetBytes(FormattableString.Invariant($"tenant-key\0{tenant}\0{purpose}\0{version}"));
}

internal sealed class TenantKeyConfiguration : IEntityTypeConfiguration<TenantKey>
{
    public void Configure(EntityTypeBuilder<TenantKey> builder)
    {
        builder.ToTable("tenant_keys");
        builder.HasKey(k => new { k.TenantId, k.Purpose, k.Version });
        builder.HasOne<Tenant>().WithMany().HasForeignKey(k => k.TenantId).OnDelete(DeleteBehavior.Restrict);
    }
}
