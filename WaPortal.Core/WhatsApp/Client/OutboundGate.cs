using System.Net;
using System.Net.Sockets;

namespace WaPortal.Core.WhatsApp;

/// <summary>
/// Lets calls out to the platform's hosts only, and never to an address inside the network the portal stands in, whatever
/// the name resolves to at the moment of connecting.
/// </summary>
internal sealed class OutboundGate(WhatsAppOptions options)
{
    public bool IsPlatform(Uri address) =>
        address.IsAbsoluteUri && address.UserInfo.Length == 0 && (IsServer(address, options.BaseAddress) || IsServer(address, options.EffectiveArchiveAddress));

    public bool IsMediaHost(Uri address) =>
        IsPlatform(address)
        || (address.IsAbsoluteUri && address.Scheme == Uri.UriSchemeHttps && address.IsDefaultPort && address.UserInfo.Length == 0
            && options.MediaHosts.Contains(address.IdnHost, StringComparer.OrdinalIgnoreCase));

    /// <summary>Connects to the first address of the host that answers and is allowed.</summary>
    public async ValueTask<Stream> ConnectAsync(DnsEndPoint endPoint, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(endPoint.Host, out var literal)
            ? [literal]
            : await Dns.GetHostAddressesAsync(endPoint.Host, cancellationToken);
        Exception? last = null;
        foreach (var address in addresses)
        {
            if (!IsAllowed(address))
            {
                last ??= new OutboundRefusedException("the host's address lies inside a private network");
                continue;
            }

            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, endPoint.Port), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException refused)
            {
                socket.Dispose();
                last = refused;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw last ?? new SocketException((int)SocketError.HostNotFound);
    }

    private static bool IsServer(Uri address, Uri server) =>
        Uri.Compare(address, server, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;

    internal bool IsAllowed(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (IPAddress.IsLoopback(address))
            return options.AllowLoopback;
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return !(address.IsIPv6LinkLocal || address.IsIPv6SiteLocal || address.IsIPv6UniqueLocal || address.IsIPv6Multicast
                || address.IsIPv6Teredo || address.Equals(IPAddress.IPv6Any) || Nat64.Contains(address) || SixToFour.Contains(address));
        }

        return !Array.Exists(Inside, network => network.Contains(address));
    }

    // RFC 6890: what is not on the public internet.
    private static readonly IPNetwork[] Inside =
    [
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("100.64.0.0/10"), IPNetwork.Parse("127.0.0.0/8"),
        IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.0.0.0/24"), IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("198.18.0.0/15"), IPNetwork.Parse("224.0.0.0/4"), IPNetwork.Parse("240.0.0.0/4"),
    ];

    // Both can carry a private IPv4 address inside.
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b:1::/48");
}

internal sealed class OutboundRefusedException(string message) : Exception(message);
