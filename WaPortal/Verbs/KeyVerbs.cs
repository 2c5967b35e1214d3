using System.Globalization;
using WaPortal.Core.Access;
using WaPortal.Core.Operations;
using WaPortal.Core.Tenancy;

namespace WaPortal.Verbs;

/// <summary>Lists the versions of all keys.</summary>
internal sealed class KeysListVerb : IVerb
{
    public string Name => "keys list";

    public string Usage => "[--tenant ID]   lists each enterprise's keys: purpose, version, when made, state";

    public Task<int> RunAsync(string[] args, TextReader stdin, TextWriter stdout, TextWriter stderr, CancellationToken token) =>
        ServerConsole.RunAsync(stderr, async services =>
        {
            if (await ServerConsole.TenantsAsync(services, ServerConsole.Option(args, "--tenant"), stderr, token) is not { } tenants)
                return 2;
            foreach (var tenant in tenants)
            {
                foreach (var key in await services.GetRequiredService<KeyList>().RunAsync(Actor.Job(tenant.Id, ServerConsole.ActorName), token))
                {
                    var state = key.DestroyedAt is { } at ? $"destroyed {at:u}" : key.IsNewest ? "newest" : "reads only";
                    await stdout.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{tenant.EnterpriseId}\t{key.Purpose.Word()}\t{key.Version}\t{key.CreatedAt:u}\t{state}"));
                }
            }

            return 0;
        }, token);
}

/// <summary>Makes new versions of keys.</summary>
internal sealed class KeysRotateVerb : IVerb
{
    private const string NotPhoneId =
        "phone-id cannot be rotated: people are known by keyed hashes of their numbers, and lists, consent ledger and messages are joined by them. Under another key everybody would be a stranger without consent.";

    public string Name => "keys rotate";

    public string Usage => "[--tenant ID] [--purpose secret|personal-data|spool|text-mac]   makes a new version of keys; new values use it, old ones stay readable; phone-id cannot be rotated";

    public async Task<int> RunAsync(string[] args, TextReader stdin, TextWriter stdout, TextWriter stderr, CancellationToken token)
    {
        var word = ServerConsole.Option(args, "--purpose");
        var purpose = word is null ? null : KeyPurposeWords.Find(word);
        if ((word is not null && purpose is null) || purpose == KeyPurpose.PhoneId)
        {
            await stderr.WriteLineAsync(purpose is null ? $"\"{word}\" is no purpose. They are: {string.Join(", ", RotateTenantKeys.Purposes.Select(p => p.Word()))}." : NotPhoneId);
            return 2;
        }

        return await ServerConsole.RunAsync(stderr, async services =>
        {
            if (await ServerConsole.TenantsAsync(services, ServerConsole.Option(args, "--tenant"), stderr, token) is not { } tenants)
                return 2;
            foreach (var tenant in tenants)
            {
                try
                {
                    var actor = Actor.Job(tenant.Id, ServerConsole.ActorName);
                    foreach (var (made, version) in await services.GetRequiredService<RotateTenantKeys>().RunAsync(actor, purpose is { } one ? [one] : RotateTenantKeys.Purposes, token))
                        await stdout.WriteLineAsync(FormattableString.Invariant($"{tenant.EnterpriseId}: {made.Word()} version {version}"));
                }
                catch (TenantKeysDestroyedException)
                {
                    await stdout.WriteLineAsync($"{tenant.EnterpriseId}: its keys were destroyed");
                }
            }

            return 0;
        }, token);
    }
}

/// <summary>Changes the master key.</summary>
internal sealed class KeysRotateMasterVerb : IVerb
{
    public string Name => "keys rotate-master";

    public string Usage => "--new-key-file FILE   puts everything under the master key in FILE (base64 of 32 random bytes, chmod 600); stop the portal first. Can be run again after a crash";

    public async Task<int> RunAsync(string[] args, TextReader stdin, TextWriter stdout, TextWriter stderr, CancellationToken token)
    {
        if (ServerConsole.Option(args, "--new-key-file") is not { } file)
        {
            await stderr.WriteLineAsync("usage: keys rotate-master --new-key-file FILE, made for instance by: (umask 077; openssl rand -base64 32 > FILE)");
            return 2;
        }

        return await ServerConsole.RunAsync(stderr, async services =>
        {
            var done = await services.GetRequiredService<RotateMasterKey>().RunAsync(
                Actor.Job(TenantId.None, ServerConsole.ActorName), MasterKey.FromFile(file), token);
            await stdout.WriteLineAsync(done.WasDoneBefore
                ? "The database is under the new key already."
                : FormattableString.Invariant($"Put under the new key: {done.TenantKeys} keys of enterprises, {done.ProtectionKeys} of the web application."));
            await stdout.WriteLineAsync(done.OldFile is { } old
                ? $"The new key is in place. The old one lies in {old}: older backups of the database open with it alone, so keep it where they are not, then delete it here. Delete {file} too."
                : $"Now hand the new key over as Data:MasterKey (where it is not yet) and start the portal. Keep the old key as long as backups from before today.");
            return 0;
        }, token, ConsoleStart.Migrated);
    }
}
