using System.Net;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using WaPortal.Core.Access;

namespace WaPortal.Access;

/// <summary>
/// The setting <c>AllowedHosts</c>: the names under which the portal answers, separated by semicolons; <c>*</c> for any. Without it the
/// names of this machine, and the hosts of <c>Mail:PortalAddress</c> and <c>Unsubscribe:Address</c>.
/// </summary>
public sealed class HostNames
{
    internal const string Setting = "AllowedHosts";
    private static readonly string[] Addresses = ["Mail:PortalAddress", "Unsubscribe:Address"];
    private static readonly string[] Loopback = ["localhost", "127.0.0.1", "[::1]"];
    private readonly StringSegment[] _names;

    public HostNames(IConfiguration configuration)
    {
        var set = Set(configuration);
        if (set.Length == 0)
            set = [.. Loopback, .. Named(configuration)];
        _names = set.Contains("*") ? [] : [.. set.Select(name => new StringSegment(name))];
    }

    /// <summary>Whether a request may name this host.</summary>
    public bool Admit(HostString host) => _names.Length == 0 || (host.HasValue && HostString.MatchesAny(host.Host, _names));

    // The page to unsubscribe may have a host of its own.
    private static IEnumerable<string> Named(IConfiguration configuration) => Addresses
        .Select(key => Uri.TryCreate(configuration[key], UriKind.Absolute, out var address) ? address.Host : null).OfType<string>();

    internal static string[] Set(IConfiguration configuration) =>
        (configuration[Setting] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

/// <summary>Refuses to serve other machines, or through a proxy, without knowing under which names; and a switch of the framework's that would believe any proxy.</summary>
internal sealed class ValidateHostNames(IConfiguration configuration) : IValidateOptions<NetworkOptions>
{
    public ValidateOptionsResult Validate(string? name, NetworkOptions options)
    {
        var faults = new List<string>();
        if (HostNames.Set(configuration).Length == 0 && string.IsNullOrEmpty(configuration["Mail:PortalAddress"])
            && (options.TlsAtProxy || ListenAddresses.Of(configuration).Any(a => !IsLoopback(a.Url))))
            faults.Add($"{HostNames.Setting}: name the host that people open the portal under, such as portal.example.com (several separated by semicolons).");
        if (string.Equals(configuration["ForwardedHeaders_Enabled"], "true", StringComparison.OrdinalIgnoreCase))
            faults.Add("ForwardedHeaders_Enabled (ASPNETCORE_FORWARDEDHEADERS_ENABLED) makes the portal believe any proxy, so that visitors could choose their own address. Unset it and name the proxies in Network:KnownProxies.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static bool IsLoopback(string url)
    {
        var host = BindingAddress.Parse(url).Host;
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(NetworkRange.Plain(address)));
    }
}
