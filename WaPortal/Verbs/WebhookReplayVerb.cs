using System.Globalization;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Verbs;

/// <summary>Takes recorded webhooks in as if they had come just now.</summary>
internal sealed class WebhookReplayVerb : IVerb
{
    // Bodies that are stored together.
    private const int Group = 200;

    public string Name => "webhook replay";

    public string Usage =>
        "FILE… --enterprise ID [--account WABA-ID] [--to URL]   takes recorded webhooks in (a JSON body in each file, or one in each line) and processes them; "
        + "while a portal runs on the same SQLite files, --to http://127.0.0.1:5080 hands them to it";

    public async Task<int> RunAsync(string[] args, TextReader stdin, TextWriter stdout, TextWriter stderr, CancellationToken token)
    {
        if (Call.Read(args) is not { } call)
        {
            await stderr.WriteLineAsync("usage: webhook replay FILE… --enterprise ID [--account WABA-ID] [--to URL]");
            return 2;
        }

        return await ServerConsole.RunAsync(stderr, services => ReplayAsync(services, call, stdout, stderr, token), token);
    }

    internal static async Task<int> ReplayAsync(IServiceProvider services, Call call, TextWriter stdout, TextWriter stderr, CancellationToken token)
    {
        if (await ServerConsole.ActorAsync(services, call.Enterprise, stderr, token) is not { } actor)
            return 2;
        if (call.To is null && services.GetRequiredService<DataLock>().IsHeldElsewhere())
        {
            await stderr.WriteLineAsync("A portal is running on these SQLite files, and only one process may write much to them. Hand the webhooks to it with --to and its address, such as --to http://127.0.0.1:5080, or stop it first. Nothing was changed.");
            return 2;
        }

        var bring = services.GetRequiredService<BringWebhooks>();
        var (door, connected) = await bring.FindDoorAsync(actor, call.Account, token);
        if (door is null)
        {
            await stderr.WriteLineAsync(connected.Count == 0
                ? "The enterprise has no connected WhatsApp account."
                : $"Name the account that they came to with --account; connected are: {string.Join(", ", connected)}.");
            return 2;
        }

        // All or nothing at the start: a mistyped name in the middle would leave half a replay.
        foreach (var file in call.Files)
        {
            if (Unreadable(file) is not { } why)
                continue;
            await stderr.WriteLineAsync($"{file}: {why}. Nothing was changed.");
            return 2;
        }

        var inbox = services.GetRequiredService<WebhookInbox>();
        using var portal = call.To is null ? null : new RunningPortal(call.To, door);
        if (portal is null)
            await inbox.StartAsync(token);
        try
        {
            return await new Replay(bring, actor, door, portal, stdout, stderr).RunAsync(call.Files, token);
        }
        catch (HttpRequestException e)
        {
            await stderr.WriteLineAsync($"No portal answers at {call.To}: {e.Message}");
            return 2;
        }
        finally
        {
            if (portal is null)
                await inbox.StopAsync(CancellationToken.None);
        }
    }

    private static string? Unreadable(string file)
    {
        try
        {
            using var _ = File.OpenRead(file);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : "the file cannot be read";
        }
    }

    /// <summary>What the command line asks for.</summary>
    internal sealed record Call(IReadOnlyList<string> Files, string Enterprise, string? Account, Uri? To)
    {
        /// <summary>Null where it is not understood.</summary>
        public static Call? Read(string[] args)
        {
            var files = new List<string>();
            var options = new Dictionary<string, string>(StringComparer.Ordinal);
            for (var i = 0; i < args.Length; i++)
            {
                if (!args[i].StartsWith("--", StringComparison.Ordinal))
                    files.Add(args[i]);
                else if (args[i] is "--enterprise" or "--account" or "--to" && i + 1 < args.Length)
                    options[args[i]] = args[++i];
                else
                    return null;
            }

            Uri? to = null;
            if (options.TryGetValue("--to", out var url) && (!Uri.TryCreate(url, UriKind.Absolute, out to) || to.Scheme is not ("http" or "https")))
                return null;
            return files.Count > 0 && options.TryGetValue("--enterprise", out var enterprise) ? new Call(files, enterprise, options.GetValueOrDefault("--account"), to) : null;
        }
    }

    /// <summary>Goes through the files, a group of bodies at a time.</summary>
    private sealed class Replay(BringWebhooks bring, Actor actor, WebhookDoor door, RunningPortal? portal, TextWriter stdout, TextWriter stderr)
    {
        private int _taken;
        private int _faults;
        private int _open;

        public async Task<int> RunAsync(IReadOnlyList<string> files, CancellationToken token)
        {
            try
            {
                foreach (var file in files)
                    await FileAsync(file, token);
            }
            finally
            {
                // Also when it was stopped or broke off: what was taken in stays.
                if (_taken > 0)
                    await bring.NoteAsync(actor, door, files.Count, _taken, CancellationToken.None);
            }

            await stdout.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{files.Count} files: {_taken} webhooks taken in, {_open} not done, {_faults} places that could not be read"));
            return _faults + _open > 0 ? 1 : 0;
        }

        private async Task FileAsync(string path, CancellationToken token)
        {
            var (ids, taken, faults, refused) = (new List<WebhookDeliveryId>(), 0, 0, 0);
            await using var file = File.OpenRead(path);
            var group = new List<byte[]>(Group);
            await foreach (var one in RecordedBodies.ReadAsync(file, token))
            {
                if (one.Body is null)
                {
                    faults++;
                    await stderr.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{path}:{one.Line}: {one.Fault}"));
                    continue;
                }

                group.Add(one.Body);
                if (group.Count == Group)
                    await TakeAsync();
            }

            await TakeAsync();
            (_taken, _faults) = (_taken + taken, _faults + faults);
            await stdout.WriteLineAsync(portal is null ? await OutcomeAsync() : Count($"{path}: {taken} taken by the portal{(refused > 0 ? $", {refused} refused" : "")}"));
            _open += refused;

            async Task TakeAsync()
            {
                if (group.Count == 0)
                    return;
                if (portal is not null)
                {
                    var took = await portal.PostAsync(group, token);
                    (taken, refused) = (taken + took, refused + group.Count - took);
                }
                else
                {
                    var stored = (await bring.StoreAsync(actor, door, group)).OfType<WebhookDeliveryId>().ToList();
                    ids.AddRange(stored);
                    (taken, refused) = (taken + stored.Count, refused + group.Count - stored.Count);
                    await bring.ProcessAsync(actor, token);
                }

                group.Clear();
            }

            async Task<string> OutcomeAsync()
            {
                var outcome = await bring.OutcomeAsync(actor, ids, token);
                _open += outcome.Quarantined + outcome.Waiting;
                var line = Count($"{path}: {taken} taken in: {outcome.Done} done, {outcome.Quarantined} in quarantine, {outcome.Waiting} waiting{(refused > 0 ? $", {refused} could not be stored" : "")}");
                return line + string.Concat(outcome.Reasons.Select(r => Count($"{Environment.NewLine}  {r.Value} in quarantine: {r.Key}")));
            }
        }

        private static string Count(FormattableString words) => FormattableString.Invariant(words);
    }
}
