using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Access;

/// <summary>A session's token as it goes into the cookie. It exists in clear only here and in the browser.</summary>
public sealed record SessionTicket(string Token, SessionId Id, SessionStage Stage);

/// <summary>A living session and its user.</summary>
public sealed record SessionInfo(
    TenantId Tenant, SessionId Id, SessionStage Stage, UserId UserId, string Email, string DisplayName, IReadOnlyList<PortalRole> Roles, string EnterpriseName)
{
    /// <summary>Where the user, a platform admin, acts for now; null for in their own enterprise, <see cref="Tenant"/>.</summary>
    public ActingIn? Acting { get; init; }

    /// <summary>Who acts; without any right before the sign-in is complete.</summary>
    public Actor ToActor(string? address)
    {
        var rights = Stage != SessionStage.SignedIn ? new HashSet<Right>()
            : Acting is null ? Rights.Of(Roles)
            : Roles.Contains(PortalRole.PlatformAdmin) ? Rights.Of([PortalRole.TenantAdmin])
            : new HashSet<Right>();
        var own = new Actor(Tenant, UserId, DisplayName, rights, Id.Prefix, address, Id);
        return Acting is null ? own : own.InTenant(Acting.Tenant);
    }
}

/// <summary>Another enterprise that a platform admin acts in.</summary>
public sealed record ActingIn(TenantId Tenant, string Name, DateTimeOffset Until);

/// <summary>A session as its owner sees it in the list.</summary>
public sealed record SessionLine(SessionId Id, string Address, string Agent, DateTimeOffset CreatedAt, DateTimeOffset SeenAt);

/// <summary>Tells whoever keeps connections open that a session is over.</summary>
public interface ISessionWatch
{
    /// <summary>Closes what is open in its name, at once.</summary>
    void Ended(SessionId session);
}

/// <summary>Finds, renews and ends sessions.</summary>
/// <remarks>
/// A token is the tenant's id followed by 256 random bits, in base64url. The id only says under which tenant to look, so that even this
/// look-up runs under the tenant filter; what proves anything is the random part.
/// </remarks>
public sealed class Sessions(PortalDatabase database, AuditTrail audit, IEnumerable<ISessionWatch> watches, TimeProvider clock)
{
    private const int TenantSize = 16;
    private const int RandomSize = 32;

    // "Seen" may lag by so much; writing at each request would cost a commit each.
    private static readonly TimeSpan SeenGrain = TimeSpan.FromMinutes(1);

    /// <summary>The session of a cookie's token; null when there is none, it has ended, or its user or enterprise may not come in.</summary>
    public async Task<SessionInfo?> FindAsync(string token, CancellationToken cancel)
    {
        if (Parse(token) is not var (tenant, hash) || tenant == TenantId.None)
            return null;
        var found = await LoadAsync(tenant, s => s.Where(x => x.TokenHash == hash), cancel);
        return found is null ? null : await SeenAsync(found.Value.Info, found.Value.SeenAt, cancel);
    }

    /// <summary>The same session, looked at again; null when it is over.</summary>
    public async Task<SessionInfo?> FindAsync(TenantId tenant, SessionId id, CancellationToken cancel) =>
        (await LoadAsync(tenant, s => s.Where(x => x.Id == id), cancel))?.Info;

    /// <summary>The same session, looked at again because it is being used; null when it is over.</summary>
    public async Task<SessionInfo?> UseAsync(TenantId tenant, SessionId id, CancellationToken cancel) =>
        await LoadAsync(tenant, s => s.Where(x => x.Id == id), cancel) is var (info, seen) ? await SeenAsync(info, seen, cancel) : null;

    /// <summary>Those of the sessions that are over, whoever ended them: this process, another node, a verb on the server, or time.</summary>
    public async Task<IReadOnlyCollection<SessionId>> FindEndedAsync(TenantId tenant, IReadOnlyCollection<SessionId> ids, CancellationToken cancel)
    {
        var rows = await database.ReadAsync(tenant, (db, t) => (
            from session in db.Set<PortalSession>()
            join user in db.Set<PortalUser>() on session.UserId equals user.Id
            join enterprise in db.Set<Tenant>() on session.TenantId equals enterprise.Id
            where ids.Contains(session.Id) && user.Status == UserStatus.Active && enterprise.Status == TenantStatus.Active
                && (session.ActsIn == null || db.Set<Tenant>().Any(x => x.Id == session.ActsIn && (x.Status == TenantStatus.Active || x.Status == TenantStatus.Suspended)))
            select session).ToListAsync(t), cancel);
        var now = clock.GetUtcNow();
        return [.. ids.Except(rows.Where(s => s.IsAlive(now)).Select(s => s.Id))];
    }

