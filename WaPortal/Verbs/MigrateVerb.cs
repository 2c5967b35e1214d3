using WaPortal.Core;
using WaPortal.Core.Data;

namespace WaPortal.Verbs;

/// <summary>Brings the database up to the program's version, as a start of the portal does, or says what it would do.</summary>
internal sealed class MigrateVerb : IVerb
{
    public string Name => "migrate";

    public string Usage => "[--check]   brings the database up to this program's version and names each step; with --check only names them. Exit code 0, 1 when --check finds steps, 2 when it cannot be done";

    public async Task<int> RunAsync(string[] args, TextReader stdin, TextWriter stdout, TextWriter stderr, CancellationToken token)
    {
        if (args is not ([] or ["--check"]))
        {
            await stderr.WriteLineAsync("usage: migrate [--check]");
            return 2;
        }

        return await ServerConsole.RunAsync(
            stderr,
            async services =>
            {
                var pending = await services.GetRequiredService<PortalDatabase>().PendingAsync(token);
                foreach (var step in pending)
                    await stdout.WriteLineAsync(step);
                if (args.Length > 0)
                    return pending.Count == 0 ? 0 : 1;
                await CoreStart.RunAsync(services, token);
                await stdout.WriteLineAsync(pending.Count == 0 ? "The database is up to date." : FormattableString.Invariant($"{pending.Count} steps done."));
                return 0;
            },
            token, start: ConsoleStart.Nothing);
    }
}
