using Microsoft.Data.Sqlite;
using Microsoft.Playwright;

namespace WaPortal.Tests.Browser;

/// <summary>
/// A portal of its own, set up and with its first user signed in. The way through the set-up, which <see cref="SignInTests"/> walks, is gone
/// once for all of them; each starts on a copy of the data directory that it left.
/// </summary>
public sealed class ReadyPortal : IAsyncDisposable
{
    private readonly string _directory;

    private ReadyPortal(PortalProcess process, SignedInPage user, string directory) => (Process, User, _directory) = (process, user, directory);

    public PortalProcess Process { get; }

    public SignedInPage User { get; }

    public IPage Page => User.Page;

    public static async Task<ReadyPortal> StartAsync(BrowserFixture browser, IReadOnlyDictionary<string, string>? settings = null)
    {
        var original = await browser.SetUpOnceAsync();
        var directory = Directory.CreateTempSubdirectory("waportal-ready-").FullName;
        Copy(original.DataPath, directory);
        await TouchSessionAsync(directory);
        var process = await PortalProcess.StartAsync(settings, directory);
        var context = await browser.NewContextAsync(process, new BrowserNewContextOptions { StorageState = original.StorageState });
        return new ReadyPortal(process, original.User with { Page = await context.NewPageAsync() }, directory);
    }

    public async ValueTask DisposeAsync()
    {
        await Page.Context.DisposeAsync();
        await Process.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private static void Copy(string from, string to)
    {
        foreach (var folder in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)));
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
            File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
    }

    // The copy may be made long after the sign-in; to the tests it has just happened.
    private static async Task TouchSessionAsync(string directory)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(directory, "portal.db")};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "UPDATE sessions SET created_at = @now, seen_at = @now, proved_at = @now";
        command.Parameters.AddWithValue("@now", TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>What one walk through the set-up left behind.</summary>
/// <param name="DataPath">The data directory of the stopped portal.</param>
/// <param name="User">The first user; the page is closed.</param>
/// <param name="StorageState">The browser's cookies.</param>
internal sealed record SetUpPortal(string DataPath, SignedInPage User, string StorageState);
