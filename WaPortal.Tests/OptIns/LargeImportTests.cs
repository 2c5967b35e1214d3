using System.Diagnostics;
using System.Globalization;
using WaPortal.Tests.Data;
using WaPortal.Tests.Sandbox;
using Xunit;

namespace WaPortal.Tests.OptIns;

[Trait("Category", "Load")]
public sealed class LargeImportTests(ITestOutputHelper output)
{
    // Twenty batches. More by hand: WAPORTAL_TEST_LIST_ROWS=1000000.
    private static readonly int Rows = KilledPortal.Setting("WAPORTAL_TEST_LIST_ROWS", 20_000);

    [Theory, Engines]
    public async Task A_large_list_comes_in_whole(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var started = Stopwatch.GetTimestamp();
        var id = await portal.ImportAsync(ImportFlow.Header + ImportFlow.Rows(1, Rows));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Rows} rows on {engine}: {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s"));
        Assert.Equal(Rows, (await portal.DetailAsync(id)).Accepted);
        Assert.Equal(Rows, (await portal.AudienceAsync()).DistinctBy(m => m.ContactId).Count());
        Assert.Empty((await portal.VerifyAsync()).Breaks);
    }
}
