using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Data.Chains;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Audit;

/// <summary>Walks a trail from its start (or from where its oldest events were deleted by the rules) and recomputes every hash.</summary>
public sealed class VerifyActivity(PortalDatabase database, AuditTrail audit, PlatformTrail platform)
{
    /// <summary>The audit event of a verification: its target is the number of events, its reason the head or the first break.</summary>
    internal const string Event = "activity.verified";

    private const int Page = 2000;

    /// <summary>Verifies the trail of the actor's enterprise and writes the result into it.</summary>
    /// <param name="actor">Who asks; holds <see cref="Right.ViewActivity"/>.</param>
    /// <param name="progress">Is told the number of events that were read.</param>
    /// <param name="token">Cancels.</param>
    public async Task<ChainVerification> RunAsync(Actor actor, IProgress<long>? progress, CancellationToken token)
    {
        actor.Demand(Right.ViewActivity);
        var answer = await WalkAsync<AuditEvent, AuditChainHead>(actor.Tenant, actor.Tenant.ToString(), progress, token);
        await audit.RecordAsync(actor, Event, Target(answer), Result(answer), Words(answer), token);
        return answer;
    }

    /// <summary>Verifies the platform's trail and writes the result into it. The actor holds <see cref="Right.ManageTenants"/>.</summary>
    public async Task<ChainVerification> RunPlatformAsync(Actor actor, IProgress<long>? progress, CancellationToken token)
    {
        actor.Demand(Right.ManageTenants);
        var answer = await WalkAsync<PlatformEvent, PlatformChainHead>(TenantId.None, "platform", progress, token);
        await platform.RecordAsync(actor, Event, Target(answer), Result(answer), Words(answer), token);
        return answer;
    }

    private Task<ChainVerification> WalkAsync<TEvent, THead>(TenantId tenant, string trail, IProgress<long>? progress, CancellationToken token)
        where TEvent : TrailEvent
        where THead : class, ITrailHead => database.ReadAsync(tenant, async (db, inner) =>
    {
        // The head is read first: events added meanwhile are beyond it and are left for the next time.
        var head = await db.Set<THead>().FirstOrDefaultAsync(inner);
        var (end, cut) = (head?.Seq ?? 0, head?.CutSeq ?? 0);
        var walk = new ChainWalk(cut, head?.CutChain ?? ChainHash.Genesis("activity" + trail));
        string? cutWords = null;
        while (true)
        {
            var after = walk.Seq;
            var page = await db.Set<TEvent>().Where(e => e.Seq > after && e.Seq <= end).OrderBy(e => e.Seq).Take(Page).ToListAsync(inner);
            foreach (var e in page)
            {
                walk.Step(new ChainLink(e.Seq, e.PrevChain, e.EntryHash, e.ChainHash, e.HashAt));
                if (e.Event == TrailCut.Event)
                    cutWords = $"{e.Target} {e.Reason}";
            }

            progress?.Report(walk.Entries);
            if (page.Count < Page)
                break;
        }

        // Outside the chain are events from before it began, if it has begun, and those that no head covers.
        long? beyond = head is not null && await db.Set<TEvent>().AnyAsync(e => e.Seq <= cut, inner) ? 0 : null;
        beyond ??= await db.Set<TEvent>().Where(e => e.Seq > end).OrderByDescending(e => e.Seq).Select(e => (long?)e.Seq).FirstOrDefaultAsync(inner) is { } last
            && last > (await db.Set<THead>().Select(h => (long?)h.Seq).FirstOrDefaultAsync(inner) ?? 0) ? last : null;
        var answer = walk.Finish(head is null ? null : (head.Seq, head.ChainHash), beyond);
        // Whoever cuts by hand must also forge the event that tells of it, which the chain then shows.
        return cut > 0 && cutWords != $"{cut.ToString(CultureInfo.InvariantCulture)} {Convert.ToHexStringLower(head!.CutChain!)}"
            ? answer with { Breaks = [new ChainBreak(cut, "cut off"), .. answer.Breaks] }
            : answer;
    }, token);

    private static string Target(ChainVerification answer) => answer.Entries.ToString(CultureInfo.InvariantCulture);

    private static string Result(ChainVerification answer) => answer.Breaks.Count == 0 ? "ok" : "failed";

    private static string Words(ChainVerification answer) => answer.Breaks.Count == 0
        ? "head " + answer.Head
        : string.Create(CultureInfo.InvariantCulture, $"{answer.Breaks.Count} breaks, the first at event {answer.Breaks[0].Seq}: {answer.Breaks[0].Kind}");
}
