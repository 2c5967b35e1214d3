using System.Net;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Api;

/// <summary>What a program shows to be let in.</summary>
public abstract record ApiEntry
{
    private ApiEntry()
    {
    }

    /// <summary>Let in.</summary>
    public sealed record Admitted : ApiEntry
    {
        internal Admitted(ApiKeyId key, IReadOnlyList<ApiScope> scopes, Actor actor) => (Key, Scopes, Actor) = (key, scopes, actor);

        public ApiKeyId Key { get; }

        public IReadOnlyList<ApiScope> Scopes { get; }

        /// <summary>In whose name it acts: the key itself, with the rights of its scopes.</summary>
        public Actor Actor { get; }
    }

    /// <summary>No key, or one that does not hold: which of it, nobody is told.</summary>
    public sealed record Refused : ApiEntry;

    /// <summary>The key is right, but not from here.</summary>
    public sealed record WrongNetwork(TenantId Tenant, ApiKeyId Key) : ApiEntry;

    /// <summary>The enterprise is suspended or closed.</summary>
    public sealed record Suspended : ApiEntry;
}

/// <summary>Finds out whose key a request shows.</summary>
public sealed class ApiKeyCheck(PortalDatabase database, TenantNetworks networks, TimeProvider clock)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>Checks a token and where it comes from, against the key's networks and the enterprise's own list.</summary>
    public async Task<ApiEntry> RunAsync(string? text, IPAddress? address, CancellationToken token)
    {
        if (text is null || ApiToken.Read(text) is not { } shown)
            return new ApiEntry.Refused();
        var now = clock.GetUtcNow();
        var (key, mayWork) = await database.ReadAsync(
            shown.Tenant, async (db, t) => (await db.Set<ApiKey>().AsNoTracking().FirstOrDefaultAsync(k => k.Id == shown.Key, t), await db.MayWorkAsync(t)), token);
        if (key is null || !key.Holds(shown.Hash(), now) || !key.IsAlive(now))
            return new ApiEntry.Refused();
        if (!mayWork)
            return new ApiEntry.Suspended();
        if (!key.Admits(address) || address is null || !await networks.AdmitsAsync(shown.Tenant, address, token))
            return new ApiEntry.WrongNetwork(shown.Tenant, shown.Key);
        if (key.LastUsedAt is null || now - key.LastUsedAt >= Minute)
        {
            await database.WriteAsync(
                shown.Tenant, (db, t) => db.Set<ApiKey>().Where(k => k.Id == shown.Key).ExecuteUpdateAsync(k => k.SetProperty(x => x.LastUsedAt, now), t), token);
        }

        return new ApiEntry.Admitted(shown.Key, key.Scopes, new Actor(shown.Tenant, null, $"{key.Name} (API)", ApiScopes.Rights(key.Scopes), Address: address.ToString()));
    }
}
