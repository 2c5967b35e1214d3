using System.Net;
using System.Net.Sockets;

namespace WaPortal.Core.Access;

/// <summary>How much of the internet a network takes in.</summary>
public enum NetworkBreadth
{
    /// <summary>An office, a provider's exit, a single machine.</summary>
    Usual,

    /// <summary>More than a /16 of IPv4 or a /32 of IPv6, so more than most organisations own.</summary>
    Wide,

    /// <summary>All addresses: no list at all.</summary>
    Everything,
}

/// <summary>A network that people may come from, in CIDR form; a single address is a network of one.</summary>
public sealed record NetworkRange
{
    private readonly IPNetwork _network;

    private NetworkRange(IPNetwork network) => _network = network;

    /// <summary>Reads <c>203.0.113.0/24</c>, <c>2001:db8::/32</c> or a single address; null when it is none. Bits behind the prefix are cleared.</summary>
    public static NetworkRange? TryParse(string text)
    {
        text = text.Trim();
        // 127.1, 010.0.0.1 and 0x7f.0.0.1 are addresses too, but hardly the ones that were meant.
        var address = text.Split('/')[0];
        if (!address.Contains(':', StringComparison.Ordinal) && !(IPAddress.TryParse(address, out var plain) && plain.ToString() == address))
            return null;
        if (!text.Contains('/', StringComparison.Ordinal))
            return IPAddress.TryParse(text, out var single) ? new NetworkRange(Whole(Plain(single))) : null;
        if (!IPNetwork.TryParse(text, out var network))
            return null;
        // A mapped network is the IPv4 network that it stands for, else it would match nothing.
        return network.BaseAddress.IsIPv4MappedToIPv6
            ? network.PrefixLength >= 96 ? new NetworkRange(new IPNetwork(network.BaseAddress.MapToIPv4(), network.PrefixLength - 96)) : null
            : new NetworkRange(network);
    }

    /// <summary>How wide it is.</summary>
    public NetworkBreadth Breadth => _network.PrefixLength == 0 ? NetworkBreadth.Everything
        : _network.PrefixLength < (_network.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? 16 : 32) ? NetworkBreadth.Wide
        : NetworkBreadth.Usual;

    /// <summary>Whether the address lies in the network, in whichever form it is written.</summary>
    public bool Contains(IPAddress address) => _network.Contains(Plain(address));

    /// <summary>An address in its plain form: IPv4 where it was mapped into IPv6, without scope id.</summary>
    public static IPAddress Plain(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0 ? new IPAddress(address.GetAddressBytes()) : address;
    }

    /// <inheritdoc />
    public override string ToString() => _network.ToString();

    private static IPNetwork Whole(IPAddress address) => new(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
}
