using WaPortal.Bench.Chaos;
using WaPortal.Tests.Browser;
using Xunit;

namespace WaPortal.Tests.Chaos;

/// <summary>A small edition of what <c>WaPortal.Bench -- chaos</c> does at length.</summary>
[Trait("Category", "Load")]
public sealed class ChaosTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Kills_storms_and_stops_leave_nothing_sent_twice_lost_or_sent_against_somebodys_word()
    {
        var plan = new ChaosPlan(200, 20261123, null, PortalProcess.Program)
        {
            Kills = 2,
            TokenExpiries = 1,
            Throughput = 60,
            Timeout = TimeSpan.FromSeconds(1),
            StartTime = TimeSpan.FromSeconds(1),
            LeaseTime = TimeSpan.FromSeconds(2),
            InDoubtLimit = TimeSpan.FromSeconds(4),
            LongestStorm = TimeSpan.FromSeconds(0.6),
            LongestDeath = TimeSpan.FromSeconds(0.5),
            Stall = TimeSpan.FromSeconds(1.5),
            Patience = TimeSpan.FromMinutes(3),
        };
        var report = await ChaosRun.RunAsync(plan);
        await using var table = new StringWriter();
        ChaosBench.Print(plan, report, table);
        output.WriteLine(table.ToString());
        Assert.Empty(report.Findings);
        Assert.True(report.Kills >= 2);
        Assert.True(report.Storms > 0);
        Assert.NotEmpty(report.Evidence.Taken);
    }
}
