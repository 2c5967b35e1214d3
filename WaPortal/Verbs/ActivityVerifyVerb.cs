using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data.Chains;
using WaPortal.Core.Tenancy;

namespace WaPortal.Verbs;

/// <summary>Checks that nobody changed the trails of what was done.</summary>
internal sealed class ActivityVerifyVerb : IVerb
{
    public string Name => "activity verify";

    public string Usage => "[--tenant ID]   recomputes the chains of the activity trails, the platform's among them; exit code 0 when they hold, 2 with each break";

    public Task<int> RunAsync(string[] args, TextReader stdin, TextWriter stdout, TextWriter stderr, CancellationToken token) =>
        ServerConsole.RunAsync(stderr, services => VerifyAsync(services, ServerConsole.Option(args, "--tenant"), stdout, stderr, token), token);

    internal static async Task<int> VerifyAsync(IServiceProvider services, string? wanted, TextWriter stdout, TextWriter stderr, CancellationToken token)
    {
        var verify = services.GetRequiredService<VerifyActivity>();
        if (await ServerConsole.TenantsAsync(services, wanted, stderr, token) is not { } tenants)
            return 2;
        var holds = true;
        foreach (var tenant in tenants)
            holds &= await TellAsync(tenant.EnterpriseId, await verify.RunAsync(Actor.Job(tenant.Id, ServerConsole.ActorName), null, token), stdout);
        if (wanted is null)
            holds &= await TellAsync("platform", await verify.RunPlatformAsync(Actor.Job(TenantId.None, ServerConsole.ActorName), null, token), stdout);
        return holds ? 0 : 2;
    }

    private static async Task<bool> TellAsync(string trail, ChainVerification answer, TextWriter stdout)
    {
        await stdout.WriteLineAsync(FormattableString.Invariant($"{trail}: {answer.Entries} events, head {answer.Head}"));
        foreach (var broken in answer.Breaks)
            await stdout.WriteLineAsync(FormattableString.Invariant($"{trail}: break at {broken.Seq}: {broken.Kind}"));
        return answer.Breaks.Count == 0;
    }
}
