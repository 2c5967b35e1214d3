using WaPortal.Core.Access;

namespace WaPortal.Verbs;

/// <summary>Prints the present code of a secret, for demonstrations and scripts.</summary>
internal sealed class TotpCodeVerb : IVerb
{
    public string Name => "totp code";

    public string Usage => "SECRET    prints the six digits that an authenticator app shows now for a base-32 secret";

    public async Task<int> RunAsync(string[] args, TextReader stdin, TextWriter stdout, TextWriter stderr, CancellationToken token)
    {
        if (args.Length == 0 || Base32.TryDecode(string.Concat(args)) is not { Length: > 0 } seed)
        {
            await stderr.WriteLineAsync("usage: totp code SECRET (base 32)");
            return 2;
        }

        await stdout.WriteLineAsync(Totp.CodeAt(seed, TimeProvider.System.GetUtcNow()));
        return 0;
    }
}
