using System.Net;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Access;

/// <summary>Which list of allowed networks is meant.</summary>
public enum NetworkScope
{
    /// <summary>The actor's enterprise's own list.</summary>
    Tenant,

    /// <summary>The installation's list.</summary>
    Platform,
}

/// <summary>A line of a list as its page shows it.</summary>
/// <param name="HasEnded">Its time is over; it admits nobody.</param>
/// <param name="HoldsOwnAddress">Whether the address of whoever looks lies in it.</param>
public sealed record NetworkLine(
    AllowedNetworkId Id, string Range, string Label, DateTimeOffset? Until, string AddedBy, DateTimeOffset AddedAt, bool HasEnded, bool HoldsOwnAddress);

/// <summary>A list with what it means for whoever looks at it.</summary>
/// <param name="OwnAddress">Where the actor comes from; null for somebody at the server's console.</param>
/// <param name="OwnUntil">When the list stops admitting that address; null for never.</param>
public sealed record NetworkListView(NetworkScope Scope, IReadOnlyList<NetworkLine> Lines, string? OwnAddress, DateTimeOffset? OwnUntil);

/// <summary>A network as a person enters it.</summary>
/// <param name="WideAccepted">That the network is very wide has been said and accepted.</param>
public sealed record NetworkDraft(string Range, string Label, DateTimeOffset? Until, bool WideAccepted = false);

/// <summary>What became of a change.</summary>
public abstract record NetworkResult
{
    private NetworkResult()
    {
    }

    /// <summary>Done; it counts from now on.</summary>
    public sealed record Done : NetworkResult;

    /// <summary>What is wrong, by property name of <see cref="NetworkDraft"/>.</summary>
    public sealed record Refused(IReadOnlyDictionary<string, string> Errors) : NetworkResult;

    /// <summary>The network is so wide that it has to be accepted in so many words.</summary>
    public sealed record TooWide(NetworkBreadth Breadth, string Range) : NetworkResult;

    /// <summary>After the change the actor's own address would be in no network of the list.</summary>
    public sealed record ShutsYouOut(string Address) : NetworkResult;

    /// <summary>Somebody else has removed the entry.</summary>
    public sealed record Gone : NetworkResult;
}

