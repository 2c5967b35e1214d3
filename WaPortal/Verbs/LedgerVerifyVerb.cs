using WaPortal.Core.Access;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Ledger.Checkpoints;
using WaPortal.Core.Tenancy;

namespace WaPortal.Verbs;

/// <summary>Checks that nobody changed the consent ledger.</summary>
internal sealed class LedgerVerifyVerb : IVerb
{
    public string Name => "ledger verify";

    public string Usage => "[--tenant ID] [--checkpoint FILE]   recomputes the consent ledger's chain and holds it against its checkpoints and the one in FILE; exit code 0 when it holds, 2 with each break when it does not";

    public Task<int> RunAsync(string[] args, TextReader stdin, TextWriter stdout, TextWriter stderr, CancellationToken token) =>
        ServerConsole.RunAsync(stderr, async services =>
        {
            var wanted = ServerConsole.Option(args, "--tenant");
            var directory = services.GetRequiredService<TenantDirectory>();
            var tenants = wanted is null
                ? await directory.ListAsync([TenantStatus.Active, TenantStatus.Suspended, TenantStatus.Closed], token)
                : await directory.FindAsync(wanted, token) is { } one ? [one] : [];
            if (wanted is not null && tenants.Count == 0)
            {
                await stderr.WriteLineAsync($"There is no enterprise \"{wanted}\".");
                return 2;
            }

            CheckpointNote? witness = null;
            if (ServerConsole.Option(args, "--checkpoint") is { } file)
            {
                witness = File.Exists(file) ? CheckpointNote.Read(await File.ReadAllTextAsync(file, token)) : null;
                if (witness is null || tenants.All(t => CheckpointNote.OriginOf(t.Id) != witness.Origin))
                {
                    await stderr.WriteLineAsync(witness is null ? $"{file} is not there, or no checkpoint of a consent ledger." : $"The checkpoint in {file} is of {witness.Origin}, which is not among the ledgers to verify.");
                    return 2;
                }
            }

            var code = 0;
            foreach (var tenant in tenants)
            {
                var verification = await services.GetRequiredService<VerifyLedger>().RunAsync(Actor.Job(tenant.Id, ServerConsole.ActorName), null, token, witness?.Origin == CheckpointNote.OriginOf(tenant.Id) ? witness : null);
                await stdout.WriteLineAsync(FormattableString.Invariant($"{tenant.EnterpriseId}: {verification.Entries} entries, head {verification.Head}"));
                foreach (var broken in verification.Breaks)
                {
                    code = 2;
                    await stdout.WriteLineAsync(FormattableString.Invariant($"{tenant.EnterpriseId}: break at {broken.Seq}: {broken.Kind}"));
                }
            }

            return code;
        }, token);
}
