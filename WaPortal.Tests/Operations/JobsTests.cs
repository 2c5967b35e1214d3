using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Jobs;
using WaPortal.Core.Operations;
using WaPortal.Core.OptIns.Imports;
using WaPortal.Core.Tenancy;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Operations;

public sealed class JobsTests
{
    private const string Import = nameof(ImportJob);

    [Theory, Engines]
    public async Task A_run_is_shown_while_it_runs_and_then_in_the_history(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var history = portal.Get<JobHistory>();
        var run = Start(portal, portal.TenantId);
        await history.StartedAsync(run, CancellationToken.None);
        Assert.Equal(run.Subject, Assert.Single((await BoardAsync(portal)).Running).Subject);
        Assert.Empty(await HistoryAsync(portal, Platform(portal)));

        await history.EndedAsync(run, JobEnding.Failed, run.At.AddSeconds(3), new string('x', 900), CancellationToken.None);

        Assert.Empty((await BoardAsync(portal)).Running);
        var line = Assert.Single(await HistoryAsync(portal, Platform(portal)));
        Assert.Equal((JobEnding.Failed, TimeSpan.FromSeconds(3), 200), (line.Ending, line.Lasted, line.Reason!.Length));
    }

    [Theory, Engines]
    public async Task A_tenant_admin_sees_and_runs_the_jobs_of_their_own_enterprise_only(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var other = await portal.AddTenantAsync("harbour", "Harbour Clinic");
        var (own, theirs) = (Start(portal, portal.TenantId), Start(portal, other.Id));
        foreach (var run in new[] { own, theirs })
        {
            await portal.Get<JobHistory>().StartedAsync(run, CancellationToken.None);
            await portal.Get<JobHistory>().EndedAsync(run, JobEnding.Failed, run.At, null, CancellationToken.None);
            await portal.Jobs.ScheduleAsync<ImportJob>(run.Tenant, run.Subject, run.At.AddHours(1), CancellationToken.None);
        }

        var admin = portal.As(PortalRole.TenantAdmin);
        Assert.Equal(own.Subject, Assert.Single(await HistoryAsync(portal, admin)).Subject);
        Assert.Equal(own.Subject, Assert.Single(await HistoryAsync(portal, admin, new JobFilter(Tenant: other.Id))).Subject);
        var board = await portal.Get<JobsQuery>().BoardAsync(admin, CancellationToken.None);
        Assert.Equal(own.Subject, Assert.Single(board.Waiting).Subject);
        Assert.Equal(["casa-alba"], board.Enterprises.Values);
        Assert.Equal(2, (await HistoryAsync(portal, Platform(portal))).Count);

        Assert.False(await RunAsync(portal, admin, other.Id, theirs.Subject));
        Assert.True(await RunAsync(portal, admin, portal.TenantId, own.Subject));
        Assert.Equal([own.Subject], portal.Jobs.Waiting.Where(w => w.At <= portal.Clock.GetUtcNow()).Select(w => w.Subject));
        Assert.True(await RunAsync(portal, Platform(portal), other.Id, theirs.Subject));
        Assert.Equal(1, await portal.Database.ReadAsync(portal.TenantId, (db, t) => db.Set<AuditEvent>().CountAsync(e => e.Event == "job.run", t), CancellationToken.None));
        Assert.Equal(1, await portal.Database.ReadAsync(TenantId.None, (db, t) => db.Set<PlatformEvent>().CountAsync(e => e.Event == "job.run", t), CancellationToken.None));
    }

    [Theory, Engines]
    public async Task A_job_that_nobody_knows_cannot_be_made_up(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        Assert.False(await RunAsync(portal, Platform(portal), portal.TenantId, Guid.NewGuid()));
        Assert.Empty(portal.Jobs.Waiting);
        await Assert.ThrowsAsync<AccessDeniedException>(() => RunAsync(portal, portal.Marketer, portal.TenantId, Guid.NewGuid()));
        await Assert.ThrowsAsync<AccessDeniedException>(() => portal.Get<JobsQuery>().BoardAsync(portal.Marketer, CancellationToken.None));
    }

