using System.Globalization;
using WaPortal.Bench;

// Figures, not tests: each benchmark compares two things in one run and prints the ratio. All of it happens in a folder that is deleted.
if (args is ["templates", .. var rest])
    return await TemplateListBench.RunAsync(rest is [var count] && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var families) ? families : 2_000);

Console.Error.WriteLine("usage: dotnet run -c Release --project WaPortal.Bench -- templates [FAMILIES]");
return 2;
