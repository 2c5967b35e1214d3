using WaPortal.Core.Access;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.Tenancy;

namespace WaPortal.Verbs;

/// <summary>Checks that nobody changed the consent ledger.</summary>
internal sealed class LedgerVerifyVerb : IVerb
{
    public string Name => "ledger verify";

    public string Usage => "[--tenant ID]   recomputes the consent ledger's chain; exit code 0 when it holds, 2 with each break when it does not";

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

            var code = 0;
            foreach (var tenant in tenants)
            {
                var verification = await services.GetRequiredService<VerifyLedger>().RunAsync(Actor.Job(tenant.Id, ServerConsole.ActorName), null, token);
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
