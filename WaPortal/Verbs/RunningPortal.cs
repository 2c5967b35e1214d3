using System.Net;
using WaPortal.Core.WhatsApp;
using WaPortal.WhatsApp;

namespace WaPortal.Verbs;

/// <summary>A portal at work, to which webhooks are posted as WhatsApp does it, signed with the account's secret.</summary>
internal sealed class RunningPortal(Uri address, WebhookDoor door) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private const int MostTries = 30;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = address };

    /// <summary>Posts bodies one after the other, so that their order stays, and gives how many were taken. Asked to come again, it does.</summary>
    /// <exception cref="HttpRequestException">Nobody answers.</exception>
    public async Task<int> PostAsync(IReadOnlyList<byte[]> bodies, CancellationToken token)
    {
        var taken = 0;
        foreach (var body in bodies)
        {
            for (var tries = 1; ; tries++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, WhatsAppWebhookEndpoints.PathOf(door.Account)) { Content = new ByteArrayContent(body) };
                request.Content.Headers.ContentType = new("application/json");
                request.Headers.Add(WebhookSignature.Header, WebhookSignature.Sign(body, door.AppSecret));
                using var answer = await _http.SendAsync(request, token);
                if (answer.StatusCode == HttpStatusCode.OK)
                    taken++;
                if (answer.StatusCode is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests) || tries == MostTries)
                    break;
                await Task.Delay(Pause, TimeProvider.System, token);
            }
        }

        return taken;
    }

    public void Dispose() => _http.Dispose();
}
