using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.Delivery.Clicks;
using WaPortal.Core.Delivery.Shares;
using WaPortal.Core.Jobs;
using WaPortal.Core.OptIns.Segments;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Campaigns;

/// <summary>
/// Starts a campaign (the subject) at its hour: freezes the audience into messages page by page, then releases the order. It stores how far
/// it came with each page, so it goes on there after a crash; the order's unique key keeps a person from being added twice.
/// </summary>
internal sealed class StartCampaignJob(
    PortalDatabase database, SendableTemplates templates, CampaignAudience audience, CampaignMedia media, SendOrders orders,
    CampaignTimeline timeline, AbTestTurn tests, OwnLinks links, TenantKeys keyRings, IBackgroundJobs jobs, IPortalSignals signals, TimeProvider clock) : IBackgroundJob
{
    private const int PageSize = 1_000;

    public async Task RunAsync(TenantId tenant, Guid subject, CancellationToken token)
    {
        var id = new CampaignId(subject);
        var (goesOn, hindrance) = await tests.TakeAsync(tenant, id, token);
        if (hindrance is not null)
            await StopAsync(tenant, id, $"{hindrance} Choose its people anew in a new campaign.", token);
        if (!goesOn || await PrepareAsync(tenant, id, token) is not { } campaign)
            return;
        var readAt = clock.GetUtcNow();
        var message = campaign.Message;
        var template = await templates.GetAsync(tenant, new TemplateId(message.TemplateId!.Value), token);
        if (template is null)
        {
            await StopAsync(tenant, id, "No translation of its template may be sent any more. Choose another template in a new campaign.", token);
            return;
        }

        // Somebody has reviewed another text, here or at WhatsApp: which value belongs where in this one, nobody has said.
        if (template.Translations.FirstOrDefault(t => t.FitsFrom >= campaign.PlannedAt) is { } changed)
        {
            await StopAsync(tenant, id, $"The template {template.Name} ({changed.Language}) was changed since this campaign was planned, and the values may no longer fit its text. Plan a new campaign with it.", token, endsSeries: true);
            return;
        }

        var files = await media.UploadAsync(tenant, campaign.SenderNumberId!.Value, template, token);
        if (files.Problem is { } problem)
        {
            await StopAsync(tenant, id, problem, token);
            return;
        }

        try
        {
            if (!await FreezeAsync(tenant, campaign, new MessageComposer(template, message.Mapping, files.ByLanguage, links), template, readAt, token))
                return; // only a whole audience is released
        }
        catch (SegmentProblemException e)
        {
            // A tag or an attribute went while its people were being read: nobody can tell any more who was meant.
            await StopAsync(tenant, id, $"Its audience cannot be found any more. {e.Message}", token);
            await orders.CancelQueuedAsync(tenant, id.Order, token);
            return;
        }

        if (!await ReleaseAsync(tenant, id, await SentAsync(tenant, campaign, template, token), token))
            await orders.CancelQueuedAsync(tenant, id.Order, token);
        await orders.WakeAsync(tenant, campaign.SenderNumberId.Value, token);
        signals.Publish(tenant, $"campaign:{subject}");
    }

    /// <summary>Takes the campaign up if its hour has come; gives null where there is nothing to do.</summary>
    private async Task<Campaign?> PrepareAsync(TenantId tenant, CampaignId id, CancellationToken token)
    {
        var (campaign, due, problem) = await database.WriteAsync<(Campaign?, bool, string?)>(tenant, async (db, t) =>
        {
            var found = await db.LockedAsync(id, t);
            if (found is null)
                return (found, false, null);
            if (found is { AbTest: not null, Winner: null })
                return (null, false, null); // its test goes before
            var before = found.State;
            var due = found.TryPrepare(clock.GetUtcNow());
            if (due && before == CampaignState.Scheduled)
                await BeginAsync(db, found, t);
            if (!due || found.FrozenAudience is not null)
                return (found, due, null);
            var (frozen, problem) = await audience.WriteOutAsync(db, found.Audience, t);
            if (frozen is not null)
                found.Freeze(frozen);
            return (found, due, problem);
        }, token);
        if (problem is not null)
        {
            await StopAsync(tenant, id, $"{problem} Choose its people anew in a new campaign.", token, endsSeries: true);
            return null;
        }

        if (campaign is { State: CampaignState.Scheduled, StartAt: { } at })
            await jobs.ScheduleAsync<StartCampaignJob>(tenant, id.Value, at, token); // woken too early
        return due ? campaign : null;
    }

    // The next one of a series is there as soon as this one has begun, whatever becomes of it: in the same transaction, so once.
    private async Task BeginAsync(PortalDbContext db, Campaign campaign, CancellationToken token)
    {
        timeline.Add(db, campaign, "Its hour has come", null, "The audience is being put together");
        if (campaign.Next(clock.GetUtcNow()) is not { } next)
            return;
        if (await Approvals.NewestAsync(db, campaign.Id, token) is { State: ApprovalState.Approved } approved)
            db.Add(approved.For(next));
        db.Add(next); // woken by whatever looks for campaigns to start every minute
        timeline.Add(db, next, "Scheduled", null, FormattableString.Invariant($"Number {next.SeriesNumber} of its series"));
    }

    /// <summary>Freezes what is left of the audience; false when somebody else has taken over or it has to stop.</summary>
    private async Task<bool> FreezeAsync(TenantId tenant, Campaign campaign, MessageComposer composer, SendableTemplate template, DateTimeOffset readAt, CancellationToken token)
    {
        var keys = await keyRings.GetAsync(tenant, token);
        var purpose = template.Category.ToString();
        var after = campaign.FrozenTo;
        var part = await database.ReadAsync(tenant, (db, t) => AbTestPart.OfAsync(db, campaign, t), token);
        var screen = new AudienceScreen(campaign, template.Category, part);
        while (true)
        {
            token.ThrowIfCancellationRequested();
            var page = await audience.PageAsync(tenant, campaign.FrozenAudience!, template.Category, after, PageSize, token);
            var goesOn = await database.WriteAsync(tenant, async (db, t) =>
            {
                var row = await db.LockedAsync(campaign.Id, t);
                if (row is not { State: CampaignState.Preparing } || row.FrozenTo != after || !await db.MayWorkAsync(t))
                    return false; // cancelled or suspended meanwhile, or another run of this job is ahead
                await orders.OpenAsync(db, campaign.Id.Order, campaign.SenderNumberId!.Value, purpose, template.Id.Value, template.Name, t, readAt, campaign.Timing, campaign.Plan.Priority ?? SendPriority.Normal);
                await OneByOneAsync(db, t);
                var people = part is null ? page : await part.OursAsync(db, page, t);
                var messages = people.Select(person => composer.ToMessage(person, keys, campaign.Id.Order, Guid.CreateVersion7(clock.GetUtcNow()))).ToList();
                var judged = await screen.JudgeAsync(db, [.. people.Zip(messages).Where(m => m.Second.Skip is null).Select(m => m.First)], clock.GetUtcNow(), t);
                await orders.AddAsync(db, campaign.Id.Order, [.. messages.Select(m => judged.TryGetValue(Convert.ToHexString(m.PhoneId), out var why) ? m with { Skip = why, Payload = null } : m)], t);
                await TrackedLink.KeepAsync(db, campaign.Id.Order, links.Targets(campaign.Message.Mapping), t);
                await CampaignBudget.HandOnAsync(db, row, part, t);
                if (page.Count > 0)
                    row.Froze(page[^1].ContactId, people.Count);
                return true;
            }, token);
            signals.Publish(tenant, $"campaign:{campaign.Id.Value}");
            if (!goesOn)
                return false;
            if (page.Count < PageSize)
                return true;
            after = page[^1].ContactId;
        }
    }

    // Whom other campaigns take is asked in the transaction that writes, so no other may come between: on PostgreSQL pages of an enterprise are written one by one, on SQLite there is one writer anyway.
    private static async Task OneByOneAsync(PortalDbContext db, CancellationToken token)
    {
        if (db.IsPostgres)
            await db.ExecuteSqlAsync("SELECT pg_advisory_xact_lock(hashtextextended(@pages, 0))", token, ("@pages", "audiences of " + db.TenantId.Value));
    }

    // What an approval of the whole campaign is about: the templates of all its versions.
    private async Task<IReadOnlyList<SendableTemplate?>> SentAsync(TenantId tenant, Campaign campaign, SendableTemplate template, CancellationToken token)
    {
        var part = await database.ReadAsync(tenant, (db, t) => AbTestPart.OfAsync(db, campaign, t), token);
        return part is null ? [template] : await templates.OfAsync(tenant, part.Whole, token);
    }

    /// <summary>Lets the order run; false when it was stopped instead.</summary>
    private Task<bool> ReleaseAsync(TenantId tenant, CampaignId id, IReadOnlyList<SendableTemplate?> sent, CancellationToken token) => database.WriteAsync(tenant, async (db, t) =>
    {
        var campaign = await db.LockedAsync(id, t);
        if (campaign is not { State: CampaignState.Preparing } || !await db.MayWorkAsync(t))
            return true;
        // Lists and segments may have grown since somebody reviewed the campaign.
        var queued = await db.Set<OrderCount>().Where(c => c.OrderId == id.Order && c.State == MessageState.Queued).SumAsync(c => c.Count, t);
        if (queued > SenderNumber.MostTestPeople && await db.Set<SenderNumber>().AnyAsync(n => n.Id == campaign.SenderNumberId && n.IsTest, t))
        {
            timeline.AddOwn(db, campaign, "Could not start", TestNumber.Refusal(queued), "campaign.failed");
            return !await orders.CancelAsync(db, id.Order, TestNumber.Refusal(queued), t);
        }

        // What was approved is the whole, with both versions of its test; what is asked about anew is this part.
        var part = await AbTestPart.OfAsync(db, campaign, t);
        var whole = part?.Whole ?? campaign;
        var approval = await Approvals.NewestAsync(db, whole.Id, t);
        var digest = CampaignDigest.Of(whole, campaign.FrozenAudience!, sent);
        if (Approvals.Missing(await CampaignSettings.RuleAsync(db, t), approval, digest, queued + (part is null ? 0 : await part.PeopleOfOthersAsync(db, t))) is { } missing)
        {
            if (whole == campaign)
                approval?.Overtake();
            db.Add(CampaignApproval.Ask(campaign, digest, queued, approval?.AskedById, "The campaign", missing, atStart: true, clock.GetUtcNow()));
            await orders.PauseAsync(db, id.Order, missing, t);
            timeline.AddOwn(db, campaign, "Waits for approval", missing, "campaign.approval-missing");
            return true;
        }

        if (await orders.RunAsync(db, id.Order, t))
            timeline.AddOwn(db, campaign, "Sending started", FormattableString.Invariant($"{campaign.AudienceSize:N0} people chosen"), "campaign.sending");
        return true;
    }, token);

    private Task StopAsync(TenantId tenant, CampaignId id, string reason, CancellationToken token, bool endsSeries = false) => database.WriteAsync(tenant, async (db, t) =>
    {
        var campaign = await db.Set<Campaign>().FirstAsync(c => c.Id == id, t);
        campaign.Follow(SendOrderState.Cancelled, null, clock.GetUtcNow());
        timeline.AddOwn(db, campaign, "Could not start", reason, "campaign.failed");
        // What is wrong would be wrong each time.
        if (endsSeries && await db.Set<Campaign>().AsTracking().FirstOrDefaultAsync(c => c.SeriesId == campaign.SeriesId && c.SeriesNumber == campaign.SeriesNumber + 1, t) is { SeriesId: not null } next
            && next.TryCancelBeforeStart(clock.GetUtcNow()))
            timeline.AddOwn(db, next, "The series has ended", reason, "campaign.failed");
    }, token);
}

/// <summary>Finds campaigns whose hour came while nobody watched, and those that a crash left half prepared.</summary>
internal sealed class UnfinishedCampaigns(PortalDatabase database, SystemScope scope, IBackgroundJobs jobs) : IUnfinishedWork
{
    public Task ResumeAsync(CancellationToken token) => scope.ForEachAsync("campaigns to start", ResumeAsync, token);

    private async Task ResumeAsync(Tenant tenant, CancellationToken token)
    {
        var waiting = await database.ReadAsync(tenant.Id, (db, t) => db.Set<Campaign>()
            .Where(c => c.State == CampaignState.Scheduled || c.State == CampaignState.Preparing)
            .Select(c => new { c.Id, c.StartAt }).ToListAsync(t), token);
        foreach (var campaign in waiting)
            await jobs.ScheduleAsync<StartCampaignJob>(tenant.Id, campaign.Id.Value, campaign.StartAt ?? default, token);
    }
}
