using System.IO.Compression;
using System.Text;
using Microsoft.Data.Sqlite;
using WaPortal.Core.Access;
using WaPortal.Core.Backups;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Backups;

/// <summary>The file of a backup: what is in it, what is not, and what is refused.</summary>
public sealed class BackupTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly string _folder = Directory.CreateTempSubdirectory("waportal-backup-").FullName;

    [Fact]
    public async Task A_backup_holds_database_and_files_and_no_secret_key()
    {
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite);
        var taken = await TakeAsync(portal);
        using var zip = ZipFile.OpenRead(taken.File);
        Assert.Contains($"tenants/{portal.TenantId}/imports/a.csv", zip.Entries.Select(e => e.FullName));
        Assert.DoesNotContain(zip.Entries, e => e.FullName.Contains("master", StringComparison.Ordinal) || e.FullName.Contains("signing", StringComparison.Ordinal));
        var secret = (await File.ReadAllTextAsync(Path.Combine(portal.DataPath, "keys", "master.key"))).Trim();
        foreach (var entry in zip.Entries)
        {
            using var content = new MemoryStream();
            await using (var from = await entry.OpenAsync())
                await from.CopyToAsync(content);
            Assert.Equal(-1, content.ToArray().AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)));
            Assert.Equal(-1, content.ToArray().AsSpan().IndexOf(Convert.FromBase64String(secret)));
        }

        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(taken.File));
        Assert.Equal([Path.GetFileName(taken.File)], Directory.EnumerateFileSystemEntries(_folder).Select(Path.GetFileName));
        // Nothing is written over.
        Assert.IsType<BackupResult.Refused>(await portal.Get<TakeBackup>().RunAsync(Console(portal), taken.File, None));
        Assert.IsType<BackupResult.Refused>(await portal.Get<TakeBackup>().RunAsync(Console(portal), Path.Combine(portal.DataPath, "x.zip"), None));
        Assert.IsType<BackupResult.Refused>(await portal.Get<TakeBackup>().RunAsync(Console(portal), Path.Combine(_folder, "not", "there.zip"), None));
    }

    [Fact]
    public async Task A_restored_directory_starts_and_is_what_it_was()
    {
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite);
        var taken = await TakeAsync(portal);
        var target = Target("restored");
        var done = Assert.IsType<RestoreResult.Done>(await RestoreAsync(taken.File, target, KeyOf(portal)));
        Assert.Null(done.Aside);
        Assert.Equal(["casa-alba"], done.Marks.Select(m => m.EnterpriseId));
        Assert.Equal("phone\n", await File.ReadAllTextAsync(Path.Combine(target, "tenants", portal.TenantId.ToString(), "imports", "a.csv")));
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(target), p => Path.GetFileName(p).StartsWith(".restoring", StringComparison.Ordinal));

        await using (var again = TestPortal.CreateServices(target, null, null, portal.Clock, null))
        {
            await WaPortal.Core.CoreStart.RunAsync(again, None);
            var tenant = await ((TenantDirectory)again.GetService(typeof(TenantDirectory))!).FindAsync("casa-alba", None);
            Assert.Equal(portal.TenantId, tenant!.Id);
            using var file = new PlainSqlite(Path.Combine(target, "portal.db"), SqliteOpenMode.ReadOnly);
            Assert.Equal("wal", file.Query("PRAGMA journal_mode", None)[0]);
        }

        SqliteConnection.ClearAllPools();
        // A full directory is refused; with the word for it what was there is moved aside.
        Assert.Contains("is not empty", Refused(await RestoreAsync(taken.File, target, null)), StringComparison.Ordinal);
        var replaced = Assert.IsType<RestoreResult.Done>(await RestoreAsync(taken.File, target, null, replace: true));
        Assert.True(File.Exists(Path.Combine(replaced.Aside!, "portal.db")));
        Assert.True(File.Exists(Path.Combine(target, "portal.db")));
    }

    [Fact]
    public async Task A_file_put_in_place_by_hand_is_careful_as_well()
    {
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite);
        var taken = await TakeAsync(portal);
        var target = Target("by-hand");
        Directory.CreateDirectory(Path.Combine(target, "keys"));
        File.Copy(KeyOf(portal), Path.Combine(target, "keys", "master.key"));
        ZipFile.ExtractToDirectory(taken.File, target);
        await using var again = TestPortal.CreateServices(target, null, null, portal.Clock, null);
        await WaPortal.Core.CoreStart.RunAsync(again, None);
        Assert.NotNull(await ((RestoreDecision)again.GetService(typeof(RestoreDecision))!).HeldSinceAsync(portal.Marketer, None));
    }

    [Fact]
    public async Task What_is_not_right_is_refused_in_plain_words_and_changes_nothing()
    {
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite);
        var taken = await TakeAsync(portal);
        var (target, key) = (Target("target"), KeyOf(portal));
        Assert.Contains("does not exist", Refused(await RestoreAsync(Path.Combine(_folder, "none.zip"), target, key)), StringComparison.Ordinal);
        Assert.Contains("master key is missing", Refused(await RestoreAsync(taken.File, target, null)), StringComparison.Ordinal);

        var other = Path.Combine(_folder, "other.key");
        await File.WriteAllTextAsync(other, Convert.ToBase64String(new byte[32]));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(other, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Contains("is not the backup's", Refused(await RestoreAsync(taken.File, target, other)), StringComparison.Ordinal);

        Assert.Contains("is damaged", Refused(await RestoreAsync(await ChangedAsync(taken.File, "cut", bytes => bytes[..(bytes.Length / 2)]), target, key)), StringComparison.Ordinal);
        Assert.Contains("no backup", Refused(await RestoreAsync(other, target, key)), StringComparison.Ordinal);
        Assert.Contains("is not what it was", Refused(await RestoreAsync(Rewritten(taken.File, "swapped", swap: "phone\nwrong"), target, key)), StringComparison.Ordinal);
        Assert.Contains("is missing", Refused(await RestoreAsync(Rewritten(taken.File, "without", leaveOut: ".csv"), target, key)), StringComparison.Ordinal);
        Assert.Contains("newer program", Refused(await RestoreAsync(Rewritten(taken.File, "newer", manifest: m => m.Replace("\"format\": 1", "\"format\": 2", StringComparison.Ordinal)), target, key)), StringComparison.Ordinal);
        Assert.Contains("other files", Refused(await RestoreAsync(Rewritten(taken.File, "out", manifest: m => m.Replace("tenants/", "../tenants/", StringComparison.Ordinal)), target, key)), StringComparison.Ordinal);
        Assert.Contains("newer program", Refused(await RestoreAsync(await OfNewerSchemaAsync(portal), target, key)), StringComparison.Ordinal);
        Assert.False(Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any());
        // A portal works on it.
        using (var running = portal.Get<DataDirectory>().HoldOpen())
            Assert.Contains("stop it first", Refused(await RestoreAsync(taken.File, portal.DataPath, null, replace: true)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Content_that_changed_in_the_file_is_noticed()
    {
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite);
        var taken = await TakeAsync(portal);
        var length = new FileInfo(taken.File).Length;
        for (var part = 1; part < 10; part++)
        {
            var changed = await ChangedAsync(taken.File, "flipped" + part, bytes =>
            {
                bytes[length * part / 11] ^= 0x20;
                return bytes;
            });
            var result = await RestoreAsync(changed, Target("flipped" + part), KeyOf(portal));
            // A packed byte may stand for the same content in another way, such as the same run of zeros taken from elsewhere.
            if (result is RestoreResult.Done)
                Assert.Equal(await ContentAsync(taken.File), await ContentAsync(changed));
            else
                Assert.Contains("damaged", Refused(result), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task PostgreSQL_is_left_to_its_own_means()
    {
        if (EnginesAttribute.PostgresServer is null)
            Assert.Skip("No PostgreSQL server.");
        await using var portal = await TestPortal.StartAsync(Engine.Postgres);
        var refused = Assert.IsType<BackupResult.Refused>(await portal.Get<TakeBackup>().RunAsync(Console(portal), _folder, None));
        Assert.Contains("pg_dump", refused.Why, StringComparison.Ordinal);
        Assert.Contains("restore --mark", refused.Why, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private static Actor Console(TestPortal portal) => Actor.Job(portal.TenantId, "server console");

    private static string KeyOf(TestPortal portal) => Path.Combine(portal.DataPath, "keys", "master.key");

    private static string Refused(RestoreResult result) => Assert.IsType<RestoreResult.Refused>(result).Why;

    private string Target(string name) => Path.Combine(_folder, name);

    private async Task<BackupResult.Taken> TakeAsync(TestPortal portal)
    {
        var imports = portal.Get<DataDirectory>().TenantSubdirectory(portal.TenantId, "imports");
        await File.WriteAllTextAsync(Path.Combine(imports, "a.csv"), "phone\n");
        return Assert.IsType<BackupResult.Taken>(await portal.Get<TakeBackup>().RunAsync(Console(portal), _folder, None));
    }

    private static Task<RestoreResult> RestoreAsync(string file, string target, string? keyFile, bool replace = false) =>
        RestoreBackup.RunAsync(new RestoreRequest(file, target, null, keyFile, replace, null), TimeProvider.System, None);

    private async Task<string> ChangedAsync(string file, string name, Func<byte[], byte[]> change)
    {
        var changed = Path.Combine(_folder, name + ".zip");
        await File.WriteAllBytesAsync(changed, change(await File.ReadAllBytesAsync(file)));
        return changed;
    }

    private static async Task<byte[]> ContentAsync(string file)
    {
        using var zip = ZipFile.OpenRead(file);
        using var content = new MemoryStream();
        foreach (var entry in zip.Entries)
        {
            await using var from = await entry.OpenAsync();
            await from.CopyToAsync(content);
        }

        return content.ToArray();
    }

    // As somebody would who knows the form: the archive itself is whole.
    private string Rewritten(string file, string name, string? swap = null, string? leaveOut = null, Func<string, string>? manifest = null)
    {
        var rewritten = Path.Combine(_folder, name + ".zip");
        using var from = ZipFile.OpenRead(file);
        using var to = ZipFile.Open(rewritten, ZipArchiveMode.Create);
        foreach (var entry in from.Entries.Where(e => leaveOut is null || !e.FullName.EndsWith(leaveOut, StringComparison.Ordinal)))
        {
            using var content = new MemoryStream();
            using (var read = entry.Open())
                read.CopyTo(content);
            var bytes = content.ToArray();
            if (swap is not null && entry.FullName.EndsWith(".csv", StringComparison.Ordinal))
                bytes = Encoding.UTF8.GetBytes(swap);
            if (manifest is not null && entry.FullName == BackupManifest.FileName)
                bytes = Encoding.UTF8.GetBytes(manifest(Encoding.UTF8.GetString(bytes)));
            using var write = to.CreateEntry(entry.FullName).Open();
            write.Write(bytes);
        }

        return rewritten;
    }

    private async Task<string> OfNewerSchemaAsync(TestPortal portal)
    {
        await portal.Database.WriteAsync(
            TenantId.None, (db, t) => db.ExecuteSqlAsync("INSERT INTO \"__EFMigrationsHistory\" (\"MigrationId\", \"ProductVersion\") VALUES ('29990101000000_Future', '99')", t), None);
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "newer")).FullName;
        return Assert.IsType<BackupResult.Taken>(await portal.Get<TakeBackup>().RunAsync(Console(portal), folder, None)).File;
    }
}
