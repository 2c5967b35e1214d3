using System.Net;
using Microsoft.Extensions.Options;
using WaPortal.Core.Access;

namespace WaPortal.Access;

/// <summary>Section <c>Network</c>: what stands between the portal and its visitors.</summary>
public sealed class NetworkOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Network";

    /// <summary>Addresses or networks of reverse proxies whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are believed. Empty: those headers are ignored.</summary>
    public string[] KnownProxies { get; set; } = [];

    /// <summary>How many proxies stand in a row.</summary>
    public int ForwardLimit { get; set; } = 1;

    /// <summary>The proxy ends TLS, so the portal itself may listen with plain HTTP; a request that did not reach the proxy by HTTPS is refused.</summary>
    public bool TlsAtProxy { get; set; }

    /// <summary>A port that the portal opens on loopback beside its own and that answers <c>/healthz</c> and nothing else; null for none.</summary>
    public int? HealthPort { get; set; }
}

/// <summary>Finds every fault of the section at once, plain HTTP towards the outside among them.</summary>
internal sealed class ValidateNetworkOptions(IConfiguration configuration) : IValidateOptions<NetworkOptions>
{
    public ValidateOptionsResult Validate(string? name, NetworkOptions options)
    {
        var faults = new List<string>();
        faults.AddRange(options.KnownProxies.Where(p => NetworkRange.TryParse(p) is null)
            .Select(p => $"Network:KnownProxies: \"{p}\" is neither an address nor a network such as 10.0.0.0/24."));
        if (options.ForwardLimit is < 1 or > 10)
            faults.Add("Network:ForwardLimit is the number of proxies in a row, 1 to 10.");
        if (options.TlsAtProxy && options.KnownProxies.Length == 0)
            faults.Add("Network:TlsAtProxy needs Network:KnownProxies, else nobody could vouch for HTTPS.");
        if (options.HealthPort is < 1 or > 65535)
            faults.Add("Network:HealthPort must be between 1 and 65535.");
        if (!options.TlsAtProxy)
        {
            faults.AddRange(Addresses().Where(a => a.Url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) && !IsLoopback(a.Url)).Select(a =>
                $"{a.Setting}: {a.Url} would serve the portal without encryption to other machines. Use https there, listen on 127.0.0.1 only, or set Network:TlsAtProxy when a proxy in front ends TLS."));
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private IEnumerable<(string Setting, string Url)> Addresses() => ListenAddresses.Of(configuration);

    private static bool IsLoopback(string url)
    {
        var host = BindingAddress.Parse(url).Host;
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(NetworkRange.Plain(address)));
    }
}
