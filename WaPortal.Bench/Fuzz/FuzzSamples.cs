using System.Text.Json.Nodes;

namespace WaPortal.Bench.Fuzz;

/// <summary>The webhook samples of the tests, carried along.</summary>
internal static class FuzzSamples
{
    private const string Prefix = "webhook-samples/";

    public static IReadOnlyList<(string Name, byte[] Body)> All { get; } = [.. Read()];

    /// <summary>A fresh copy of a sample.</summary>
    public static JsonNode Copy(int index) => JsonNode.Parse(All[index].Body)!;

    private static IEnumerable<(string, byte[])> Read()
    {
        var assembly = typeof(FuzzSamples).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            yield return (name[Prefix.Length..], copy.ToArray());
        }
    }
}
