using System.Net;
using System.Net.Sockets;

namespace WaPortal.Sandbox;

/// <summary>A port of the loopback interface that nobody listens on.</summary>
internal static class FreePort
{
    /// <summary>
    /// A random one from 10000 to 19999, below those that systems hand out to outgoing connections (from 32768 on Linux, from 49152 elsewhere):
    /// a port the system picked itself may be taken again by a connection before the caller listens.
    /// </summary>
    public static int Take()
    {
        while (true)
        {
            var port = Random.Shared.Next(10_000, 20_000);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
            {
                // Somebody has it, or the system keeps it: try another.
            }
        }
    }
}
