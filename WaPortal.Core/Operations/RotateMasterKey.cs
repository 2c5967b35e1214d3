using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Operations;

/// <summary>What a change of the master key did.</summary>
/// <param name="TenantKeys">Keys of enterprises put under the new key; none when that was done before.</param>
/// <param name="ProtectionKeys">Keys of the web application.</param>
/// <param name="OldFile">Where the old key lies now; null when the configuration hands the key over, which its owner must change.</param>
public sealed record MasterKeyRotation(int TenantKeys, int ProtectionKeys, bool WasDoneBefore, string? OldFile);

/// <summary>
/// Puts everything that the master key wraps under a new one, in one transaction, and then puts the new key into the old one's place. Broken off at any
/// point, it can be run again with the same file: the database itself says how far it came.
/// </summary>
public sealed class RotateMasterKey(PortalDatabase database, MasterKey current, PlatformTrail trail, TimeProvider clock)
{
    /// <summary>Changes the key. The actor holds <see cref="Right.ManageTenants"/>.</summary>
    /// <exception cref="MasterKeyException">Neither the present nor the new key is this database's.</exception>
    public async Task<MasterKeyRotation> RunAsync(Actor actor, MasterKey next, CancellationToken token)
    {
        actor.Demand(Right.ManageTenants);
        var done = await database.WriteAsync(TenantId.None, (db, t) => RewrapAsync(db, actor, next, t), token);
        return done with { OldFile = Replace(next) };
    }

    private async Task<MasterKeyRotation> RewrapAsync(PortalDbContext db, Actor actor, MasterKey next, CancellationToken token)
    {
        var seal = await MasterKeyCheck.ReadAsync(db, db.IsPostgres ? " FOR UPDATE" : "", token);
        if (MasterKeySeal.OpensWith(next, seal))
            return new MasterKeyRotation(0, 0, true, null);
        if (!MasterKeySeal.OpensWith(current, seal))
            throw new MasterKeyException($"Neither the master key in {current.Source} nor the one in {next.Source} is the one that this database was written with. No data was changed.");
        var keys = 0;
        foreach (var tenant in await db.Set<Tenant>().AsNoTracking().Select(t => t.Id).ToListAsync(token))
        {
            await PortalDatabase.EnterAsync(db, tenant, token);
            var own = await db.Set<TenantKey>().AsTracking().Where(k => k.DestroyedAt == null).ToListAsync(token);
            own.ForEach(k => k.Rewrap(current, next));
            await db.SaveChangesAsync(token);
            keys += own.Count;
        }

        await PortalDatabase.EnterAsync(db, TenantId.None, token);
        var ofWeb = await db.Set<ProtectionKey>().AsTracking().ToListAsync(token);
        ofWeb.ForEach(k => k.Rewrap(current, next));
        await db.ExecuteSqlAsync("UPDATE master_key_seals SET sealed = @seal", token, ("@seal", MasterKeySeal.Of(next)));
        trail.Record(db, actor, "master-key.rotated", "", reason: FormattableString.Invariant($"{keys} keys of enterprises, {ofWeb.Count} of the web application"));
        return new MasterKeyRotation(keys, ofWeb.Count, false, null);
    }

    // After the commit. The old key is kept: older backups of the database open with nothing else.
    private string? Replace(MasterKey next)
    {
        if (current.File is not { } file || current.Equals(next))
            return null;
        var old = $"{file}.{clock.GetUtcNow():yyyyMMddHHmmss}.old";
        var fresh = file + ".new";
        File.Delete(fresh); // of a run that was broken off here
        next.Write(fresh);
        File.Copy(file, old);
        File.Move(fresh, file, overwrite: true);
        return old;
    }
}
