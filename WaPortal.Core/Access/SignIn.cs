using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access.Mail;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Access;

/// <summary>The outcome of a step of signing in.</summary>
public abstract record SignInResult
{
    private SignInResult()
    {
    }

    /// <summary>The step succeeded; the ticket's stage says what comes next.</summary>
    public sealed record Passed(SessionTicket Ticket) : SignInResult;

    /// <summary>It did not. The reason is in the audit trail and never told to whoever tried.</summary>
    public sealed record Refused : SignInResult;

    /// <summary>This sign-in is over; it starts again at the password.</summary>
    public sealed record Over : SignInResult;
}

/// <summary>Signing in: password, then a code. Unknown user, wrong password and a held-back try answer the same after a similar time.</summary>
public sealed class SignIn(
    PortalDatabase database, TenantDirectory tenants, TenantKeys keys, PasswordHashing passwords, SignInLimits limits,
    SecondFactor secondFactor, Sessions sessions, IMailSender mail, IBackgroundJobs jobs, PlatformTrail platformTrail, AuditTrail audit, TimeProvider clock)
{
    /// <summary>The first step.</summary>
    public async Task<SignInResult> PasswordAsync(string enterpriseId, string email, string password, Visitor visitor, CancellationToken token)
    {
        var tenant = await tenants.FindAsync(enterpriseId, token);
        if (tenant is null)
        {
            passwords.VerifyNobody(password);
            await platformTrail.RecordAsync("sign-in.failed", visitor.Address, "refused", "no such enterprise", token);
            return new SignInResult.Refused();
        }

        var wanted = PortalUser.Normalise(email);
        var (user, attempt) = await database.WriteAsync(tenant.Id, async (db, t) =>
        {
            var found = await db.Set<PortalUser>().AsNoTracking().FirstOrDefaultAsync(u => u.Email == wanted, t);
            return (found, found is null ? null : await limits.TryBeginAsync(db, found, t));
        }, token);
        var right = user is null ? passwords.VerifyNobody(password) : passwords.Verify(user.PasswordHash, password);
        var actor = new Actor(tenant.Id, user?.Id, user?.DisplayName ?? "unknown", new HashSet<Right>(), null, visitor.Address);
        var fault = user is null ? "no such user"
            : attempt is null ? "too many tries"
            : !right ? "wrong password"
            : user.Status != UserStatus.Active ? "disabled user"
            : tenant.Status != TenantStatus.Active ? "suspended enterprise"
            : null;
        return await database.WriteAsync<SignInResult>(tenant.Id, async (db, t) =>
        {
            if (fault is not null)
            {
                audit.Record(db, actor, "sign-in.failed", user?.Id.Value.ToString() ?? "", "refused", fault);
                if (user is not null)
                    await limits.LockIfTooManyAsync(db, user, actor, t);
                return new SignInResult.Refused();
            }

            await SignInLimits.TakeBackAsync(db, attempt!.Value, t);
            return new SignInResult.Passed(sessions.Begin(db, user!, user!.IsEnrolled ? SessionStage.PasswordOk : SessionStage.MustEnrol, visitor));
        }, token);
    }

    /// <summary>The second step, with the code of the app.</summary>
    public Task<SignInResult> CodeAsync(SessionInfo session, string code, Visitor visitor, CancellationToken token) =>
        SecondStepAsync(session, visitor, proves: true, (db, ring, user, actor, t) => secondFactor.UseAsync(db, ring, user, code, actor, t), token);

    /// <summary>The second step, with a recovery code.</summary>
    public async Task<SignInResult> RecoveryCodeAsync(SessionInfo session, string code, Visitor visitor, CancellationToken token)
    {
        var result = await SecondStepAsync(session, visitor, proves: false, (db, _, user, actor, t) => secondFactor.UseRecoveryAsync(db, user, code, actor, t), token);
        if (result is SignInResult.Passed && mail.IsConfigured)
            await jobs.EnqueueAsync<RecoveryMailJob>(session.Tenant, session.UserId.Value, token);
        return result;
    }

    /// <summary>The second step, with the checked answer of a passkey; null for one that did not hold, which counts as a wrong code.</summary>
    public Task<SignInResult> PasskeyAsync(SessionInfo session, PasskeyUse? answer, Visitor visitor, CancellationToken token) =>
        SecondStepAsync(session, visitor, proves: true, (db, _, user, actor, t) => secondFactor.UsePasskeyAsync(db, user, answer, actor, t), token);

    private async Task<SignInResult> SecondStepAsync(
        SessionInfo session, Visitor visitor, bool proves, Func<PortalDbContext, TenantKeyRing, PortalUser, Actor, CancellationToken, Task<CodeOutcome>> use, CancellationToken token)
    {
        if (session.Stage != SessionStage.PasswordOk)
            return new SignInResult.Over();
        var ring = await keys.GetAsync(session.Tenant, token);
        var now = clock.GetUtcNow();
        var (result, ended) = await database.WriteAsync<(SignInResult, List<SessionId>)>(session.Tenant, async (db, t) =>
        {
            var actor = session.ToActor(visitor.Address);
            // Read behind the write lock: a try that waited here must see the session that the one before it ended or moved on.
            var open = await db.Set<PortalSession>().Where(s => s.Id == session.Id && s.Stage == SessionStage.PasswordOk && s.EndedAt == null)
                .ExecuteUpdateAsync(s => s.SetProperty(x => x.WrongCodes, x => x.WrongCodes + 1), t);
            if (open == 0)
                return (new SignInResult.Over(), []);
            var user = await db.Set<PortalUser>().AsNoTracking().FirstAsync(u => u.Id == session.UserId, t);
            if (await use(db, ring, user, actor, t) == CodeOutcome.Accepted)
            {
                if (await sessions.CompleteAsync(db, session, proves, t) is not var (ticket, surplus))
                    return (new SignInResult.Over(), []);
                await SignInLimits.ForgetAsync(db, user.Id, t);
                await db.Set<PortalUser>().Where(u => u.Id == user.Id).ExecuteUpdateAsync(s => s.SetProperty(u => u.LastSignInAt, now), t);
                audit.Record(db, actor, "sign-in.ok", user.Id.Value.ToString());
                return (new SignInResult.Passed(ticket), surplus);
            }

            var tooMany = await db.Set<PortalSession>().Where(s => s.Id == session.Id && s.WrongCodes >= PortalSession.MostWrongCodes)
                .ExecuteUpdateAsync(s => s.SetProperty(x => x.EndedAt, now), t);
            if (tooMany == 0)
                return (new SignInResult.Refused(), []);
            audit.Record(db, actor, "sign-in.ended", user.Id.Value.ToString(), "refused", "too many wrong codes");
            return (new SignInResult.Over(), [session.Id]);
        }, token);
        sessions.Tell(ended);
        return result;
    }
}
