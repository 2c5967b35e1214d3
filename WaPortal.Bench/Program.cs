using System.Globalization;
using WaPortal.Bench;
using WaPortal.Bench.Chaos;
using WaPortal.Bench.Fuzz;

// Figures, not tests: each benchmark compares two things in one run and prints the ratio. All of it happens in a folder that is deleted.
var benchmarks = new Dictionary<string, (string Unit, int Standard, Func<int, Task<int>> Run)>(StringComparer.Ordinal)
{
    ["templates"] = ("FAMILIES", 2_000, TemplateListBench.RunAsync),
    ["import"] = ("PEOPLE", 100_000, ImportBench.RunAsync),
    ["contacts"] = ("PEOPLE", 1_000_000, ContactsBench.RunAsync),
    ["send"] = ("PEOPLE", 20_000, SendBench.RunAsync),
    ["campaign"] = ("PEOPLE", 100_000, CampaignBench.RunAsync),
    ["hold"] = ("SECONDS", 60, HoldBench.RunAsync),
    ["intake"] = ("POSTS", 60_000, IntakeBench.RunAsync),
};

if (args is ["chaos", .. var chaos])
    return await ChaosBench.RunAsync(chaos);

if (args is ["webhook-fuzz", .. var fuzz])
    return await WebhookFuzzBench.RunAsync(fuzz);

if (args is [var name, .. var rest] && rest.Length < 2 && benchmarks.TryGetValue(name, out var benchmark))
{
    var size = rest is [var text] ? int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var asked) && asked > 0 ? asked : (int?)null : benchmark.Standard;
    if (size is { } count)
        return await benchmark.Run(count);
}

Console.Error.WriteLine(
    "usage: dotnet run -c Release --project WaPortal.Bench -- " + string.Join(" | ", benchmarks.Select(b => $"{b.Key} [{b.Value.Unit}]")) + " | webhook-fuzz [POSTS] [SEED] | chaos [PEOPLE] [SEED] [--postgres CONNECTION]");
return 2;
