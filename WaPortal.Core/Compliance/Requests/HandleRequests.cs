using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.OptIns.Erasure;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Compliance.Requests;

/// <summary>A request as somebody writes it down.</summary>
/// <param name="Number">In any form that the enterprise's country reads; empty where <paramref name="Person"/> says whom.</param>
/// <param name="Person">The ledger's id of the person.</param>
public sealed record NewRequest(RequestKind Kind, string Number, string Requester, RequestWay Way, DateTimeOffset ReceivedAt, string? Words, Guid? Person = null)
{
    /// <summary>Without what it holds.</summary>
    public override string ToString() => nameof(NewRequest);
}

/// <summary>What became of a step.</summary>
public abstract record RequestResult
{
    private RequestResult()
    {
    }

    public sealed record Done(PersonRequestId Id) : RequestResult;

    /// <summary>Nothing was changed; why, for people, and the field at fault ("" for none).</summary>
    public sealed record Refused(string Field, string Words) : RequestResult;
}

/// <summary>Takes up what people ask about their data, and follows it to its end. Each step is in the request's history and in the activity.</summary>
public sealed class HandleRequests(
    PortalDatabase database, TenantKeys tenantKeys, ErasePerson erase, FreshCode freshCode, IBackgroundJobs jobs, AuditTrail audit, IPortalSignals signals, TimeProvider clock)
{
    public const string Topic = "requests";

    /// <summary>GDPR Art. 12(3): extendable by two further months.</summary>
    public const int ExtensionMonths = 2;

    private const int MostWords = PersonRequest.WordsLength;
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    /// <summary>Writes a request down. Its deadline runs from the day on which it was received.</summary>
    public async Task<RequestResult> OpenAsync(Actor actor, NewRequest request, CancellationToken token)
    {
        actor.Demand(Right.HandleRequests);
        var now = clock.GetUtcNow();
        var tenant = await database.ReadAsync(actor.Tenant, (db, t) => db.Set<Tenant>().FirstAsync(x => x.Id == db.TenantId, t), token);
        var keys = await tenantKeys.GetAsync(actor.Tenant, token);
        var known = request.Person is { } person ? await database.ReadAsync(actor.Tenant, (db, t) => NumberAsync(db, keys, person, t), token) : null;
        if ((known ?? ListPhone.Read(request.Number, tenant.DefaultRegion).E164) is not { } e164)
            return No(nameof(NewRequest.Number), "This is no complete phone number. Check the country code; numbers without one are read in the country of this enterprise.");
        if (Text(request.Requester) is not { Length: <= 200 } requester)
            return No(nameof(NewRequest.Requester), "Say who asks, in at most 200 characters.");
        if (request.Words?.Length > MostWords)
            return No(nameof(NewRequest.Words), "Keep it to 500 characters.");
        if (request.ReceivedAt > now + ClockTolerance || request.ReceivedAt < now.AddYears(-2))
            return No(nameof(NewRequest.ReceivedAt), "The day lies in the future, or more than two years back.");
        return await WriteAsync(actor, async (db, t) =>
        {
            // The queue of writers also numbers the requests.
            await ConsentLedger.LockAsync(db, t);
            var number = (await db.Set<PersonRequest>().MaxAsync(r => (int?)r.Number, t) ?? 0) + 1;
            var id = PersonRequestId.New();
            var months = (await ComplianceSettings.ReadAsync(db, t)).RequestMonths;
            var row = PersonRequest.Create(
                actor.Tenant, id, number, request.Kind, request.Way, request.ReceivedAt, Deadline(tenant, request.ReceivedAt, months), keys.PhoneId(e164),
                new RequestDetails(e164, requester, Text(request.Words), null, null).Encrypt(keys, id), actor.Name, now);
            db.Add(row);
            Tell(db, actor, row, "request.opened", "Written down", null);
            return new RequestResult.Done(id);
        }, token);
    }

    /// <summary>Gives it to somebody who may handle requests.</summary>
    public Task<RequestResult> AssignAsync(Actor actor, PersonRequestId id, UserId to, CancellationToken token) => StepAsync(actor, id, async (db, request, t) =>
    {
        if (await db.Set<PortalUser>().FirstOrDefaultAsync(u => u.Id == to, t) is not { Status: UserStatus.Active } user || !Rights.Of(user.Roles).Contains(Right.HandleRequests))
            return No("", "This person may not handle requests.");
        request.Assign(user.Id, user.DisplayName);
        Tell(db, actor, request, "request.assigned", "Given to " + user.DisplayName, null);
        return null;
    }, token);

    /// <summary>Notes how it was made sure that the right person asks.</summary>
    public Task<RequestResult> CheckIdentityAsync(Actor actor, PersonRequestId id, string how, CancellationToken token) => StepAsync(actor, id, async (db, request, t) =>
    {
        if (Text(how) is not { Length: <= MostWords } words)
            return No("identity", "Say how it was checked, in at most 500 characters.");
        var keys = await tenantKeys.GetAsync(actor.Tenant, t);
        request.CheckedIdentity((RequestDetails.Decrypt(keys, id, request.Details!) with { Identity = words }).Encrypt(keys, id), clock.GetUtcNow());
        Tell(db, actor, request, "request.identity-checked", "Identity checked", null);
        return null;
    }, token);

    /// <summary>Two months more, once, while the first deadline has not passed.</summary>
    public Task<RequestResult> ExtendAsync(Actor actor, PersonRequestId id, string reason, CancellationToken token) => StepAsync(actor, id, async (db, request, t) =>
    {
        if (Text(reason) is not { Length: <= MostWords } words)
            return No("extend", "Say why, in at most 500 characters and without naming anybody.");
        if (request.ExtensionReason is not null)
            return No("extend", "It was extended already; the law allows that once.");
        if (clock.GetUtcNow() > request.DueAt)
            return No("extend", "The deadline has passed. The person had to hear of an extension before that.");
        var tenant = await db.Set<Tenant>().FirstAsync(x => x.Id == db.TenantId, t);
        var months = (await ComplianceSettings.ReadAsync(db, t)).RequestMonths;
        request.Extend(words, Deadline(tenant, request.ReceivedAt, months + ExtensionMonths));
        Tell(db, actor, request, "request.extended", "Deadline extended by two months", words);
        return null;
    }, token);

    /// <summary>Ends it without doing what was asked: refused, or taken back by the person.</summary>
    public Task<RequestResult> CloseAsync(Actor actor, PersonRequestId id, bool isWithdrawn, string reason, CancellationToken token) => StepAsync(actor, id, (db, request, _) =>
    {
        if (Text(reason) is not { Length: <= MostWords } words)
            return Task.FromResult<RequestResult?>(No("close", "Say why, in at most 500 characters and without naming anybody."));
        request.End(isWithdrawn ? RequestState.Withdrawn : RequestState.Refused, words, actor.Name, clock.GetUtcNow());
        Tell(db, actor, request, "request.closed", isWithdrawn ? "Taken back by the person" : "Refused", words);
        return Task.FromResult<RequestResult?>(null);
    }, token);

    /// <summary>Ends a request for access: what is stored was taken and has reached the person.</summary>
    public Task<RequestResult> HandOverAsync(Actor actor, PersonRequestId id, string how, CancellationToken token) => StepAsync(actor, id, async (db, request, t) =>
    {
        if (request.Kind != RequestKind.Access || request.AnswerTakenAt is null)
            return No("handover", "Take what is stored first.");
        if (request.IdentityCheckedAt is null)
            return No("handover", "Note first how it was checked that the right person asks.");
        if (Text(how) is not { Length: <= MostWords } words)
            return No("handover", "Say how it was handed over, in at most 500 characters.");
        var keys = await tenantKeys.GetAsync(actor.Tenant, t);
        request.HandOver((RequestDetails.Decrypt(keys, id, request.Details!) with { HandedOver = words }).Encrypt(keys, id), actor.Name, clock.GetUtcNow());
        Tell(db, actor, request, "request.handed-over", "Answer handed over", null);
        return null;
    }, token);

    /// <summary>Begins the erasure; it cannot be taken back. Asks for a fresh code.</summary>
    /// <param name="actor">Needs <see cref="Right.HandleRequests"/> and <see cref="Right.ErasePeople"/>.</param>
    /// <param name="id">A request for erasure whose identity check is noted.</param>
    /// <param name="complete">Keeps no bare id of somebody who had opted out: a later list may bring them back.</param>
    /// <param name="reason">Without naming anybody; stands in the proof.</param>
    /// <param name="token">Cancels.</param>
    public async Task<RequestResult> EraseAsync(Actor actor, PersonRequestId id, bool complete, string reason, CancellationToken token)
    {
        actor.Demand(Right.HandleRequests);
        actor.Demand(Right.ErasePeople);
        await freshCode.DemandAsync(actor, token);
        Guid? begun = null;
        var result = await StepAsync(actor, id, async (db, request, t) =>
        {
            begun = null;
            if (request.Kind != RequestKind.Erasure)
                return No("erase", "This request is about access, not erasure.");
            if (request.IdentityCheckedAt is null)
                return No("erase", "Note first how it was checked that the right person asks.");
            if (Text(reason) is not { Length: <= PersonErasure.ReasonLength } words)
                return No("erase", "Say why, in at most 200 characters and without naming anybody.");
            var keys = await tenantKeys.GetAsync(actor.Tenant, t);
            begun = await erase.BeginAsync(db, actor, RequestDetails.Decrypt(keys, id, request.Details!).Phone, complete, words, t);
            request.BeginErasure(begun.Value);
            Tell(db, actor, request, "request.erasing", "Erasure begun", words);
            return null;
        }, token);
        if (result is RequestResult.Done && begun is { } erasure)
        {
            await jobs.EnqueueAsync<ErasePersonJob>(actor.Tenant, erasure, token);
            signals.Publish(actor.Tenant, "ledger");
        }

        return result;
    }

    private Task<RequestResult> StepAsync(Actor actor, PersonRequestId id, Func<PortalDbContext, PersonRequest, CancellationToken, Task<RequestResult?>> step, CancellationToken token)
    {
        actor.Demand(Right.HandleRequests);
        return WriteAsync(actor, async (db, t) =>
        {
            if (await db.Set<PersonRequest>().FirstOrDefaultAsync(r => r.Id == id, t) is not { } request)
                return No("", "This request does not exist.");
            if (request.State != RequestState.Open)
                return No("", "This request has ended, or its erasure is under way.");
            return await step(db, request, t) ?? new RequestResult.Done(id);
        }, token);
    }

    private async Task<RequestResult> WriteAsync(Actor actor, Func<PortalDbContext, CancellationToken, Task<RequestResult>> work, CancellationToken token)
    {
        RequestResult result;
        try
        {
            result = await database.WriteAsync(actor.Tenant, work, token);
        }
        catch (DbUpdateConcurrencyException)
        {
            return No("", "Somebody else changed it at this moment. Look at it again.");
        }

        if (result is RequestResult.Done)
            signals.Publish(actor.Tenant, Topic);
        return result;
    }

    private void Tell(PortalDbContext db, Actor actor, PersonRequest request, string audited, string what, string? words)
    {
        db.Add(PersonRequestEvent.Create(request, actor.Name, what, words, clock.GetUtcNow()));
        audit.Record(db, actor, audited, request.Id.Value.ToString(), reason: FormattableString.Invariant($"request {request.Number}, {request.Kind.ToString().ToLowerInvariant()}"));
    }

    private static async Task<string?> NumberAsync(PortalDbContext db, TenantKeyRing keys, Guid person, CancellationToken token)
    {
        if (await db.Set<ConsentSubject>().FirstOrDefaultAsync(s => s.Id == person, token) is not { } subject)
            return null;
        var key = SubjectKeys.Unwrap(keys, subject.WrappedKey, subject.Id);
        var entries = await db.Set<ConsentLedgerEntry>().Where(e => e.SubjectId == person).OrderByDescending(e => e.Seq).Take(50).ToListAsync(token);
        return entries.Select(e => SubjectKeys.Open(db.TenantId, key, e.Seq, e.Evidence)?.Phone).FirstOrDefault(p => p is not null);
    }

    // The end of the same day of a later month, where the enterprise is; of a shorter month its last day (Regulation 1182/71, Art. 3(2)(c)).
    private static DateTimeOffset Deadline(Tenant tenant, DateTimeOffset received, int months)
    {
        var zone = tenant.Zone();
        var end = TimeZoneInfo.ConvertTime(received, zone).Date.AddMonths(months).AddDays(1);
        while (zone.IsInvalidTime(end))
            end = end.AddMinutes(30);
        return new DateTimeOffset(end, zone.GetUtcOffset(end)).AddMilliseconds(-1).ToUniversalTime();
    }

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static RequestResult.Refused No(string field, string words) => new(field, words);
}
