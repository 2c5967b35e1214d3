using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Data;

namespace WaPortal.Core.Tenancy;

/// <summary>A constant under the master key: what opens it is the right one.</summary>
internal sealed class MasterKeySeal
{
    /// <summary>The id of the only row.</summary>
    public const int Only = 1;

    private static readonly byte[] Constant = Encoding.UTF8.GetBytes("the master key of this database");
    private static readonly byte[] Context = Encoding.UTF8.GetBytes("master-key-seal");

    public int Id { get; private set; }

    public byte[] Sealed { get; private set; } = [];

    public static byte[] Of(MasterKey master) => master.Wrap(Constant, Context);

    public static bool OpensWith(MasterKey master, byte[] seal) => master.TryUnwrap(seal, Context) is not null;
}

/// <summary>Tells at once whether the master key is the one that the database was written with, before a page stumbles over it.</summary>
public sealed class MasterKeyCheck(PortalDatabase database, MasterKey master)
{
    /// <summary>To be called at each start, after the migration. A database without keys takes this key as its own.</summary>
    /// <exception cref="MasterKeyException">The key is missing or wrong; the message says which and what to do.</exception>
    public async Task RunAsync(CancellationToken token)
    {
        var isKnown = await database.ReadAsync(TenantId.None, (db, t) => db.Set<MasterKeySeal>().AnyAsync(t), token);
        try
        {
            if (!isKnown)
                await CheckTenantsAsync(token);
            await database.WriteAsync(TenantId.None, DemandAsync, token);
        }
        catch (MasterKeyException) when (master is { WasMade: true, File: { } made })
        {
            File.Delete(made); // opens nothing, and would look like the right one the next time
            throw new MasterKeyException($"The master key is missing: {made} does not exist, but the database was written with one. Put the key back; without it the data cannot be read.");
        }
    }

    /// <summary>Refuses to write anything more under a key that is not (or no longer) the database's. In the caller's transaction, which no change of the key can then overtake.</summary>
    internal async Task DemandAsync(PortalDbContext db, CancellationToken token)
    {
        await db.ExecuteSqlAsync(
            "INSERT INTO master_key_seals (id, sealed) VALUES (@id, @seal) ON CONFLICT (id) DO NOTHING", token, ("@id", MasterKeySeal.Only), ("@seal", MasterKeySeal.Of(master)));
        var seal = await ReadAsync(db, db.IsPostgres ? " FOR SHARE" : "", token);
        if (!MasterKeySeal.OpensWith(master, seal))
            throw new MasterKeyException($"The master key in {master.Source} is not the one that this database was written with. Put the right key back; no data was changed.");
    }

    internal static async Task<byte[]> ReadAsync(PortalDbContext db, string locking, CancellationToken token) =>
        (await db.QuerySqlAsync("SELECT sealed FROM master_key_seals" + locking, r => r.GetFieldValue<byte[]>(0), token)).Single();

    // A database from before there was a seal.
    private async Task CheckTenantsAsync(CancellationToken token)
    {
        foreach (var tenant in await database.ReadAsync(TenantId.None, (db, t) => db.Set<Tenant>().Select(x => x.Id).ToListAsync(t), token))
        {
            var key = await database.ReadAsync(tenant, (db, t) => db.Set<TenantKey>().FirstOrDefaultAsync(k => k.DestroyedAt == null, t), token);
            _ = key?.Unwrap(master);
        }
    }
}

internal sealed class MasterKeySealConfiguration : IEntityTypeConfiguration<MasterKeySeal>
{
    public void Configure(EntityTypeBuilder<MasterKeySeal> builder)
    {
        builder.ToTable("master_key_seals");
        builder.HasKey(s => s.Id);
        builder.Property(s => s.Id).ValueGeneratedNever();
    }
}
