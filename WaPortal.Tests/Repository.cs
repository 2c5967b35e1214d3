namespace WaPortal.Tests;

/// <summary>Where the sources are, for tests that read them.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "WaPortal.sln")))
            directory = Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("WaPortal.sln is not above the tests.");
        return directory;
    }
}
