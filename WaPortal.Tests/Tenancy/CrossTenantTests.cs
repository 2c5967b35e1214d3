using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Tenancy;

public sealed class CrossTenantTests
{
    [Theory, Engines]
    public async Task An_id_of_another_tenant_is_put_on_the_platforms_record_and_an_unknown_one_is_not(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var other = await portal.AddTenantAsync("harbour", "Harbour Clinic");
        var theirs = await portal.SignedInAsync(PortalRole.Marketer, other.Id);
        var attempts = portal.Get<CrossTenantAttempts>();

        Assert.False(await attempts.NoteMissAsync(portal.Marketer, Guid.NewGuid(), CancellationToken.None));
        Assert.False(await attempts.NoteMissAsync(theirs, theirs.UserId!.Value.Value, CancellationToken.None));
        Assert.True(await attempts.NoteMissAsync(portal.Marketer, theirs.UserId!.Value.Value, CancellationToken.None));

        var recorded = await portal.Database.ReadAsync(TenantId.None, (db, t) => db.Set<PlatformEvent>().SingleAsync(e => e.Event == "tenant.cross-attempt", t), CancellationToken.None);
        Assert.Equal(theirs.UserId.Value.Value.ToString(), recorded.Target);
        Assert.Equal(0, await portal.Database.ReadAsync(portal.TenantId, (db, t) => db.Set<AuditEvent>().CountAsync(e => e.Event == "tenant.cross-attempt", t), CancellationToken.None));
    }

    [Theory, Engines]
    public async Task A_refused_write_for_another_tenant_is_on_record(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var other = await portal.AddTenantAsync("harbour", "Harbour Clinic");
        await Assert.ThrowsAsync<TenantMismatchException>(() => portal.Database.WriteAsync(other.Id, (db, _) =>
        {
            portal.Get<AuditTrail>().Record(db, portal.Marketer, "test.event", "x");
            return Task.CompletedTask;
        }, CancellationToken.None));

        Assert.Equal(1, await portal.Database.ReadAsync(
            TenantId.None, (db, t) => db.Set<PlatformEvent>().CountAsync(e => e.Event == "tenant.mismatch" && e.Target == nameof(AuditEvent), t), CancellationToken.None));
    }
}
