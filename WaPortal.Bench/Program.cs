using System.Globalization;
using WaPortal.Bench;
using WaPortal.Bench.Chaos;

// Figures, not tests: each benchmark compares two things in one run and prints the ratio. All of it happens in a folder that is deleted.
if (args is ["templates", .. var rest])
    return await TemplateListBench.RunAsync(rest is [var count] && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var families) ? families : 2_000);

if (args is ["import", .. var of])
    return await ImportBench.RunAsync(of is [var rows] && int.TryParse(rows, NumberStyles.None, CultureInfo.InvariantCulture, out var people) ? people : 100_000);

if (args is ["contacts", .. var many])
    return await ContactsBench.RunAsync(many is [var size] && int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var all) ? all : 1_000_000);

if (args is ["send", .. var messages])
    return await SendBench.RunAsync(messages is [var sends] && int.TryParse(sends, NumberStyles.None, CultureInfo.InvariantCulture, out var to) ? to : 20_000);

if (args is ["chaos", .. var chaos])
    return await ChaosBench.RunAsync(chaos);

Console.Error.WriteLine("usage: dotnet run -c Release --project WaPortal.Bench -- templates [FAMILIES] | import [PEOPLE] | contacts [PEOPLE] | send [PEOPLE] | chaos [PEOPLE] [SEED] [--postgres CONNECTION]");
return 2;
