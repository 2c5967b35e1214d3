using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Data.Restores;
using WaPortal.Core.Operations;
using WaPortal.Core.Tenancy;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Tenancy;

public sealed class TenantIsolationTests
{
    // Rows that belong to the installation, not to an enterprise; each with its reason.
    private static readonly HashSet<Type> OwnedByNobody =
    [
        typeof(Tenant), // the enterprise itself
        typeof(Installation), // set-up, before there is an enterprise
        typeof(PlatformNetwork), // asked before anybody is known
        typeof(PlatformEvent), // what happened outside any enterprise
        typeof(MasterKeySeal), // tells the right master key from a wrong one
        typeof(ProtectionKey), // the web application's own, for all nodes
        typeof(JobRecord), // the scheduler's, for whatever tenant; ids and times only
        typeof(PlatformChainHead), // where the trail of that ends
        typeof(Restoration), // the whole database was set back; two times and nothing else
        typeof(TenantErasureCount), // what an erasure has deleted so far, for the platform's record
    ];

    [Theory, Engines]
    public async Task Every_entity_is_owned_filtered_and_keyed_by_its_tenant(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        await portal.Database.ReadAsync(portal.TenantId, (db, _) =>
        {
            foreach (var entity in db.Model.GetEntityTypes().Where(e => !OwnedByNobody.Contains(e.ClrType)))
            {
                Assert.True(typeof(ITenantOwned).IsAssignableFrom(entity.ClrType), $"{entity.ClrType.Name} belongs to no tenant");
                Assert.Contains(entity.GetDeclaredQueryFilters(), f => f.Key == PortalDbContext.TenantFilter);
                Assert.Equal(nameof(ITenantOwned.TenantId), entity.FindPrimaryKey()!.Properties[0].Name);
                foreach (var key in entity.GetForeignKeys().Where(k => typeof(ITenantOwned).IsAssignableFrom(k.PrincipalEntityType.ClrType)))
                    Assert.Contains(key.Properties, p => p.Name == nameof(ITenantOwned.TenantId));
            }

            return Task.FromResult(true);
        }, CancellationToken.None);
    }

    [Theory, Engines]
    public async Task A_row_of_one_tenant_is_not_there_for_another_and_without_a_tenant_nothing_is(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var other = await portal.AddTenantAsync("harbour", "Harbour Clinic");
        await portal.Get<AuditTrail>().RecordAsync(portal.Marketer, "test.event", "x", "ok", null, CancellationToken.None);

        Assert.Equal(1, await CountAsync(portal.TenantId));
        Assert.Equal(0, await CountAsync(other.Id));
        Assert.Equal(0, await CountAsync(TenantId.None));

        Task<int> CountAsync(TenantId tenant) =>
            portal.Database.ReadAsync(tenant, (db, t) => db.Set<AuditEvent>().CountAsync(t), CancellationToken.None);
    }

    [Theory, Engines]
    public async Task Writing_in_the_name_of_another_tenant_is_refused_and_saves_nothing(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var other = await portal.AddTenantAsync("harbour", "Harbour Clinic");
        await Assert.ThrowsAsync<TenantMismatchException>(() => portal.Database.WriteAsync(other.Id, (db, _) =>
        {
            portal.Get<AuditTrail>().Record(db, portal.Marketer, "test.event", "x");
            return Task.CompletedTask;
        }, CancellationToken.None));

        Assert.Equal(0, await portal.Database.ReadAsync(portal.TenantId, (db, t) => db.Set<AuditEvent>().CountAsync(t), CancellationToken.None));
    }

    [Fact]
    public void No_source_file_switches_the_tenant_filter_off()
    {
        var root = Repository.Root;
        var offenders = new[] { "WaPortal", "WaPortal.Core" }
            .SelectMany(project => Directory.EnumerateFiles(Path.Combine(root, project), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && File.ReadAllText(file).Contains("IgnoreQueryFilters", StringComparison.Ordinal));
        Assert.Empty(offenders);
    }
}
