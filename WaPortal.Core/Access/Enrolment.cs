using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Access;

/// <summary>A seed that waits for its first code, in the two forms that a person can hand to an app.</summary>
public sealed record EnrolmentOffer(string Secret, string Address);

/// <summary>The outcome of confirming a seed.</summary>
public abstract record EnrolmentResult
{
    private EnrolmentResult()
    {
    }

    /// <summary>Enrolled and signed in. The recovery codes are told this once.</summary>
    public sealed record Done(SessionTicket Ticket, IReadOnlyList<string> RecoveryCodes) : EnrolmentResult;

    /// <summary>Not a code of the seed.</summary>
    public sealed record WrongCode : EnrolmentResult;

    /// <summary>The seed's ten minutes were over; there is a new one.</summary>
    public sealed record Expired : EnrolmentResult;

    /// <summary>The session is not one that may enrol.</summary>
    public sealed record Over : EnrolmentResult;
}

/// <summary>Connects a user with an authenticator app.</summary>
public sealed class Enrolment(PortalDatabase database, TenantKeys keys, Sessions sessions, SignInLimits limits, AuditTrail audit, TimeProvider clock)
{
    /// <summary>The seed to enrol; the same one until it expires, so that reloading the page does not undo a scan. Null when the session may not enrol.</summary>
    public async Task<EnrolmentOffer?> OfferAsync(SessionInfo session, CancellationToken token)
    {
        if (session.Stage != SessionStage.MustEnrol)
            return null;
        var ring = await keys.GetAsync(session.Tenant, token);
        return await database.WriteAsync(session.Tenant, async (db, t) =>
        {
            var user = await db.Set<PortalUser>().FirstAsync(u => u.Id == session.UserId, t);
            if (user.IsEnrolled)
                return null;
            var seed = user.WaitingSeed(ring, clock.GetUtcNow()) ?? user.BeginEnrolment(ring, clock.GetUtcNow());
            return new EnrolmentOffer(Base32.Encode(seed), Totp.Address(seed, session.EnterpriseName, user.Email));
        }, token);
    }

    /// <summary>Takes the first code. It confirms the seed, is spent, and completes the sign-in.</summary>
    public async Task<EnrolmentResult> ConfirmAsync(SessionInfo session, string code, Visitor visitor, CancellationToken token)
    {
        if (session.Stage != SessionStage.MustEnrol)
            return new EnrolmentResult.Over();
        var ring = await keys.GetAsync(session.Tenant, token);
        var now = clock.GetUtcNow();
        var (result, ended) = await database.WriteAsync<(EnrolmentResult, List<SessionId>)>(session.Tenant, async (db, t) =>
        {
            var actor = session.ToActor(visitor.Address);
            var looked = await db.Set<PortalUser>().AsNoTracking().FirstAsync(u => u.Id == session.UserId, t);
            if (await limits.TryBeginAsync(db, looked, t) is not { } attempt)
                return (new EnrolmentResult.WrongCode(), []);
            // Read again behind the user's lock: two confirmations at once must not both enrol.
            var user = await db.Set<PortalUser>().FirstAsync(u => u.Id == session.UserId, t);
            if (user.IsEnrolled)
                return (new EnrolmentResult.Over(), []);
            if (user.WaitingSeed(ring, now) is not { } seed)
                return (new EnrolmentResult.Expired(), []);
            if (Totp.Match(seed, code, now) is not { } step)
            {
                audit.Record(db, actor, "totp.failed", user.Id.Value.ToString(), "refused", "enrolment");
                return (new EnrolmentResult.WrongCode(), []);
            }

            if (await sessions.CompleteAsync(db, session, proved: true, t) is not var (ticket, surplus))
                return (new EnrolmentResult.Over(), []);
            await SignInLimits.TakeBackAsync(db, attempt, t);
            user.Enrol(ring, seed, step, now);
            var codes = await SecondFactor.NewRecoveryCodesAsync(db, user, t);
            audit.Record(db, actor, "totp.enrolled", user.Id.Value.ToString());
            audit.Record(db, actor, "sign-in.ok", user.Id.Value.ToString());
            await db.SaveChangesAsync(t);
            await db.Set<PortalUser>().Where(u => u.Id == user.Id).ExecuteUpdateAsync(s => s.SetProperty(u => u.LastSignInAt, now), t);
            return (new EnrolmentResult.Done(ticket, codes), surplus);
        }, token);
        sessions.Tell(ended);
        return result;
    }
}
