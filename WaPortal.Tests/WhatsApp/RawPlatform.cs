using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace WaPortal.Tests.WhatsApp;

/// <summary>A platform on a bare socket, so that a test decides about every byte and every close.</summary>
internal sealed class RawPlatform : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly Func<RawConnection, Task> _serve;
    private readonly Task _loop;
    private int _connections;

    /// <param name="serve">Called for each connection, with the connection's number from 1 in it; returning closes it.</param>
    public RawPlatform(Func<RawConnection, Task> serve)
    {
        _serve = serve;
        _listener.Start();
        _loop = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>Head and body of each request of which the whole head arrived.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    public static string Ok(string json) => $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _loop;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var served = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                served.Add(ServeAsync(client, Interlocked.Increment(ref _connections)));
            }
        }
        // Stopped between two connections, the listener says that it does not listen.
        catch (Exception stopped) when (_stop.IsCancellationRequested && stopped is OperationCanceledException or SocketException or InvalidOperationException)
        {
        }

        await Task.WhenAll(served);
    }

    private async Task ServeAsync(TcpClient client, int number)
    {
        using (client)
        {
            try
            {
                await _serve(new RawConnection(client, number, _requests.Enqueue, _stop.Token));
            }
            catch (Exception gone) when (gone is IOException or OperationCanceledException or SocketException)
            {
            }
        }
    }
}

internal sealed class RawConnection(TcpClient client, int number, Action<string> seen, CancellationToken stop)
{
    private readonly NetworkStream _stream = client.GetStream();

    public int Number => number;

    public CancellationToken Stop => stop;

    /// <summary>Reads one request to its end; null when the client closed instead.</summary>
    public async Task<string?> ReadRequestAsync()
    {
        var text = await ReadHeadAsync();
        if (text is null)
            return null;
        var length = 0;
        foreach (var line in text.Split("\r\n"))
        {
            if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
                length = int.Parse(line[15..], System.Globalization.CultureInfo.InvariantCulture);
        }

        var head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        var buffer = new byte[8192];
        while (text.Length - head < length)
        {
            var read = await _stream.ReadAsync(buffer, stop);
            if (read == 0)
                return null;
            text += Encoding.Latin1.GetString(buffer, 0, read);
        }

        seen(text);
        return text;
    }

    public Task WriteAsync(string text) => _stream.WriteAsync(Encoding.UTF8.GetBytes(text), stop).AsTask();

    /// <summary>Ends the connection with a reset instead of a farewell.</summary>
    public void Reset()
    {
        client.Client.LingerState = new LingerOption(true, 0);
        client.Client.Close();
    }

    private async Task<string?> ReadHeadAsync()
    {
        var buffer = new byte[8192];
        var text = "";
        while (!text.Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var read = await _stream.ReadAsync(buffer, stop);
            if (read == 0)
                return null;
            text += Encoding.Latin1.GetString(buffer, 0, read);
        }

        return text;
    }
}
