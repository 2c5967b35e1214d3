using System.Globalization;
using WaPortal.Core.Backups;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Ledger.Checkpoints;

namespace WaPortal.Verbs;

/// <summary>Restores a backup into an empty data directory, or makes a database careful that was restored by other means.</summary>
internal sealed class RestoreVerb(TimeProvider clock) : IVerb
{
    public string Name => "restore";

    public string Usage => """
        FILE [--replace] [--key-file FILE]   restores a backup into the data directory, with the portal stopped; --replace moves aside what is there. Nothing is sent afterwards before a person in each enterprise decides
          restore --mark [--taken TIME]   the same caution for a database that was restored by other means (pg_restore, a file put in place by hand); TIME such as 2026-11-24T02:00:00Z, else the last sign of life in it
        """;

    public async Task<int> RunAsync(string[] args, TextReader stdin, TextWriter stdout, TextWriter stderr, CancellationToken token)
    {
        if (args.Contains("--mark"))
            return await MarkAsync(args, stdout, stderr, token);
        var file = args.FirstOrDefault(a => !a.StartsWith('-') && a != ServerConsole.Option(args, "--key-file"));
        if (file is null || args.FirstOrDefault(a => a.StartsWith('-') && a is not ("--replace" or "--key-file")) is not null)
        {
            await stderr.WriteLineAsync("usage: restore FILE [--replace] [--key-file FILE], or restore --mark [--taken TIME]");
            return 2;
        }

        var configuration = Host.CreateApplicationBuilder().Configuration;
        if (configuration.GetSection(DatabaseOptions.Section).Get<DatabaseOptions>() is { Provider: DatabaseProvider.Postgres })
        {
            await stderr.WriteLineAsync("The database is PostgreSQL: restore it with pg_restore or your server's own means, and the directory tenants/ beside it. Then run \"restore --mark\" before anything is started on it.");
            return 2;
        }

        var data = configuration.GetSection(DataOptions.Section).Get<DataOptions>() ?? new DataOptions();
        var request = new RestoreRequest(
            file, data.Directory, string.IsNullOrWhiteSpace(data.MasterKey) ? null : data.MasterKey, ServerConsole.Option(args, "--key-file"), args.Contains("--replace"),
            configuration[$"{LedgerOptions.Section}:{nameof(LedgerOptions.CopyDirectory)}"]);
        var result = await RestoreBackup.RunAsync(request, clock, token);
        if (result is not RestoreResult.Done done)
        {
            await stderr.WriteLineAsync(((RestoreResult.Refused)result).Why);
            return 2;
        }

        await stdout.WriteLineAsync(FormattableString.Invariant($"Restored into {Path.GetFullPath(data.Directory)}: the backup of {done.Manifest.TakenAt:u}, {done.Manifest.Files.Count} files, all as they were."));
        if (done.Aside is { } aside)
            await stdout.WriteLineAsync($"What was there lies in {aside}. If its database can still be read, it holds what came after the backup: keep it until that is settled.");
        foreach (var ledger in done.Manifest.Ledgers)
            await stdout.WriteLineAsync(FormattableString.Invariant($"{ledger.Enterprise}: {ledger.Entries} ledger entries, head {ledger.Head}"));
        foreach (var (enterprise, entries) in done.Missing)
            await stdout.WriteLineAsync(FormattableString.Invariant($"{enterprise}: checkpoints that were copied out tell of at least {entries} ledger entries that are MISSING here. Move these checkpoints to another directory, keep them, and compare."));
        await WarnAsync(done.Marks, done.Manifest.TakenAt, stdout);
        return 0;
    }

    private static async Task<int> MarkAsync(string[] args, TextWriter stdout, TextWriter stderr, CancellationToken token)
    {
        DateTimeOffset? taken = null;
        if (ServerConsole.Option(args, "--taken") is { } text)
        {
            if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed))
            {
                await stderr.WriteLineAsync($"\"{text}\" is no time. It looks like 2026-11-24T02:00:00Z.");
                return 2;
            }

            taken = parsed.ToUniversalTime();
        }

        return await ServerConsole.RunAsync(stderr, async services =>
        {
            var mark = services.GetRequiredService<MarkRestored>();
            if ((taken ?? await mark.LastSignAsync(token)) is not { } at)
            {
                await stderr.WriteLineAsync("Nothing in the database tells when it was last used. Say up to when it knows what happened: --taken TIME.");
                return 2;
            }

            await mark.NoteAsync(at, token);
            await stdout.WriteLineAsync(FormattableString.Invariant($"Marked as set back to {at:u}."));
            await WarnAsync(await mark.RunAsync(token), at, stdout);
            return 0;
        }, token);
    }

    private static async Task WarnAsync(IReadOnlyList<RestoreMarks> marks, DateTimeOffset taken, TextWriter stdout)
    {
        foreach (var mark in marks)
            await stdout.WriteLineAsync($"{mark.EnterpriseId}: nothing is sent. {string.Join(' ', mark.Notes)}");
        await stdout.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"""

            WHAT HAPPENED AFTER {taken:u} IS NOT KNOWN HERE:
              - opt-outs. Whoever said STOP since would be written to again. Bring them in before anybody lets sending go on: recorded webhooks (webhook replay), or a list of
                these people to be opted out.
              - people who were erased since are there again, and have to be erased again.
              - messages that left since. Campaigns wait; whoever got one since gets it again if the campaign is resumed.
              - users and networks that were shut out since may come in again. Look through both lists.
            In each enterprise somebody who may change settings lets sending go on, under Settings, Restore.
            """));
    }
}
