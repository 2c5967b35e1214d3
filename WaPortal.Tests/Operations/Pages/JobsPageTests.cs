using Bunit;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Jobs;
using WaPortal.Core.Operations;
using WaPortal.Core.OptIns.Imports;
using WaPortal.Operations;
using WaPortal.Tests.Data;
using WaPortal.Tests.OptIns.Pages;
using Xunit;

namespace WaPortal.Tests.Operations.Pages;

public sealed class JobsPageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task What_waits_and_what_failed_can_be_run_now()
    {
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite);
        var failed = new JobStart(Guid.CreateVersion7(), nameof(ImportJob), portal.TenantId, Guid.NewGuid(), 1, portal.Clock.GetUtcNow());
        await portal.Get<JobHistory>().StartedAsync(failed, CancellationToken.None);
        await portal.Get<JobHistory>().EndedAsync(failed, JobEnding.Failed, failed.At.AddSeconds(2), "TimeoutException, in the log as 1a2b3c4d", CancellationToken.None);
        var waiting = Guid.NewGuid();
        await portal.Jobs.ScheduleAsync<ImportJob>(portal.TenantId, waiting, failed.At.AddHours(1), CancellationToken.None);
        await using var context = portal.Renderer(portal.As(PortalRole.PlatformAdmin), "/jobs");
        var page = context.Render<JobsPage>();
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("tbody tr").Count), Patience);
        Assert.Contains("TimeoutException, in the log as 1a2b3c4d", page.Markup, StringComparison.Ordinal);
        Assert.Contains("second try", page.Markup, StringComparison.Ordinal);
        Assert.Contains("casa-alba", page.Markup, StringComparison.Ordinal);
        Assert.Contains("SQLite", page.Find(".wa-status").TextContent, StringComparison.Ordinal);

        foreach (var button in new[] { "Run now", "Retry" })
        {
            page.FindAll("tbody button").First(b => b.TextContent.Contains(button, StringComparison.Ordinal)).Click();
            page.WaitForAssertion(() => Assert.Contains("It runs within seconds", page.Markup, StringComparison.Ordinal), Patience);
        }

        page.WaitForAssertion(() => Assert.Equal(
            new[] { failed.Subject, waiting }.Order(), portal.Jobs.Waiting.Where(w => w.At <= portal.Clock.GetUtcNow()).Select(w => w.Subject).Order()), Patience);
        var told = await portal.Get<ActivityQuery>().ListAsync(
            portal.As(PortalRole.PlatformAdmin), ActivityTrail.Platform, new ActivityFilter(), null, 10, CancellationToken.None);
        Assert.Equal(["job.run", "job.run", "jobs.opened"], told.Select(l => l.Event));
    }

    [Fact]
    public async Task A_tenant_admin_sees_neither_other_enterprises_nor_the_installation()
    {
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite);
        var other = await portal.AddTenantAsync("harbour", "Harbour Clinic");
        await portal.Jobs.ScheduleAsync<ImportJob>(other.Id, Guid.NewGuid(), portal.Clock.GetUtcNow(), CancellationToken.None);
        await using var context = portal.Renderer(portal.As(PortalRole.TenantAdmin), "/jobs");
        var page = context.Render<JobsPage>();
        page.WaitForAssertion(() => Assert.Contains("Nothing runs and nothing waits", page.Markup, StringComparison.Ordinal), Patience);
        Assert.DoesNotContain("harbour", page.Markup, StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".wa-status"));
    }
}
