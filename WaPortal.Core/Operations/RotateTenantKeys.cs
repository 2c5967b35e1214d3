using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Operations;

/// <summary>Gives an enterprise new versions of its keys. What was written before stays readable under the older ones.</summary>
public sealed class RotateTenantKeys(PortalDatabase database, TenantKeys keys, AuditTrail audit)
{
    /// <summary>The purposes whose keys can be renewed: all but that of phone ids, by which lists, ledger and messages are joined.</summary>
    public static IReadOnlyList<KeyPurpose> Purposes { get; } = [.. Enum.GetValues<KeyPurpose>().Where(p => p != KeyPurpose.PhoneId)];

    /// <summary>Adds a version for each purpose, or for none, and gives the new versions. The actor holds <see cref="Right.ManageTenants"/>.</summary>
    public async Task<IReadOnlyList<(KeyPurpose Purpose, int Version)>> RunAsync(Actor actor, IReadOnlyList<KeyPurpose> purposes, CancellationToken token)
    {
        actor.Demand(Right.ManageTenants);
        var made = await database.WriteAsync(actor.Tenant, async (db, t) =>
        {
            var versions = new List<(KeyPurpose, int)>();
            foreach (var purpose in purposes)
            {
                var version = await keys.RenewAsync(db, purpose, t);
                audit.Record(db, actor, "key.rotated", purpose.Word(), reason: FormattableString.Invariant($"version {version}"));
                versions.Add((purpose, version));
            }

            return versions;
        }, token);
        keys.Renewed(actor.Tenant);
        return made;
    }
}
