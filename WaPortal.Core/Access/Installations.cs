using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Access;

/// <summary>The state of this installation: first start, set-up open or closed.</summary>
public sealed class Installations(PortalDatabase database, PlatformTrail trail, TimeProvider clock)
{
    private static readonly string[] FirstNetworks = ["127.0.0.0/8", "::1"];

    /// <summary>
    /// To be called at each start, after the migration: makes the row of the installation at the first (with loopback as the only allowed network) and, while
    /// set-up is open, a new set-up code that replaces the one before. Null when set-up is closed.
    /// </summary>
    public async Task<string?> StartAsync(CancellationToken token)
    {
        var code = SecretCode.New();
        return await database.WriteAsync(TenantId.None, async (db, t) =>
        {
            var now = clock.GetUtcNow();
            var installation = await db.Set<Installation>().FirstOrDefaultAsync(t);
            if (installation is null)
            {
                installation = Installation.New();
                db.Add(installation);
                db.AddRange(FirstNetworks.Select(n => PlatformNetwork.Create(NetworkRange.TryParse(n)!, "this machine", null, "first start", now)));
            }

            if (installation.SetUpClosedAt is not null)
                return null;
            installation.NewSetUpCode(code, now);
            return code;
        }, token);
    }

    /// <summary>Whether the first user is still to come.</summary>
    public Task<bool> IsSetUpOpenAsync(CancellationToken token) =>
        database.ReadAsync(TenantId.None, (db, t) => db.Set<Installation>().AnyAsync(i => i.SetUpClosedAt == null, t), token);

    /// <summary>Whether the code opens set-up now. It stays good until <see cref="TrySpendAsync"/>.</summary>
    public Task<bool> AdmitsAsync(string code, CancellationToken token) => database.ReadAsync(
        TenantId.None, async (db, t) => await db.Set<Installation>().FirstOrDefaultAsync(t) is { } i && i.Admits(code, clock.GetUtcNow()), token);

    /// <summary>Spends the code: of several tries at once, one gets true.</summary>
    internal Task<bool> TrySpendAsync(string code, CancellationToken token)
    {
        var hash = SecretCode.Hash(code);
        var now = clock.GetUtcNow();
        return database.WriteAsync(TenantId.None, async (db, t) =>
        {
            var spent = await db.Set<Installation>().Where(i => i.SetUpClosedAt == null && i.SetUpCodeHash == hash && i.SetUpCodeUntil > now)
                .ExecuteUpdateAsync(s => s.SetProperty(i => i.SetUpCodeHash, (byte[]?)null), t) == 1;
            if (spent)
                trail.Record(db, "set-up.begun", "");
            return spent;
        }, token);
    }

    /// <summary>Gives a spent code back after set-up failed half-way through no fault of the person.</summary>
    internal Task GiveBackAsync(string code, CancellationToken token)
    {
        var hash = SecretCode.Hash(code);
        return database.WriteAsync(TenantId.None, (db, t) => db.Set<Installation>().Where(i => i.SetUpClosedAt == null && i.SetUpCodeHash == null)
            .ExecuteUpdateAsync(s => s.SetProperty(i => i.SetUpCodeHash, hash), t), token);
    }

    /// <summary>Closes set-up for good, in the transaction that adds a user.</summary>
    internal static Task CloseSetUpAsync(PortalDbContext db, DateTimeOffset now, CancellationToken token) =>
        db.Set<Installation>().Where(i => i.SetUpClosedAt == null).ExecuteUpdateAsync(s => s
            .SetProperty(i => i.SetUpClosedAt, now).SetProperty(i => i.SetUpCodeHash, (byte[]?)null), token);
}
