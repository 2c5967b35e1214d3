using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Campaigns;

/// <summary>
/// What a campaign with a test does when its hour comes: it begins the test, waits for it, or takes the winner. Each step is one transaction that says when it wants to be asked again, so a crash between
/// two steps loses nothing and repeats nothing.
/// </summary>
internal sealed class AbTestTurn(PortalDatabase database, CampaignAudience audience, AbTestFigures figures, CampaignTimeline timeline, IBackgroundJobs jobs, IPortalSignals signals, TimeProvider clock)
{
    // While a version still sends, or a person has to choose, nothing but the clock says when to look again.
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(5);

    /// <summary>Takes the step that is due.</summary>
    /// <returns>Whether the campaign may start for its people now, and what keeps it from ever doing so.</returns>
    public async Task<(bool GoesOn, string? Problem)> TakeAsync(TenantId tenant, CampaignId id, CancellationToken token)
    {
        var (campaign, run) = await database.ReadAsync(tenant, async (db, t) => (
            await db.Set<Campaign>().FirstOrDefaultAsync(c => c.Id == id, t), await db.Set<AbTestRun>().FirstOrDefaultAsync(r => r.CampaignId == id, t)), token);
        if (campaign is not { AbTest: { } test, State: CampaignState.Scheduled, Winner: null } || campaign.StartAt > clock.GetUtcNow())
            return (true, null);
        if (run is null)
            return (false, await BeginAsync(tenant, id, token));
        var seen = await figures.ReadAsync(tenant, run, test.Measure, token);
        var goesOn = await database.WriteAsync(tenant, async (db, t) =>
        {
            var (whole, now) = (await db.LockedAsync(id, t), clock.GetUtcNow());
            if (whole is not { State: CampaignState.Scheduled, Winner: null } || whole.StartAt > now)
                return whole is { Winner: not null };
            return await GoOnAsync(db, whole, test, (await db.Set<AbTestRun>().FindAsync([tenant, id], t))!, seen, now, t);
        }, token);
        if (!goesOn)
            await ScheduleAsync(tenant, [id], token);
        signals.Publish(tenant, $"campaign:{id.Value}");
        return (goesOn, null);
    }

    /// <summary>Makes the campaigns of both versions; says what stands against it.</summary>
    private async Task<string?> BeginAsync(TenantId tenant, CampaignId id, CancellationToken token)
    {
        var (problem, begun) = await database.WriteAsync<(string?, AbTestRun?)>(tenant, async (db, t) =>
        {
            if (await db.LockedAsync(id, t) is not { State: CampaignState.Scheduled } whole || !await db.MayWorkAsync(t) || await db.Set<AbTestRun>().AnyAsync(r => r.CampaignId == id, t))
                return (null, null); // cancelled or suspended meanwhile, or another run of this job is ahead
            var (frozen, problem) = await audience.WriteOutAsync(db, whole.Audience, t);
            if (frozen is null)
                return (problem, null);
            var now = clock.GetUtcNow();
            var (a, b) = (OfAudience(AbVariant.A), OfAudience(AbVariant.B));
            whole.BeginTest(frozen, now + TimeSpan.FromMinutes(whole.AbTest!.WaitMinutes), now);
            var run = AbTestRun.Begin(whole, a, b, now);
            db.AddRange(a, b, run);
            timeline.AddOwn(db, whole, "Test begun", FormattableString.Invariant($"Each version goes to {whole.AbTest.SharePercent / 2.0:0.#} % of the people"), "campaign.test-begun");
            timeline.Add(db, a, "Scheduled", null, $"Version A of “{whole.Name}”");
            timeline.Add(db, b, "Scheduled", null, $"Version B of “{whole.Name}”");
            return (null, run);

            Campaign OfAudience(AbVariant variant)
            {
                var version = whole.ForTest(variant, now);
                version.Freeze(frozen);
                return version;
            }
        }, token);
        if (begun is not null)
            await ScheduleAsync(tenant, [begun.AId, begun.BId, id], token);
        signals.Publish(tenant, $"campaign:{id.Value}");
        return problem;
    }

    /// <summary>Waits, or takes the winner; true when there is one.</summary>
    private async Task<bool> GoOnAsync(PortalDbContext db, Campaign whole, AbTest test, AbTestRun run, (AbResult A, AbResult B) seen, DateTimeOffset now, CancellationToken token)
    {
        var versions = await db.Set<Campaign>().AsNoTracking().Where(c => c.Id == run.AId || c.Id == run.BId).ToListAsync(token);
        var (a, b) = (versions.Find(c => c.Id == run.AId), versions.Find(c => c.Id == run.BId));
        if (run.AskedAt is not null)
            return Wait(now + LookAgain);
        if (IsGone(a) && IsGone(b))
        {
            whole.TryCancelBeforeStart(now);
            timeline.AddOwn(db, whole, "Could not go on", "Both versions of its test were cancelled, so there is no winner.", "campaign.failed");
            return false;
        }

        if (versions.Any(c => c.State is not (CampaignState.Completed or CampaignState.Cancelled)))
            return Wait(now + LookAgain);
        var over = versions.Where(c => c.State == CampaignState.Completed).Max(c => c.FinishedAt)!.Value + TimeSpan.FromMinutes(test.WaitMinutes);
        if (over > now)
            return Wait(over);
        if (IsGone(a) || IsGone(b))
            return Take(IsGone(a) ? AbVariant.B : AbVariant.A, $"Version {(IsGone(a) ? "A" : "B")} was cancelled.");
        var verdict = AbVerdict.Of(seen.A, seen.B);
        var shares = FormattableString.Invariant($"{test.Measure}: A {seen.A.Share * 100:0.0} %, B {seen.B.Share * 100:0.0} % of those whom it reached.");
        if (verdict.Choose(test.Unclear) is { } winner)
            return Take(winner, verdict.IsClear ? shares : shares + " The difference may be chance.");
        run.Ask(now);
        timeline.AddOwn(db, whole, "Waits for a choice", shares + " The difference may be chance.", "campaign.test-unclear");
        return Wait(now + LookAgain);

        bool Wait(DateTimeOffset until)
        {
            whole.WaitUntil(until, now);
            return false;
        }

        bool Take(AbVariant winner, string why)
        {
            whole.TryTakeWinner(winner, now);
            run.Decide(null, why, now);
            timeline.AddOwn(db, whole, $"Version {winner} goes to the rest", why, "campaign.test-decided");
            return true;
        }

        // Also one that is deleted because its time is over.
        static bool IsGone(Campaign? version) => version is null or { State: CampaignState.Cancelled };
    }

    private async Task ScheduleAsync(TenantId tenant, CampaignId[] ids, CancellationToken token)
    {
        var due = await database.ReadAsync(tenant, (db, t) => db.Set<Campaign>().Where(c => ids.Contains(c.Id) && c.State == CampaignState.Scheduled).Select(c => new { c.Id, c.StartAt }).ToListAsync(t), token);
        foreach (var campaign in due)
            await jobs.ScheduleAsync<StartCampaignJob>(tenant, campaign.Id.Value, campaign.StartAt ?? default, token);
    }
}
