using System.Net;
using System.Net.Sockets;
using System.Text;
using WaPortal.Core.Access.Mail;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Access;

public sealed class MailTests
{
    [Fact]
    public async Task Without_a_server_nothing_is_sent_and_the_caller_hears_so()
    {
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite);
        Assert.False(portal.Get<IMailSender>().IsConfigured);
        Assert.Equal(MailOutcome.NotConfigured, await portal.Get<IMailSender>().SendAsync(new Letter("a@example.com", "s", "t"), CancellationToken.None));
    }

    [Fact]
    public async Task A_letter_reaches_the_server_with_its_link()
    {
        await using var server = new PostOffice();
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite, settings: Settings(server.Port));
        var letter = portal.Get<Letters>().PasswordReset("ines.ferrer@example.com", "/reset/abc", "today 16:00");
        Assert.Equal(MailOutcome.Sent, await portal.Get<IMailSender>().SendAsync(letter, CancellationToken.None));
        var received = await server.Received;
        Assert.Contains("RCPT TO:<ines.ferrer@example.com>", received, StringComparison.Ordinal);
        Assert.Contains("Auto-Submitted: auto-generated", received, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("https://portal.example.com/reset/abc", Body(received), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_a_failure_and_no_exception()
    {
        int port;
        using (var closed = new TcpListener(IPAddress.Loopback, 0))
        {
            closed.Start();
            port = ((IPEndPoint)closed.LocalEndpoint).Port;
        }

        await using var portal = await TestPortal.StartAsync(Engine.Sqlite, settings: Settings(port));
        Assert.Equal(MailOutcome.Failed, await portal.Get<IMailSender>().SendAsync(new Letter("a@example.com", "s", "t"), CancellationToken.None));
    }

    [Fact]
    public async Task A_line_break_in_a_name_cannot_add_a_header()
    {
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite, settings: Settings(25));
        var letter = portal.Get<Letters>().Invitation("a@example.com", "Casa\r\nBcc: x@example.com", "casa", "/invite/1", "today");
        Assert.DoesNotContain('\n', letter.Subject);
        Assert.DoesNotContain('\r', letter.Subject);
    }

    private static Dictionary<string, string?> Settings(int port) => new()
    {
        ["Mail:Host"] = "127.0.0.1",
        ["Mail:Port"] = port.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["Mail:Tls"] = "false",
        ["Mail:From"] = "portal@example.com",
        ["Mail:PortalAddress"] = "https://portal.example.com",
    };

    // The text travels as quoted-printable or base64, whichever the client thinks shorter.
    private static string Body(string received)
    {
        var text = received[(received.IndexOf("\n\n", StringComparison.Ordinal) + 2)..];
        var data = text.Split("\n.\n")[0];
        return received.Contains("base64", StringComparison.OrdinalIgnoreCase)
            ? Encoding.UTF8.GetString(Convert.FromBase64String(data.Replace("\n", "", StringComparison.Ordinal)))
            : data.Replace("=\n", "", StringComparison.Ordinal);
    }

    /// <summary>Takes one mail by SMTP and gives what was said to it.</summary>
    private sealed class PostOffice : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        public PostOffice()
        {
            _listener.Start();
            Received = TakeAsync();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public Task<string> Received { get; }

        public ValueTask DisposeAsync()
        {
            _listener.Dispose();
            return ValueTask.CompletedTask;
        }

        private async Task<string> TakeAsync()
        {
            using var client = await _listener.AcceptTcpClientAsync();
            using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
            await using var writer = new StreamWriter(client.GetStream(), Encoding.ASCII) { NewLine = "\r\n", AutoFlush = true };
            var said = new StringBuilder();
            await writer.WriteLineAsync("220 here");
            var inMail = false;
            while (await reader.ReadLineAsync() is { } line)
            {
                said.Append(line).Append('\n');
                if (inMail && line != ".")
                    continue;
                inMail = line == "DATA";
                await writer.WriteLineAsync(line.Split(' ')[0] switch { "DATA" => "354 go on", "QUIT" => "221 bye", _ => "250 ok" });
                if (line == ".")
                    break;
            }

            return said.ToString();
        }
    }
}
