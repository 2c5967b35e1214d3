using System.Globalization;
using WaPortal.Core.Access;

namespace WaPortal.Verbs;

/// <summary>The way back in for somebody whom a list of allowed networks shuts out.</summary>
internal sealed class AllowIpAddVerb : IVerb
{
    private const int MostMinutes = 7 * 24 * 60;
    private const string Label = "added on the server";

    public string Name => "allow-ip add";

    public string Usage => "CIDR --minutes N [--enterprise ID]    lets a network or an address in for so long (into that enterprise too, where it has a list of its own); counts within seconds, no restart needed";

    public async Task<int> RunAsync(string[] args, TextReader stdin, TextWriter stdout, TextWriter stderr, CancellationToken token)
    {
        var range = args.Length > 0 ? NetworkRange.TryParse(args[0]) : null;
        if (range is null || !int.TryParse(ServerConsole.Option(args, "--minutes"), NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) || minutes is < 1 or > MostMinutes)
        {
            await stderr.WriteLineAsync("usage: allow-ip add CIDR --minutes N [--enterprise ID], such as: allow-ip add 203.0.113.7 --minutes 30");
            return 2;
        }

        return await ServerConsole.RunAsync(stderr, async services =>
        {
            var lasting = TimeSpan.FromMinutes(minutes);
            if (args.Contains("--enterprise"))
            {
                if (await ServerConsole.ActorAsync(services, ServerConsole.Option(args, "--enterprise"), stderr, token) is not { } actor)
                    return 2;
                await stdout.WriteLineAsync(await services.GetRequiredService<TenantNetworks>().AddAsync(actor, range, Label, lasting, token)
                    ? "added to the enterprise's own list"
                    : "the enterprise has no list of its own, so the platform's is enough");
            }

            await services.GetRequiredService<PlatformNetworks>().AddAsync(range, Label, lasting, "server console", token);
            await stdout.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{range} is allowed for {minutes} minutes"));
            return 0;
        }, token);
    }
}