    /// <summary>The actor's own sessions, the newest first.</summary>
    public async Task<List<SessionLine>> ListOwnAsync(Actor actor, CancellationToken cancel)
    {
        actor = actor.AtHome();
        var rows = await database.ReadAsync(actor.Tenant, (db, t) => db.Set<PortalSession>()
            .Where(s => s.UserId == actor.UserId && s.EndedAt == null && s.Stage == SessionStage.SignedIn)
            .OrderByDescending(s => s.CreatedAt).ToListAsync(t), cancel);
        return [.. rows.Where(s => s.IsAlive(clock.GetUtcNow())).Select(s => new SessionLine(s.Id, s.Address, s.Agent, s.CreatedAt, s.SeenAt))];
    }

    /// <summary>Ends one of the actor's own sessions; does nothing when it is not theirs or over already.</summary>
    public async Task EndOwnAsync(Actor actor, SessionId id, string how, CancellationToken cancel)
    {
        actor = actor.AtHome();
        var now = clock.GetUtcNow();
        var ended = await database.WriteAsync(actor.Tenant, async (db, t) =>
        {
            var rows = await db.Set<PortalSession>().Where(s => s.Id == id && s.UserId == actor.UserId && s.EndedAt == null)
                .ExecuteUpdateAsync(s => s.SetProperty(x => x.EndedAt, now), t);
            if (rows == 1)
                audit.Record(db, actor, how, id.Prefix);
            return rows == 1;
        }, cancel);
        if (ended)
            Tell([id]);
    }

    /// <summary>Ends all of the actor's own sessions but the one that acts; gives how many.</summary>
    public async Task<int> EndOthersAsync(Actor actor, CancellationToken cancel)
    {
        if (actor.UserId is not { } user)
            return 0;
        actor = actor.AtHome();
        var ended = await database.WriteAsync(actor.Tenant, async (db, t) =>
        {
            var open = await EndAllAsync(db, user, actor.SessionId, t);
            foreach (var id in open)
                audit.Record(db, actor, "session.ended", id.Prefix);
            return open;
        }, cancel);
        Tell(ended);
        return ended.Count;
    }

    /// <summary>Ends all sessions of a user in the caller's transaction; pass the answer to <see cref="Tell"/> after it.</summary>
    internal async Task<List<SessionId>> EndAllAsync(PortalDbContext db, UserId user, SessionId? except, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var open = await db.Set<PortalSession>().Where(s => s.UserId == user && s.EndedAt == null && s.Id != except).Select(s => s.Id).ToListAsync(cancel);
        await db.Set<PortalSession>().Where(s => open.Contains(s.Id)).ExecuteUpdateAsync(s => s.SetProperty(x => x.EndedAt, now), cancel);
        return open;
    }

    /// <summary>Ends all sessions of the context's enterprise in the caller's transaction; pass the answer to <see cref="Tell"/> after it.</summary>
    internal async Task<List<SessionId>> EndAllAsync(PortalDbContext db, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var open = await db.Set<PortalSession>().Where(s => s.EndedAt == null).Select(s => s.Id).ToListAsync(cancel);
        await db.Set<PortalSession>().Where(s => s.EndedAt == null).ExecuteUpdateAsync(s => s.SetProperty(x => x.EndedAt, now), cancel);
        return open;
    }

    /// <summary>Puts a new session in the place of a living one, in the caller's transaction: the same person acting somewhere else. Null when it is over.</summary>
    internal async Task<SessionTicket?> ReplaceAsync(PortalDbContext db, SessionId id, TenantId? actsIn, DateTimeOffset? until, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var old = await db.Set<PortalSession>().AsNoTracking().FirstOrDefaultAsync(s => s.Id == id, cancel);
        if (old?.IsAlive(now) != true
            || await db.Set<PortalSession>().Where(s => s.Id == id && s.EndedAt == null).ExecuteUpdateAsync(s => s.SetProperty(x => x.EndedAt, now), cancel) == 0)
            return null;
        var token = NewToken(old.TenantId);
        var next = old.Successor(Parse(token)!.Value.Hash, actsIn, until, now);
        db.Add(next);
        return new SessionTicket(token, next.Id, next.Stage);
    }

    /// <summary>Closes what is open in the name of ended sessions.</summary>
    internal void Tell(IEnumerable<SessionId> ended)
    {
        foreach (var id in ended)
        {
            foreach (var watch in watches)
                watch.Ended(id);
        }
    }

    /// <summary>A new session in the caller's transaction.</summary>
    internal SessionTicket Begin(PortalDbContext db, PortalUser user, SessionStage stage, Visitor visitor)
    {
        var token = NewToken(user.TenantId);
        var session = PortalSession.Create(user, Parse(token)!.Value.Hash, stage, visitor, clock.GetUtcNow());
        db.Add(session);
        return new SessionTicket(token, session.Id, stage);
    }

