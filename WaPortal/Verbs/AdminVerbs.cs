using WaPortal.Core.Access;

namespace WaPortal.Verbs;

/// <summary>Adds an admin to an enterprise; the password comes from the standard input, so that it stands in no history. The factor is enrolled at the first sign-in.</summary>
internal sealed class AdminCreateVerb : IVerb
{
    public string Name => "admin create";

    public string Usage => "EMAIL --name NAME --enterprise ID    adds a platform and tenant admin; the password is read from the standard input";

    public async Task<int> RunAsync(string[] args, TextReader stdin, TextWriter stdout, TextWriter stderr, CancellationToken token)
    {
        var name = ServerConsole.Option(args, "--name");
        if (args.Length == 0 || args[0].StartsWith('-') || name is null)
        {
            await stderr.WriteLineAsync("usage: admin create EMAIL --name NAME --enterprise ID < password");
            return 2;
        }

        return await ServerConsole.RunAsync(stderr, async services =>
        {
            if (await ServerConsole.ActorAsync(services, ServerConsole.Option(args, "--enterprise"), stderr, token) is not { } actor)
                return 2;
            var password = await stdin.ReadLineAsync(token) ?? "";
            var result = await services.GetRequiredService<CreateUser>().RunAsync(
                actor, new NewUser(args[0], name, [PortalRole.PlatformAdmin, PortalRole.TenantAdmin], password), token);
            foreach (var (property, words) in result.Errors)
                await stderr.WriteLineAsync($"{property}: {words}");
            if (result.User is null)
                return 1;
            await stdout.WriteLineAsync($"created {result.User.Value.Value}");
            return 0;
        }, token);
    }
}

/// <summary>Takes a lost second factor away.</summary>
internal sealed class AdminResetSecondFactorVerb : IVerb
{
    public string Name => "admin reset-2fa";

    public string Usage => "EMAIL --enterprise ID    takes a user's second factor away; they enrol anew at the next sign-in";

    public async Task<int> RunAsync(string[] args, TextReader stdin, TextWriter stdout, TextWriter stderr, CancellationToken token)
    {
        if (args.Length == 0 || args[0].StartsWith('-'))
        {
            await stderr.WriteLineAsync("usage: admin reset-2fa EMAIL --enterprise ID");
            return 2;
        }

        return await ServerConsole.RunAsync(stderr, async services =>
        {
            if (await ServerConsole.ActorAsync(services, ServerConsole.Option(args, "--enterprise"), stderr, token) is not { } actor)
                return 2;
            if (!await services.GetRequiredService<ResetSecondFactor>().RunAsync(actor, args[0], "command on the server", token))
            {
                await stderr.WriteLineAsync("There is no such user in this enterprise.");
                return 1;
            }

            await stdout.WriteLineAsync("reset");
            return 0;
        }, token);
    }
}