/// <summary>Shows and changes the lists of allowed networks. A change needs a fresh code and never shuts out whoever makes it.</summary>
public sealed class ManageNetworks(
    PortalDatabase database, FreshCode freshCode, PlatformNetworks platform, TenantNetworks tenants, AuditTrail audit, PlatformTrail platformTrail, TimeProvider clock)
{
    /// <summary>Most entries of a list.</summary>
    public const int Most = 200;

    /// <summary>The list.</summary>
    public async Task<NetworkListView> ListAsync(Actor actor, NetworkScope scope, CancellationToken token)
    {
        actor.Demand(RightFor(scope));
        var rows = await database.ReadAsync(Owner(actor, scope), (db, t) => RowsAsync(db, scope, t), token);
        var now = clock.GetUtcNow();
        var own = Address(actor);
        var lines = rows.OrderBy(r => r.Until is not null && r.Until <= now).ThenBy(r => r.AddedAt).Select(r => new NetworkLine(
            r.Id, r.Range, r.Label, r.Until, r.AddedBy, r.AddedAt, r.Until <= now, own is not null && NetworkRange.TryParse(r.Range)?.Contains(own) == true)).ToList();
        return new NetworkListView(scope, lines, own?.ToString(), own is null ? null : NetworkList.Of(rows).Until(own, now).At);
    }

    /// <summary>Adds a network.</summary>
    public async Task<NetworkResult> AddAsync(Actor actor, NetworkScope scope, NetworkDraft draft, CancellationToken token)
    {
        actor.Demand(RightFor(scope));
        await freshCode.DemandAsync(actor, token);
        var now = clock.GetUtcNow();
        var label = draft.Label.Trim();
        var errors = Check(label, draft.Until, now);
        if (NetworkRange.TryParse(draft.Range) is not { } range)
        {
            errors[nameof(NetworkDraft.Range)] = "Write an address such as 203.0.113.7 or a network such as 203.0.113.0/24 or 2001:db8::/32.";
            return new NetworkResult.Refused(errors);
        }

        if (errors.Count > 0)
            return new NetworkResult.Refused(errors);
        if (range.Breadth != NetworkBreadth.Usual && !draft.WideAccepted)
            return new NetworkResult.TooWide(range.Breadth, range.ToString());
        return await ChangeAsync(actor, scope, (db, rows) =>
        {
            if (rows.Exists(r => r.Range == range.ToString()))
                return Refusal(nameof(NetworkDraft.Range), "This network is in the list already. Change that entry instead.");
            if (rows.Count >= Most)
                return Refusal(nameof(NetworkDraft.Range), $"A list holds at most {Most} networks. Remove one that is over, or allow a wider one.");
            AllowedNetwork added = scope == NetworkScope.Platform
                ? PlatformNetwork.Create(range, label, draft.Until, actor.Name, now)
                : TenantNetwork.Create(actor.Tenant, range, label, draft.Until, actor.Name, now);
            return new Plan([.. rows.Select(Entry), Entry(added)], () =>
            {
                db.Add(added);
                Record(db, actor, scope, "network.added", added.Range, null, Words(added));
            });
        }, token);
    }

    /// <summary>Gives an entry another label and end.</summary>
    public async Task<NetworkResult> EditAsync(Actor actor, NetworkScope scope, AllowedNetworkId id, string label, DateTimeOffset? until, CancellationToken token)
    {
        actor.Demand(RightFor(scope));
        await freshCode.DemandAsync(actor, token);
        label = label.Trim();
        var errors = Check(label, until, clock.GetUtcNow());
        if (errors.Count > 0)
            return new NetworkResult.Refused(errors);
        return await ChangeAsync(actor, scope, (db, rows) =>
        {
            if (rows.Find(r => r.Id == id) is not { } row)
                return new Plan(new NetworkResult.Gone());
            return new Plan([.. rows.Where(r => r != row).Select(Entry), Entry(row) is { } e ? e with { Label = label, Until = until } : null], () =>
            {
                var before = Words(row);
                row.Edit(label, until);
                Record(db, actor, scope, "network.changed", row.Range, before, Words(row));
            });
        }, token);
    }

    /// <summary>Removes an entry.</summary>
    public async Task<NetworkResult> RemoveAsync(Actor actor, NetworkScope scope, AllowedNetworkId id, CancellationToken token)
    {
        actor.Demand(RightFor(scope));
        await freshCode.DemandAsync(actor, token);
        return await ChangeAsync(actor, scope, (db, rows) =>
        {
            if (rows.Find(r => r.Id == id) is not { } row)
                return new Plan(new NetworkResult.Gone());
            return new Plan([.. rows.Where(r => r != row).Select(Entry)], () =>
            {
                db.Remove(row);
                Record(db, actor, scope, "network.removed", row.Range, Words(row), null);
            });
        }, token);
    }

    /// <summary>The right that a list asks for.</summary>
    public static Right RightFor(NetworkScope scope) => scope == NetworkScope.Platform ? Right.ManageTenants : Right.ManageSettings;

    /// <summary>Plans the change, refuses it when the actor would stand outside afterwards, else makes it.</summary>
    private async Task<NetworkResult> ChangeAsync(Actor actor, NetworkScope scope, Func<PortalDbContext, List<AllowedNetwork>, Plan> change, CancellationToken token)
    {
        var result = await database.WriteAsync(Owner(actor, scope), async (db, t) =>
        {
            // Two admins who remove each other's network at the same moment must not both be let through.
            if (db.IsPostgres)
                await db.ExecuteSqlAsync(scope == NetworkScope.Platform ? "LOCK TABLE platform_networks IN SHARE ROW EXCLUSIVE MODE" : "LOCK TABLE tenant_networks IN SHARE ROW EXCLUSIVE MODE", t);
            var rows = await RowsAsync(db, scope, t);
            var plan = change(db, rows);
            if (plan.Refusal is not null)
                return plan.Refusal;
            // Before as well: somebody else's change may have shut the actor out a moment ago.
            // A platform admin who acts in an enterprise is not bound by its list, and may have come to mend it.
            var bound = scope == NetworkScope.Platform || actor.Home is null;
            if (bound && Address(actor) is { } own && ((rows.Count > 0 && ShutsOut(scope, [.. rows.Select(Entry)], own)) || ShutsOut(scope, plan.After, own)))
                return new NetworkResult.ShutsYouOut(own.ToString());
            plan.Apply();
            return new NetworkResult.Done();
        }, token);
        if (result is not NetworkResult.Done)
            return result;
        if (scope == NetworkScope.Platform)
            platform.Forget();
        else
            tenants.Forget(actor.Tenant);
        return result;
    }

    private bool ShutsOut(NetworkScope scope, IReadOnlyList<NetworkEntry?> after, IPAddress own) =>
        !(scope == NetworkScope.Tenant && after.Count == 0) && !after.Any(e => e is not null && e.Admits(own, clock.GetUtcNow()));

    private static NetworkEntry? Entry(AllowedNetwork row) => NetworkRange.TryParse(row.Range) is { } range ? new NetworkEntry(range, row.Label, row.Until) : null;

    private static Dictionary<string, string> Check(string label, DateTimeOffset? until, DateTimeOffset now)
    {
        var errors = new Dictionary<string, string>(StringComparer.Ordinal);
        if (label.Length is 0 or > AllowedNetwork.LabelLength)
            errors[nameof(NetworkDraft.Label)] = $"Say in 1 to {AllowedNetwork.LabelLength} characters what this network is, such as \"Madrid office\".";
        if (until <= now)
            errors[nameof(NetworkDraft.Until)] = "This moment is over. Choose a later one, or leave it empty for no end.";
        return errors;
    }

    private static async Task<List<AllowedNetwork>> RowsAsync(PortalDbContext db, NetworkScope scope, CancellationToken token) => scope == NetworkScope.Platform
        ? [.. await db.Set<PlatformNetwork>().ToListAsync(token)]
        : [.. await db.Set<TenantNetwork>().ToListAsync(token)];

    private void Record(PortalDbContext db, Actor actor, NetworkScope scope, string @event, string range, string? before, string? after)
    {
        var change = string.Join("; ", new[] { before is null ? null : "before: " + before, after is null ? null : "after: " + after }.Where(part => part is not null));
        if (scope == NetworkScope.Platform)
            platformTrail.Record(db, actor, @event, range, reason: change);
        else
            audit.Record(db, actor, @event, range, reason: change);
    }

    private static string Words(AllowedNetwork network) => network.Until is { } until ? $"{network.Range} \"{network.Label}\" until {until:u}" : $"{network.Range} \"{network.Label}\"";

    private static TenantId Owner(Actor actor, NetworkScope scope) => scope == NetworkScope.Platform ? TenantId.None : actor.Tenant;

    private static IPAddress? Address(Actor actor) => IPAddress.TryParse(actor.Address, out var address) ? NetworkRange.Plain(address) : null;

    private static Plan Refusal(string property, string words) =>
        new(new NetworkResult.Refused(new Dictionary<string, string>(StringComparer.Ordinal) { [property] = words }));

    /// <summary>The list as it would be (null for an entry that cannot be read), and how to make it so.</summary>
    private sealed record Plan(NetworkResult? Refusal, IReadOnlyList<NetworkEntry?> After, Action Apply)
    {
        public Plan(NetworkResult refusal)
            : this(refusal, [], () => { })
        {
        }

        public Plan(IReadOnlyList<NetworkEntry?> after, Action apply)
            : this(null, after, apply)
        {
        }
    }
}
