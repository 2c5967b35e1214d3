using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;

namespace WaPortal.Core.Access;

/// <summary>
/// Slows down and stops guessing of one user's password and codes: from the fifth failure in 15 minutes a wait of 1, 2, 4 … 60 seconds,
/// after 20 in 24 hours a lock that only a recovery code or an admin takes away.
/// </summary>
public sealed class SignInLimits(AuditTrail audit, TimeProvider clock)
{
    private const int BeforeDelay = 5;
    private const int BeforeLock = 20;
    private static readonly TimeSpan DelayWindow = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LockWindow = TimeSpan.FromHours(24);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(60);

    /// <summary>The wait after this many failures in the window; none below five.</summary>
    public static TimeSpan DelayAfter(int failures) => failures < BeforeDelay
        ? TimeSpan.Zero
        : TimeSpan.FromSeconds(Math.Min(LongestDelay.TotalSeconds, Math.Pow(2, Math.Min(failures - BeforeDelay, 10))));

    /// <summary>Counts a try as failed in advance, or refuses it (null) when it comes too early after the ones before it.</summary>
    internal async Task<SignInFailureId?> TryBeginAsync(PortalDbContext db, PortalUser user, CancellationToken token)
    {
        var now = clock.GetUtcNow();
        // Takes the row's lock on PostgreSQL, so that tries of one user queue up here; on SQLite the transaction is exclusive anyway.
        await db.Set<PortalUser>().Where(u => u.Id == user.Id).ExecuteUpdateAsync(s => s.SetProperty(u => u.LastAttemptAt, now), token);
        var since = now - DelayWindow;
        var recent = await db.Set<SignInFailure>().Where(f => f.UserId == user.Id && f.At > since)
            .OrderByDescending(f => f.At).Select(f => f.At).ToListAsync(token);
        if (recent.Count > 0 && now < recent[0] + DelayAfter(recent.Count))
            return null;
        var failure = SignInFailure.Create(user, now);
        db.Add(failure);
        await db.SaveChangesAsync(token);
        return failure.Id;
    }

    /// <summary>Takes back one try that succeeded.</summary>
    internal static Task TakeBackAsync(PortalDbContext db, SignInFailureId failure, CancellationToken token) =>
        db.Set<SignInFailure>().Where(f => f.Id == failure).ExecuteDeleteAsync(token);

    /// <summary>Forgets the failures after a complete sign-in.</summary>
    internal static Task ForgetAsync(PortalDbContext db, UserId user, CancellationToken token) =>
        db.Set<SignInFailure>().Where(f => f.UserId == user).ExecuteDeleteAsync(token);

    /// <summary>Locks the user when the failures of the day are too many; call after a try has failed.</summary>
    internal async Task LockIfTooManyAsync(PortalDbContext db, PortalUser user, Actor actor, CancellationToken token)
    {
        var now = clock.GetUtcNow();
        var since = now - LockWindow;
        if (await db.Set<SignInFailure>().CountAsync(f => f.UserId == user.Id && f.At > since, token) < BeforeLock)
            return;
        var locked = await db.Set<PortalUser>().Where(u => u.Id == user.Id && u.LockedAt == null)
            .ExecuteUpdateAsync(s => s.SetProperty(u => u.LockedAt, now), token);
        if (locked == 1)
            audit.Record(db, actor, "user.locked", user.Id.Value.ToString(), reason: "too many wrong passwords or codes in 24 hours");
    }
}
