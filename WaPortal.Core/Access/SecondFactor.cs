using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Access;

/// <summary>What became of a code.</summary>
public enum CodeOutcome
{
    /// <summary>Right, and spent now.</summary>
    Accepted,

    /// <summary>Not a code of this moment.</summary>
    Wrong,

    /// <summary>A right code that was used before.</summary>
    Replayed,

    /// <summary>Not looked at: too early after failures, or the user is locked.</summary>
    Held,

    /// <summary>Not looked at: the session is over, perhaps by this very try.</summary>
    Over,
}

/// <summary>An answer of a passkey whose signature was checked.</summary>
/// <param name="CredentialId">Which passkey.</param>
/// <param name="SignCountBefore">The count that the check went by.</param>
/// <param name="SignCount">The count that it came with.</param>
/// <param name="IsBackedUp">Whether the device says that it is backed up.</param>
public sealed record PasskeyUse(byte[] CredentialId, long SignCountBefore, long SignCount, bool IsBackedUp);

/// <summary>Checks and spends codes of authenticator apps and recovery codes. Each counts once, however many tries come at the same moment.</summary>
public sealed class SecondFactor(SignInLimits limits, AuditTrail audit, TimeProvider clock)
{
    /// <summary>Spends a code in the caller's transaction, under the limits; writes what happened into the audit trail.</summary>
    internal async Task<CodeOutcome> UseAsync(PortalDbContext db, TenantKeyRing ring, PortalUser user, string code, Actor actor, CancellationToken token)
    {
        var attempt = await limits.TryBeginAsync(db, user, token);
        var outcome = attempt is null || user.LockedAt is not null ? CodeOutcome.Held : await SpendAsync(db, ring, user, code, token);
        if (outcome == CodeOutcome.Accepted)
        {
            await SignInLimits.TakeBackAsync(db, attempt!.Value, token);
            audit.Record(db, actor, "totp.ok", user.Id.Value.ToString());
            return outcome;
        }

        await limits.LockIfTooManyAsync(db, user, actor, token);
        audit.Record(db, actor, outcome == CodeOutcome.Replayed ? "totp.replayed" : "totp.failed", user.Id.Value.ToString(), "refused", outcome == CodeOutcome.Held ? "too many tries" : null);
        return outcome;
    }

    /// <summary>Takes a checked answer of a passkey in the caller's transaction, under the limits; null for an answer that did not hold.</summary>
    internal async Task<CodeOutcome> UsePasskeyAsync(PortalDbContext db, PortalUser user, PasskeyUse? use, Actor actor, CancellationToken token)
    {
        var attempt = await limits.TryBeginAsync(db, user, token);
        var now = clock.GetUtcNow();
        // The count that the check went by must still stand, so that of two answers at once one counts.
        var won = attempt is not null && user.LockedAt is null && use is not null
            && await db.Set<Passkey>().Where(p => p.UserId == user.Id && p.CredentialId == use.CredentialId && p.SignCount == use.SignCountBefore)
                .ExecuteUpdateAsync(s => s.SetProperty(p => p.SignCount, use.SignCount).SetProperty(p => p.IsBackedUp, use.IsBackedUp).SetProperty(p => p.LastUsedAt, now), token) == 1;
        if (won)
        {
            await SignInLimits.TakeBackAsync(db, attempt!.Value, token);
            audit.Record(db, actor, "passkey.ok", user.Id.Value.ToString());
            return CodeOutcome.Accepted;
        }

        await limits.LockIfTooManyAsync(db, user, actor, token);
        audit.Record(db, actor, "passkey.failed", user.Id.Value.ToString(), "refused", attempt is null ? "too many tries" : null);
        return attempt is null || user.LockedAt is not null ? CodeOutcome.Held : CodeOutcome.Wrong;
    }

    /// <summary>Spends a recovery code in the caller's transaction. A right one also takes a lock away.</summary>
    internal async Task<CodeOutcome> UseRecoveryAsync(PortalDbContext db, PortalUser user, string code, Actor actor, CancellationToken token)
    {
        var attempt = await limits.TryBeginAsync(db, user, token);
        var hash = SecretCode.Hash(code);
        var spent = attempt is not null
            && await db.Set<RecoveryCode>().Where(c => c.UserId == user.Id && c.Hash == hash).ExecuteDeleteAsync(token) == 1;
        if (spent)
        {
            var now = clock.GetUtcNow();
            await SignInLimits.ForgetAsync(db, user.Id, token);
            await db.Set<PortalUser>().Where(u => u.Id == user.Id).ExecuteUpdateAsync(
                s => s.SetProperty(u => u.LockedAt, (DateTimeOffset?)null).SetProperty(u => u.RecoveryUsedAt, now), token);
            audit.Record(db, actor, "recovery-code.used", user.Id.Value.ToString());
            return CodeOutcome.Accepted;
        }

        await limits.LockIfTooManyAsync(db, user, actor, token);
        audit.Record(db, actor, "recovery-code.failed", user.Id.Value.ToString(), "refused", attempt is null ? "too many tries" : null);
        return attempt is null ? CodeOutcome.Held : CodeOutcome.Wrong;
    }

    /// <summary>Replaces a user's recovery codes in the caller's transaction and gives the new ones, in clear for the only time.</summary>
    internal static async Task<IReadOnlyList<string>> NewRecoveryCodesAsync(PortalDbContext db, PortalUser user, CancellationToken token)
    {
        await db.Set<RecoveryCode>().Where(c => c.UserId == user.Id).ExecuteDeleteAsync(token);
        var codes = Enumerable.Range(0, RecoveryCode.PerUser).Select(_ => SecretCode.New()).ToList();
        db.AddRange(codes.Select(code => RecoveryCode.Create(user, code)));
        return codes;
    }

    private async Task<CodeOutcome> SpendAsync(PortalDbContext db, TenantKeyRing ring, PortalUser user, string code, CancellationToken token)
    {
        if (user.Seed(ring) is not { } seed || Totp.Match(seed, code, clock.GetUtcNow()) is not { } step)
            return CodeOutcome.Wrong;
        // The one statement that makes a code single-use: of several tries with it, one changes the row.
        var won = await db.Set<PortalUser>().Where(u => u.Id == user.Id && u.LastTotpStep < step)
            .ExecuteUpdateAsync(s => s.SetProperty(u => u.LastTotpStep, step), token);
        return won == 1 ? CodeOutcome.Accepted : CodeOutcome.Replayed;
    }
}
