using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Api;

/// <summary>What became of a change of keys.</summary>
public abstract record ApiKeyResult
{
    private ApiKeyResult()
    {
    }

    /// <summary>Done.</summary>
    /// <param name="Token">A new token; it is told this once.</param>
    public sealed record Done(ApiKeyId Id, string? Token) : ApiKeyResult
    {
        /// <summary>Without the token.</summary>
        public override string ToString() => nameof(Done);
    }

    /// <summary>What is wrong, by field.</summary>
    public sealed record Refused(IReadOnlyDictionary<string, string> Errors) : ApiKeyResult;

    public sealed record NotFound : ApiKeyResult;
}

/// <summary>The keys of an enterprise. Whatever hands out a secret asks for a fresh code.</summary>
public sealed class ManageApiKeys(PortalDatabase database, FreshCode fresh, AuditTrail audit, TimeProvider clock)
{
    /// <summary>Most keys that hold at once.</summary>
    public const int Most = 50;

    /// <summary>All keys, those that hold first, the newest first.</summary>
    public async Task<IReadOnlyList<ApiKey>> ListAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ManageSettings);
        var keys = await database.ReadAsync(actor.Tenant, (db, t) => db.Set<ApiKey>().AsNoTracking().OrderByDescending(k => k.CreatedAt).ToListAsync(t), token);
        return [.. keys.OrderByDescending(k => k.IsAlive(clock.GetUtcNow()))];
    }

    /// <summary>Makes a key; its token is told this once.</summary>
    /// <exception cref="FreshCodeRequiredException">No fresh code was given.</exception>
    public async Task<ApiKeyResult> CreateAsync(Actor actor, ApiKeyDraft draft, CancellationToken token)
    {
        actor.Demand(Right.ManageSettings);
        var now = clock.GetUtcNow();
        draft = draft with { Name = draft.Name.Trim(), Networks = [.. draft.Networks.Select(n => n.Trim()).Where(n => n.Length > 0)] };
        var errors = Problems(draft, now);
        if (errors.Count > 0)
            return new ApiKeyResult.Refused(errors);
        await fresh.DemandAsync(actor, token);
        var made = ApiToken.New(actor.Tenant, new ApiKeyId(Guid.CreateVersion7(now)));
        return await database.WriteAsync<ApiKeyResult>(actor.Tenant, async (db, t) =>
        {
            await db.DemandWorkAsync(t);
            var others = await db.Set<ApiKey>().Where(k => k.RevokedAt == null && (k.ExpiresAt == null || k.ExpiresAt > now)).Select(k => k.Name).ToListAsync(t);
            if (others.Count >= Most)
                return Refuse("", $"There are {Most} keys, which is the most. Revoke one that is not used any more.");
            if (others.Contains(draft.Name, StringComparer.OrdinalIgnoreCase))
                return Refuse(nameof(ApiKeyDraft.Name), "Another key has this name.");
            db.Add(ApiKey.Create(actor.Tenant, made.Key, draft with { Networks = [.. draft.Networks.Select(n => NetworkRange.TryParse(n)!.ToString())] }, made.Hash(), actor.Name, now));
            audit.Record(db, actor, "api-key.created", made.Key.Value.ToString(), reason: $"{draft.Name}: {ApiScopes.Write(draft.Scopes)}");
            return new ApiKeyResult.Done(made.Key, made.Write());
        }, token);
    }

    /// <summary>Gives a key a new secret. The one before holds for another day, unless it is cut off because somebody else may have it.</summary>
    /// <exception cref="FreshCodeRequiredException">No fresh code was given.</exception>
    public async Task<ApiKeyResult> RotateAsync(Actor actor, ApiKeyId id, bool cutOff, CancellationToken token)
    {
        actor.Demand(Right.ManageSettings);
        await fresh.DemandAsync(actor, token);
        var made = ApiToken.New(actor.Tenant, id);
        var result = await ChangeAsync(actor, id, "api-key.rotated", cutOff ? "the one before ended at once" : null, (key, now) =>
        {
            if (!key.IsAlive(now))
                return false;
            key.Rotate(made.Hash(), cutOff, now);
            return true;
        }, token);
        return result is ApiKeyResult.Done done ? done with { Token = made.Write() } : result;
    }

    /// <summary>Ends a key at once and for good.</summary>
    public Task<ApiKeyResult> RevokeAsync(Actor actor, ApiKeyId id, CancellationToken token)
    {
        actor.Demand(Right.ManageSettings);
        return ChangeAsync(actor, id, "api-key.revoked", null, (key, now) => key.TryRevoke(actor.Name, now), token);
    }

    private Task<ApiKeyResult> ChangeAsync(Actor actor, ApiKeyId id, string @event, string? why, Func<ApiKey, DateTimeOffset, bool> change, CancellationToken token) =>
        database.WriteAsync<ApiKeyResult>(actor.Tenant, async (db, t) =>
        {
            await db.DemandWorkAsync(t);
            if (await db.Set<ApiKey>().FirstOrDefaultAsync(k => k.Id == id, t) is not { } key)
                return new ApiKeyResult.NotFound();
            if (!change(key, clock.GetUtcNow()))
                return Refuse("", "This key does not hold any more.");
            audit.Record(db, actor, @event, id.Value.ToString(), reason: why is null ? key.Name : $"{key.Name}: {why}");
            return new ApiKeyResult.Done(id, null);
        }, token);

    private static Dictionary<string, string> Problems(ApiKeyDraft draft, DateTimeOffset now)
    {
        var errors = new Dictionary<string, string>(StringComparer.Ordinal);
        if (draft.Name.Length is 0 or > ApiKey.NameLength)
            errors[nameof(draft.Name)] = $"Give it a name of at most {ApiKey.NameLength} characters, such as that of the program.";
        if (draft.Scopes.Count == 0)
            errors[nameof(draft.Scopes)] = "Choose what it may be used for.";
        if (draft.Networks.FirstOrDefault(n => NetworkRange.TryParse(n) is null or { Breadth: NetworkBreadth.Everything }) is { } wrong)
            errors[nameof(draft.Networks)] = $"“{wrong}” is no address or network such as 203.0.113.7 or 203.0.113.0/24.";
        else if (draft.Networks.Count > ApiKey.MostNetworks)
            errors[nameof(draft.Networks)] = $"At most {ApiKey.MostNetworks} networks.";
        if (draft.ExpiresAt <= now)
            errors[nameof(draft.ExpiresAt)] = "Choose a day to come.";
        return errors;
    }

    private static ApiKeyResult.Refused Refuse(string field, string message) => new(new Dictionary<string, string>(StringComparer.Ordinal) { [field] = message });
}
