using System.Net;
using System.Security.Cryptography;
using System.Threading.Channels;

namespace WaPortal.Sandbox;

/// <summary>
/// Delivers the outbox: batches what is due, posts it over a few connections, signed, and tries again with growing pauses
/// until the receiver answers 200. While all connections are busy the updates wait and the batches grow.
/// </summary>
internal sealed class WebhookPump(SandboxState state, SandboxOptions options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(10);

    private sealed class Delivery(List<PendingUpdate> updates, byte[] body, DateTimeOffset since)
    {
        public List<PendingUpdate> Updates { get; } = updates;

        public byte[] Body { get; } = body;

        public DateTimeOffset Since { get; } = since;

        public int Tries { get; set; }
    }

    private readonly Lock _gate = new();
    private readonly PriorityQueue<Delivery, DateTimeOffset> _again = new();
    private readonly Channel<Delivery> _ready = Channel.CreateBounded<Delivery>(Math.Max(1, options.Webhooks.Connections));
    private readonly HttpClient _http = CreateClient(options.Webhooks);
    private int _busy;

    public int Retrying
    {
        get { lock (_gate) return _again.Count; }
    }

    public int OnTheWire => Volatile.Read(ref _busy);

    public Task RunAsync(CancellationToken token) =>
        Task.WhenAll([DispatchAsync(token), .. Enumerable.Range(0, Math.Max(1, options.Webhooks.Connections)).Select(_ => WorkAsync(token))]);

    /// <summary>The handshake of the platform: the receiver has to know the verify token and give the challenge back.</summary>
    public async Task<string?> VerifyAsync(Uri url, string verifyToken, CancellationToken token)
    {
        var challenge = RandomNumberGenerator.GetInt32(100_000_000, int.MaxValue).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var query = $"hub.mode=subscribe&hub.challenge={challenge}&hub.verify_token={Uri.EscapeDataString(verifyToken)}";
        var address = new UriBuilder(url) { Query = url.Query.Length > 1 ? url.Query[1..] + "&" + query : query }.Uri;
        try
        {
            using var answer = await _http.GetAsync(address, token);
            if (answer.StatusCode != HttpStatusCode.OK) return $"The receiver answered {(int)answer.StatusCode} to the handshake.";
            var body = await answer.Content.ReadAsStringAsync(token);
            return body == challenge ? null : "The receiver answered 200 but did not give the challenge back.";
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException && !token.IsCancellationRequested)
        {
            return "The receiver could not be reached: " + fault.Message;
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task DispatchAsync(CancellationToken token)
    {
        while (!token.IsCancellationRequested)
        {
            if (state.WebhookUrl is null || Take() is not { } delivery)
            {
                await Task.Delay(state.Outbox.Count == 0 && Retrying == 0 ? Gathering * 5 : Gathering, token);
                continue;
            }

            await _ready.Writer.WriteAsync(delivery, token);
            if (delivery.Updates.Count < options.Webhooks.BatchSize) await Task.Delay(Gathering, token);
        }
    }

    private Delivery? Take()
    {
        lock (_gate)
        {
            if (_again.TryPeek(out var waiting, out var due) && due <= time.GetUtcNow())
            {
                _again.Dequeue();
                return waiting;
            }
        }

        var updates = Misbehave(state.Outbox.TakeDue(options.Webhooks.BatchSize));
        foreach (var update in updates.Where(update => update.ReleaseWaId is not null)) state.Release(update);
        return updates.Count == 0 ? null : new Delivery(updates, WebhookBody.Write(updates, time.GetUtcNow()), time.GetUtcNow());
    }

    private List<PendingUpdate> Misbehave(List<PendingUpdate> updates)
    {
        var kept = new List<PendingUpdate>(updates.Count);
        foreach (var update in updates)
        {
            if (state.Faults.ForWebhook("drop_webhooks"))
            {
                state.Count("webhooks_dropped");
                state.Outbox.Forget([update]);
            }
            else if (!update.Shuffled && state.Faults.ForWebhook("shuffle_webhooks"))
            {
                state.Count("webhooks_shuffled");
                update.Shuffled = true;
                state.Outbox.PutBack(update with { DueMs = update.DueMs + state.Faults.Next(3000), Shuffled = true });
            }
            else
            {
                kept.Insert(update.Shuffled ? state.Faults.Next(kept.Count + 1) : kept.Count, update);
            }
        }

        return kept;
    }

    private async Task WorkAsync(CancellationToken token)
    {
        await foreach (var delivery in _ready.Reader.ReadAllAsync(token))
        {
            Interlocked.Increment(ref _busy);
            try
            {
                if (await PostAsync(delivery.Body, token)) await TakenAsync(delivery, token);
                else Postpone(delivery);
            }
            finally
            {
                Interlocked.Decrement(ref _busy);
            }
        }
    }

    private async Task TakenAsync(Delivery delivery, CancellationToken token)
    {
        state.Outbox.Forget(delivery.Updates);
        state.Count("webhooks_delivered");
        state.Count("updates_delivered", delivery.Updates.Count);
        if (!state.Faults.ForWebhook("duplicate_webhooks")) return;
        state.Count("webhooks_duplicated");
        await PostAsync(delivery.Body, token);
    }

    private void Postpone(Delivery delivery)
    {
        delivery.Tries++;
        state.Count("webhooks_refused");
        var now = time.GetUtcNow();
        if (now - delivery.Since >= options.Webhooks.Patience)
        {
            state.Outbox.Forget(delivery.Updates);
            state.Count("webhooks_given_up");
            return;
        }

        var pause = options.Webhooks.FirstRetry * Math.Pow(2, Math.Min(delivery.Tries - 1, 20));
        lock (_gate) _again.Enqueue(delivery, now + (pause < options.Webhooks.LongestRetry ? pause : options.Webhooks.LongestRetry));
    }

    private async Task<bool> PostAsync(byte[] body, CancellationToken token)
    {
        if (state.WebhookUrl is not { } url) return false;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new("application/json");
            request.Headers.Add("X-Hub-Signature-256", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(System.Text.Encoding.UTF8.GetBytes(options.AppSecret), body)));
            using var answer = await _http.SendAsync(request, token);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException && !token.IsCancellationRequested)
        {
            return false;
        }
    }

    private static HttpClient CreateClient(SandboxWebhookOptions options) => new(new SocketsHttpHandler
    {
        MaxConnectionsPerServer = Math.Max(1, options.Connections) + 1,
        AllowAutoRedirect = false,
        UseProxy = false,
    })
    { Timeout = options.AnswerTimeout };
}
