using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Access;

/// <summary>One key by which the web application protects its forms and its pages' state, under the master key.</summary>
internal sealed class ProtectionKey
{
    private ProtectionKey()
    {
    }

    /// <summary>The name that the framework gave it.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Its XML, under the master key.</summary>
    public byte[] Sealed { get; private set; } = [];

    public DateTimeOffset CreatedAt { get; private set; }

    internal static byte[] Seal(MasterKey master, string name, string xml) => master.Wrap(Encoding.UTF8.GetBytes(xml), Context(name));

    internal string Open(MasterKey master) => Encoding.UTF8.GetString(master.Unwrap(Sealed, Context(Name)));

    /// <summary>Puts the same key under another master key.</summary>
    internal void Rewrap(MasterKey from, MasterKey to) => Sealed = Seal(to, Name, Open(from));

    private static byte[] Context(string name) => Encoding.UTF8.GetBytes("protection-key\0" + name);
}

/// <summary>
/// Keeps the web application's own keys in the database: they outlast restarts and deploys, and all nodes share them, so that a form which one node drew is
/// good at another.
/// </summary>
public sealed class ProtectionKeys(PortalDatabase database, MasterKey master, MasterKeyCheck check, TimeProvider clock)
{
    /// <summary>All keys, as the framework wrote them.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken token)
    {
        var rows = await database.ReadAsync(TenantId.None, (db, t) => db.Set<ProtectionKey>().OrderBy(k => k.CreatedAt).ToListAsync(t), token);
        return rows.ConvertAll(k => k.Open(master));
    }

    /// <summary>Adds a key; one of a name that is known stays as it is.</summary>
    public Task AddAsync(string name, string xml, CancellationToken token) => database.WriteAsync(TenantId.None, async (db, t) =>
    {
        await check.DemandAsync(db, t);
        await db.ExecuteSqlAsync(
            "INSERT INTO protection_keys (name, sealed, created_at) VALUES (@name, @sealed, @now) ON CONFLICT (name) DO NOTHING", t,
            ("@name", name), ("@sealed", ProtectionKey.Seal(master, name, xml)), ("@now", clock.GetUtcNow()));
    }, token);
}

internal sealed class ProtectionKeyConfiguration : IEntityTypeConfiguration<ProtectionKey>
{
    public void Configure(EntityTypeBuilder<ProtectionKey> builder)
    {
        builder.ToTable("protection_keys");
        builder.HasKey(k => k.Name);
        builder.Property(k => k.Name).HasMaxLength(200);
    }
}