    [Theory, Engines]
    public async Task What_a_dead_process_left_running_is_interrupted_and_old_runs_go(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var dead = new JobHistory(portal.Database, portal.Clock);
        await dead.StartedAsync(Start(portal, portal.TenantId), CancellationToken.None);
        var here = portal.Get<JobHistory>();
        var alive = Start(portal, portal.TenantId);
        await here.StartedAsync(alive, CancellationToken.None);
        portal.Clock.Advance(JobHistory.Silence + TimeSpan.FromSeconds(1));

        await here.ResumeAsync(CancellationToken.None);

        Assert.Equal(alive.Subject, Assert.Single((await BoardAsync(portal)).Running).Subject);
        Assert.Equal(JobEnding.Interrupted, Assert.Single(await HistoryAsync(portal, Platform(portal))).Ending);
        portal.Clock.Advance(JobHistory.Kept + TimeSpan.FromMinutes(1));
        await here.ResumeAsync(CancellationToken.None);
        Assert.Empty(await HistoryAsync(portal, Platform(portal)));
    }

    [Theory, Engines]
    public async Task Pages_of_the_history_meet_without_gap_or_overlap(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        for (var i = 0; i < 5; i++)
        {
            var run = Start(portal, portal.TenantId);
            await portal.Get<JobHistory>().StartedAsync(run, CancellationToken.None);
            await portal.Get<JobHistory>().EndedAsync(run, i % 2 == 0 ? JobEnding.Done : JobEnding.Failed, run.At, null, CancellationToken.None);
            portal.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        var all = await HistoryAsync(portal, Platform(portal));
        var first = await portal.Get<JobsQuery>().HistoryAsync(Platform(portal), new JobFilter(), null, 2, CancellationToken.None);
        var second = await portal.Get<JobsQuery>().HistoryAsync(Platform(portal), new JobFilter(), first[^1].Id, 10, CancellationToken.None);
        Assert.Equal(all.Select(r => r.Id), first.Concat(second).Select(r => r.Id));
        Assert.Equal(2, (await HistoryAsync(portal, Platform(portal), new JobFilter(Import, JobEnding.Failed))).Count);
    }

    [Theory]
    [InlineData("3.51.3", false)]
    [InlineData("3.51.2", true)]
    [InlineData("3.50.7", false)]
    [InlineData("3.50.4", true)]
    [InlineData("3.44.6", false)]
    [InlineData("3.45.1", true)]
    [InlineData("3.52.0", false)]
    public void Versions_of_sqlite_with_the_wal_reset_bug_are_named(string version, bool has) => Assert.Equal(has, InstallationStatus.HasWalResetBug(version));

    [Theory, Engines]
    public async Task The_installation_tells_its_facts_to_those_who_run_it(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var facts = await portal.Get<InstallationStatus>().ReadAsync(Platform(portal), CancellationToken.None);
        Assert.Equal(engine == Engine.Postgres ? "PostgreSQL" : "SQLite", facts.Engine);
        Assert.NotEmpty(facts.EngineVersion);
        Assert.True(facts.FreeBytes > 0);
        await Assert.ThrowsAsync<AccessDeniedException>(() => portal.Get<InstallationStatus>().ReadAsync(portal.As(PortalRole.TenantAdmin), CancellationToken.None));
    }

    private static Actor Platform(TestPortal portal) => portal.As(PortalRole.PlatformAdmin);

    private static JobStart Start(TestPortal portal, TenantId tenant) => new(Guid.CreateVersion7(), Import, tenant, Guid.NewGuid(), 0, portal.Clock.GetUtcNow());

    private static Task<JobBoard> BoardAsync(TestPortal portal) => portal.Get<JobsQuery>().BoardAsync(Platform(portal), CancellationToken.None);

    private static Task<List<JobRunLine>> HistoryAsync(TestPortal portal, Actor actor, JobFilter? filter = null) =>
        portal.Get<JobsQuery>().HistoryAsync(actor, filter ?? new JobFilter(), null, 100, CancellationToken.None);

    private static Task<bool> RunAsync(TestPortal portal, Actor actor, TenantId tenant, Guid subject) =>
        portal.Get<RunJobNow>().RunAsync(actor, Import, tenant, subject, CancellationToken.None);
}
