namespace WaPortal.Tests.WhatsApp;

/// <summary>The webhook bodies beside these tests.</summary>
internal static class Samples
{
    public const string AppSecret = "invented-app-secret-0001";

    public static readonly DateTimeOffset ReceivedAt = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "WhatsApp", "samples");

    public static byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(Root, name + ".json"));

    public static IEnumerable<string> Names(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.json").Select(path => $"{folder}/{Path.GetFileNameWithoutExtension(path)}").Order(StringComparer.Ordinal);

    public static IReadOnlyDictionary<string, string> Signatures() =>
        File.ReadAllLines(Path.Combine(Root, "messages", "signatures.txt"))
            .Select(line => line.Split(' '))
            .ToDictionary(parts => "messages/" + Path.GetFileNameWithoutExtension(parts[0]), parts => parts[1]);
}
