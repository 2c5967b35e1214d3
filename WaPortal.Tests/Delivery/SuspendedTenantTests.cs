using WaPortal.Core.Access;
using WaPortal.Core.Access.Tenants;
using WaPortal.Core.Delivery;
using WaPortal.Core.Jobs;
using WaPortal.Core.Tenancy;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Delivery;

public sealed class SuspendedTenantTests
{
    [Theory, Engines]
    public async Task Nothing_leaves_while_suspended_and_the_rest_goes_on_after_resuming(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(100);
        var order = await scene.OrderAsync(100);
        await scene.RunDispatchOnceAsync();
        var before = scene.Platform.Sent.Count;
        Assert.InRange(before, 1, 99);
        var platform = await PlatformAdminAsync(scene.Portal);

        await scene.Portal.Get<ChangeTenantStatus>().SuspendAsync(platform, scene.Portal.TenantId, "unpaid", CancellationToken.None);
        await scene.DispatchAsync(5);
        await scene.SweepAsync();
        await scene.Portal.RunJobsAsync();
        Assert.Equal(before, scene.Platform.Sent.Count);
        Assert.Equal(SendOrderState.Running, (await scene.OrderRowAsync(order)).State);

        await scene.Portal.Get<ChangeTenantStatus>().ResumeAsync(platform, scene.Portal.TenantId, "paid", CancellationToken.None);
        await scene.SweepAsync(); // finds it from the tables
        Assert.Contains(scene.Portal.Jobs.Waiting, j => j.Job == typeof(DispatchJob));
        await scene.DispatchAsync(10);
        Assert.Equal(100, scene.Platform.Sent.Select(m => m.To).Distinct().Count());
        await scene.AssertCountsAsync(order);
    }

    [Theory, Engines]
    public async Task No_job_runs_for_a_suspended_tenant(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine, services => services.AddBackgroundJob<LoudJob>());
        var platform = await PlatformAdminAsync(portal);
        await portal.Get<ChangeTenantStatus>().SuspendAsync(platform, portal.TenantId, "unpaid", CancellationToken.None);
        await portal.RunJobAsync<LoudJob>(Guid.NewGuid());
        await portal.Get<ChangeTenantStatus>().ResumeAsync(platform, portal.TenantId, "paid", CancellationToken.None);
        await Assert.ThrowsAsync<NotedException>(() => portal.RunJobAsync<LoudJob>(Guid.NewGuid()));
    }

    private static async Task<Actor> PlatformAdminAsync(TestPortal portal) =>
        await portal.SignedInAsync(PortalRole.PlatformAdmin, (await portal.AddTenantAsync("operator", "Operator")).Id);

    private sealed class NotedException : Exception;

    private sealed class LoudJob : IBackgroundJob
    {
        public Task RunAsync(TenantId tenant, Guid subject, CancellationToken token) => throw new NotedException();
    }
}
