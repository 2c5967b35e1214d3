using WaPortal.Core.Access;
using WaPortal.Core.Backups;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Verbs;

/// <summary>Copies the installation into one file while the portal runs.</summary>
internal sealed class BackupVerb : IVerb
{
    public string Name => "backup";

    public string Usage => "FILE|DIRECTORY   copies database and uploaded files into one file, also while the portal runs; the master key is not in it. Exit code 0, 1 when a consent ledger does not hold, 2 when there is no backup";

    public async Task<int> RunAsync(string[] args, TextReader stdin, TextWriter stdout, TextWriter stderr, CancellationToken token)
    {
        if (args is not [var target] || target.StartsWith('-'))
        {
            await stderr.WriteLineAsync("usage: backup FILE|DIRECTORY");
            return 2;
        }

        return await ServerConsole.RunAsync(
            stderr,
            async services =>
            {
                var database = services.GetRequiredService<PortalDatabase>();
                var portal = services.GetRequiredService<DataDirectory>().PortalFile;
                if (!database.IsPostgres && !File.Exists(portal))
                {
                    await stderr.WriteLineAsync($"{portal} does not exist: there is nothing to back up.");
                    return 2;
                }

                // A backup of a running portal must not change it under its feet.
                if (!database.IsPostgres && (await database.PendingAsync(token)).Count > 0)
                {
                    await stderr.WriteLineAsync("The database is of an older version than this program. Take the backup with the program that wrote it, or run \"migrate\" first.");
                    return 2;
                }

                var result = await services.GetRequiredService<TakeBackup>().RunAsync(Actor.Job(TenantId.None, ServerConsole.ActorName), target, token);
                if (result is not BackupResult.Taken taken)
                {
                    await stderr.WriteLineAsync(((BackupResult.Refused)result).Why);
                    return 2;
                }

                await TellAsync(taken, stdout);
                return taken.Manifest.Ledgers.All(l => l.Breaks == 0) ? 0 : 1;
            },
            token, start: ConsoleStart.Nothing);
    }

    private static async Task TellAsync(BackupResult.Taken taken, TextWriter stdout)
    {
        var manifest = taken.Manifest;
        await stdout.WriteLineAsync(FormattableString.Invariant($"{taken.File}: {taken.Size} bytes, {manifest.Files.Count} files, as of {manifest.TakenAt:u}"));
        foreach (var ledger in manifest.Ledgers)
            await stdout.WriteLineAsync(FormattableString.Invariant($"{ledger.Enterprise}: {ledger.Entries} ledger entries, head {ledger.Head}{(ledger.Breaks == 0 ? "" : $", {ledger.Breaks} BREAKS")}"));
        await stdout.WriteLineAsync(FormattableString.Invariant($"The master key ({manifest.MasterKey}) is not in it, nor is the key that signs the ledger's checkpoints (keys/ledger/signing.pem). Without the master key nobody can read the backup: keep a copy of it where no backup lies."));
        await stdout.WriteLineAsync("Names and other things that lists hold are in it as in the database: keep it like the database.");
    }
}
