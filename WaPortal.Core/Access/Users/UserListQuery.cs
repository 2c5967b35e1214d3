using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;

namespace WaPortal.Core.Access.Users;

/// <summary>A user as the list shows them.</summary>
/// <param name="Sessions">Open sessions.</param>
public sealed record UserLine(
    UserId Id, string Name, string Email, IReadOnlyList<PortalRole> Roles, UserStatus Status, bool IsLocked, bool IsEnrolled,
    DateTimeOffset? LastSignInAt, DateTimeOffset CreatedAt, int Sessions);

/// <summary>An invitation that nobody has taken up yet.</summary>
public sealed record InvitationLine(OneTimeLinkId Id, string Email, IReadOnlyList<PortalRole> Roles, string By, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);

/// <summary>The users of the actor's enterprise, by name, and the pending invitations, the newest first.</summary>
public sealed record UserList(IReadOnlyList<UserLine> Users, IReadOnlyList<InvitationLine> Invitations);

/// <summary>Reads users and invitations.</summary>
public sealed class UserListQuery(PortalDatabase database, TimeProvider clock)
{
    /// <summary>All of them: an enterprise has tens of users, not thousands.</summary>
    public async Task<UserList> RunAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ManageUsers);
        var (users, sessions, links) = await database.ReadAsync(actor.Tenant, async (db, t) => (
            await db.Set<PortalUser>().OrderBy(u => u.DisplayName).ThenBy(u => u.Email).ToListAsync(t),
            await db.Set<PortalSession>().Where(s => s.EndedAt == null && s.Stage == SessionStage.SignedIn).ToListAsync(t),
            await db.Set<OneTimeLink>().Where(l => l.Purpose == LinkPurpose.Invitation && l.UsedAt == null && l.RevokedAt == null).OrderByDescending(l => l.CreatedAt).ToListAsync(t)), token);
        var now = clock.GetUtcNow();
        var open = sessions.Where(s => s.IsAlive(now)).GroupBy(s => s.UserId).ToDictionary(g => g.Key, g => g.Count());
        return new UserList(
            [.. users.Select(u => new UserLine(
                u.Id, u.DisplayName, u.Email, u.Roles, u.Status, u.LockedAt is not null, u.IsEnrolled, u.LastSignInAt, u.CreatedAt, open.GetValueOrDefault(u.Id)))],
            [.. links.Select(l => new InvitationLine(l.Id, l.Email, l.Roles, l.CreatedBy, l.CreatedAt, l.ExpiresAt))]);
    }

    /// <summary>One user; null when the enterprise has no such user.</summary>
    public async Task<UserLine?> FindAsync(Actor actor, UserId id, CancellationToken token) =>
        (await RunAsync(actor, token)).Users.FirstOrDefault(u => u.Id == id);
}