    /// <summary>Moves a session to the last stage under a new token; null when it is not (or no longer) at the stage it came from.</summary>
    /// <param name="db">The caller's transaction.</param>
    /// <param name="session">The session.</param>
    /// <param name="proved">Whether the second factor itself was proved; a recovery code only stands in for it.</param>
    /// <param name="cancel">Cancels.</param>
    internal async Task<(SessionTicket Ticket, List<SessionId> Ended)?> CompleteAsync(PortalDbContext db, SessionInfo session, bool proved, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var provedAt = proved ? now : (DateTimeOffset?)null;
        var token = NewToken(session.Tenant);
        var hash = Parse(token)!.Value.Hash;
        var moved = await db.Set<PortalSession>().Where(s => s.Id == session.Id && s.Stage == session.Stage && s.EndedAt == null)
            .ExecuteUpdateAsync(s => s
                .SetProperty(x => x.TokenHash, hash)
                .SetProperty(x => x.Stage, SessionStage.SignedIn)
                .SetProperty(x => x.WrongCodes, 0)
                .SetProperty(x => x.ProvedAt, provedAt)
                .SetProperty(x => x.CreatedAt, now)
                .SetProperty(x => x.SeenAt, now), cancel);
        if (moved == 0)
            return null;
        var surplus = await db.Set<PortalSession>().Where(s => s.UserId == session.UserId && s.EndedAt == null && s.Stage == SessionStage.SignedIn && s.Id != session.Id)
            .OrderByDescending(s => s.CreatedAt).Select(s => s.Id).Skip(PortalSession.PerUser - 1).ToListAsync(cancel);
        await db.Set<PortalSession>().Where(s => surplus.Contains(s.Id)).ExecuteUpdateAsync(s => s.SetProperty(x => x.EndedAt, now), cancel);
        return (new SessionTicket(token, session.Id, SessionStage.SignedIn), surplus);
    }

    private async Task<(SessionInfo Info, DateTimeOffset SeenAt)?> LoadAsync(
        TenantId tenant, Func<IQueryable<PortalSession>, IQueryable<PortalSession>> which, CancellationToken cancel)
    {
        var row = await database.ReadAsync(tenant, (db, t) => (
            from session in which(db.Set<PortalSession>())
            join user in db.Set<PortalUser>() on session.UserId equals user.Id
            join enterprise in db.Set<Tenant>() on session.TenantId equals enterprise.Id
            where user.Status == UserStatus.Active && enterprise.Status == TenantStatus.Active
            select new { session, user, enterprise.Name }).FirstOrDefaultAsync(t), cancel);
        if (row is null || !row.session.IsAlive(clock.GetUtcNow()))
            return null;
        var info = new SessionInfo(tenant, row.session.Id, row.session.Stage, row.user.Id, row.user.Email, row.user.DisplayName, row.user.Roles, row.Name);
        if (row.session is { ActsIn: { } other, ActsInUntil: { } until })
        {
            // Read as it is now: an enterprise that was closed meanwhile is no place to act in.
            var name = await database.ReadAsync(other, (db, t) => db.Set<Tenant>()
                .Where(x => x.Id == other && (x.Status == TenantStatus.Active || x.Status == TenantStatus.Suspended)).Select(x => x.Name).FirstOrDefaultAsync(t), cancel);
            if (name is null)
                return null;
            info = info with { Acting = new ActingIn(other, name, until) };
        }

        return (info, row.session.SeenAt);
    }

    private async Task<SessionInfo> SeenAsync(SessionInfo session, DateTimeOffset seenAt, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (now - seenAt >= SeenGrain)
        {
            await database.WriteAsync(session.Tenant, (db, t) => db.Set<PortalSession>().Where(s => s.Id == session.Id && s.SeenAt < now)
                .ExecuteUpdateAsync(s => s.SetProperty(x => x.SeenAt, now), t), cancel);
        }

        return session;
    }

    private static string NewToken(TenantId tenant)
    {
        Span<byte> bytes = stackalloc byte[TenantSize + RandomSize];
        tenant.Value.TryWriteBytes(bytes);
        RandomNumberGenerator.Fill(bytes[TenantSize..]);
        return Base64Url.EncodeToString(bytes);
    }

    private static (TenantId Tenant, byte[] Hash)? Parse(string token)
    {
        Span<byte> bytes = stackalloc byte[TenantSize + RandomSize];
        if (token.Length != Base64Url.GetEncodedLength(bytes.Length) || !Base64Url.TryDecodeFromChars(token, bytes, out var length) || length != bytes.Length)
            return null;
        return (new TenantId(new Guid(bytes[..TenantSize])), SHA256.HashData(bytes));
    }
}
