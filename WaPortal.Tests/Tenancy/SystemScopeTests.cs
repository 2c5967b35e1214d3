using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Audit;
using WaPortal.Core.Tenancy;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Tenancy;

public sealed class SystemScopeTests
{
    [Theory, Engines]
    public async Task Work_reaches_each_working_tenant_and_is_recorded_once_a_day(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        await portal.AddTenantAsync("harbour", "Harbour Clinic");
        var scope = portal.Get<SystemScope>();
        var seen = new List<string>();
        for (var minute = 0; minute < 3; minute++)
            await scope.ForEachAsync("test work", (tenant, _) => Note(tenant), CancellationToken.None);
        Assert.Equal(["casa-alba", "harbour", "casa-alba", "harbour", "casa-alba", "harbour"], seen);
        Assert.Equal(1, await RecordedAsync());

        portal.Clock.Advance(TimeSpan.FromHours(25));
        await scope.ForEachAsync("test work", (tenant, _) => Note(tenant), CancellationToken.None);
        Assert.Equal(2, await RecordedAsync());

        Task Note(Tenant tenant)
        {
            seen.Add(tenant.EnterpriseId);
            return Task.CompletedTask;
        }

        Task<int> RecordedAsync() => portal.Database.ReadAsync(TenantId.None, (db, t) =>
            db.Set<PlatformEvent>().CountAsync(e => e.Event == "system-scope.opened" && e.Target == "test work", t), CancellationToken.None);
    }

    [Theory, Engines]
    public async Task One_tenant_that_fails_takes_no_turn_from_the_others(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        await portal.AddTenantAsync("harbour", "Harbour Clinic");
        var reached = 0;
        var fault = await Assert.ThrowsAsync<AggregateException>(() => portal.Get<SystemScope>().ForEachAsync("test work", (tenant, _) =>
        {
            reached++;
            return tenant.EnterpriseId == "casa-alba" ? throw new InvalidOperationException("no") : Task.CompletedTask;
        }, CancellationToken.None));
        Assert.Equal(2, reached);
        Assert.Single(fault.InnerExceptions);
    }

    [Fact]
    public void Nothing_else_walks_or_looks_across_tenants()
    {
        // Each with its reason. Whoever adds a line here has thought about isolation.
        var allowed = new Dictionary<string, string[]>(StringComparer.Ordinal)
        {
            ["ListActiveAsync("] =
            [
                "TenantDirectory.cs", // declares it
                "OpenTenant.cs", // finds one by id for a platform admin
                "DemoHouse.cs", // asks whether there is any
                "SandboxConnection.cs", // connects the first enterprise
            ],
            ["LookAcrossAsync("] = ["WhatsAppAccounts.cs", "CrossTenantAttempts.cs", "FormDoors.cs"],
            ["NameLookAsync("] = ["RowSecurity.cs", "PortalDatabase.cs", "AdminGuard.cs"],
        };
        var files = new[] { "WaPortal", "WaPortal.Core" }
            .SelectMany(project => Directory.EnumerateFiles(Path.Combine(Repository.Root, project), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/Migrations/", StringComparison.Ordinal))
            .Select(file => (Name: Path.GetFileName(file), Text: File.ReadAllText(file))).ToList();
        foreach (var (call, names) in allowed)
            Assert.Equal(names.Order(StringComparer.Ordinal), files.Where(f => f.Text.Contains(call, StringComparison.Ordinal)).Select(f => f.Name).Order(StringComparer.Ordinal));
    }
}
