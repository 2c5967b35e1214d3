using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Tests.WhatsApp;

/// <summary>The real client with the real handler, pointed at a test's platform.</summary>
internal sealed class Clients : IDisposable
{
    public static readonly WhatsAppConnection Connection = new("100000000000001", "secret-token", "900000000000001");

    private readonly HttpClient _http;

    public Clients(Uri address, TimeSpan? timeout = null, Action<WhatsAppOptions>? change = null)
    {
        var options = new WhatsAppOptions { BaseAddress = address, AllowLoopback = true, Timeout = timeout ?? TimeSpan.FromSeconds(30) };
        change?.Invoke(options);
        _http = new HttpClient(WhatsAppRegistration.PlatformHandler(options)) { Timeout = Timeout.InfiniteTimeSpan };
        Client = new WhatsAppClient(_http, Options.Create(options), TimeProvider.System);
    }

    public IWhatsAppClient Client { get; }

    public HttpClient Http => _http;

    public static TemplateMessage Message(string id = "m1") =>
        new("+447700900123", "autumn_offer", "en_GB", [new JsonObject { ["type"] = "body", ["parameters"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = "Asha" }) }], id);

    public Task<SendOutcome> SendAsync(string id = "m1", CancellationToken cancellationToken = default) =>
        Client.SendAsync(Connection, "200000000000001", Message(id), cancellationToken);

    public void Dispose() => _http.Dispose();
}
