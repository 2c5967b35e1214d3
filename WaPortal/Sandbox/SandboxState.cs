using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;

namespace WaPortal.Sandbox;

/// <summary>Everything the sandbox knows, in one place for its endpoints and loops.</summary>
internal sealed class SandboxState : IDisposable
{
    private static readonly TimeSpan ServiceWindow = TimeSpan.FromHours(24);

    private readonly ISandboxStore _store;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, long> _counters = new();
    private readonly Dictionary<string, DateTimeOffset> _windowsUntil = [];
    private readonly HashSet<string> _stoppedMarketing = [];
    private readonly HashSet<string> _inbound = [];

    public SandboxState(SandboxOptions options, TimeProvider time)
    {
        (Options, _time) = (options, time);
        _store = options.DataDirectory is { Length: > 0 } folder ? new FileStore(folder) : new MemoryStore();
        Log = new AcceptanceLog(options.LogFile);
        Outbox = new Outbox(_store, time);
        Templates = new TemplateBook(options, time, _store, new TemplateWebhooks(Outbox, time));
        Media = new MediaShelf(_store, time);
        Faults = new Faults(options.Seed);
        Statuses = new StatusGenerator(options.Seed);
        Limits = new Limits(options.Tier, options.Throughput, options.Pair);
        WebhookUrl = options.WebhookUrl is { } url ? new Uri(url) : null;
        Restore();
    }

    /// <summary>Held while a message is judged and taken on, so that limits, log and store agree.</summary>
    public Lock Gate { get; } = new();

    public SandboxOptions Options { get; }

    public AcceptanceLog Log { get; }

    public Outbox Outbox { get; }

    public TemplateBook Templates { get; }

    public MediaShelf Media { get; }

    public QuickReplies Replies { get; } = new();

    public Faults Faults { get; }

    public Limits Limits { get; }

    public StatusGenerator Statuses { get; }

    public Behaviour Behaviour { get; private set; } = Behaviour.Default;

    public Uri? WebhookUrl { get; private set; }

    public JsonObject Profile { get; private set; } = new() { ["messaging_product"] = "whatsapp", ["about"] = "Sandbox", ["vertical"] = "RETAIL" };

    public DateTimeOffset Now => _time.GetUtcNow();

    public void Count(string what, long by = 1) => _counters.AddOrUpdate(what, by, (_, old) => old + by);

    public long Counted(string what) => _counters.GetValueOrDefault(what);

    public JsonObject Counters() => new(_counters.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));

    /// <summary>Keeps the message and everything that will become of it, and writes the log. The caller holds the gate.</summary>
    public void Accept(AcceptedMessage message, IReadOnlyCollection<PendingUpdate> updates)
    {
        var now = Now;
        Count("accepted");
        Outbox.Add(
            updates,
            new StoredChange("message", message.Id, new JsonObject { ["at"] = now.ToUnixTimeMilliseconds(), ["to"] = message.WaId, ["counted"] = !message.InsideWindow }.ToJsonString()),
            new StoredChange("accepted", "0", Counted("accepted").ToString(CultureInfo.InvariantCulture)));
        Log.Append(now, message);
    }

    public bool HasOpenWindow(string waId) => _windowsUntil.TryGetValue(waId, out var until) && until > Now;

    public bool HasStoppedMarketing(string waId) => _stoppedMarketing.Contains(waId);

    public bool KnowsInbound(string messageId)
    {
        lock (Gate) return _inbound.Contains(messageId);
    }

    /// <summary>A person wrote: their service window opens for 24 hours.</summary>
    public void TakeInbound(string waId, string messageId, PendingUpdate update)
    {
        lock (Gate)
        {
            var until = Now + ServiceWindow;
            _windowsUntil[waId] = until;
            _inbound.Add(messageId);
            Count("inbound");
            Outbox.Add(
                [update],
                new StoredChange("window", waId, until.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)),
                new StoredChange("inbound", messageId, "1"));
        }
    }

    public void TakePreference(string waId, bool stop, JsonObject value)
    {
        lock (Gate)
        {
            if (stop) _stoppedMarketing.Add(waId);
            else _stoppedMarketing.Remove(waId);
            Outbox.Add("user_preferences", value, new StoredChange("stopped", waId, stop ? "1" : null));
        }
    }

    public void Release(PendingUpdate update)
    {
        lock (Gate) Limits.Release(update.ReleaseWaId!, update.MessageId!);
    }

    public void SetWebhook(Uri? url)
    {
        WebhookUrl = url;
        Keep("webhook", url?.ToString());
    }

    public void SetBehaviour(Behaviour behaviour)
    {
        Behaviour = behaviour;
        Keep("behaviour", behaviour.ToJson().ToJsonString());
    }

    public void SetLimits(int? tier, int? throughput, int? pair)
    {
        lock (Gate) Limits.Set(tier, throughput, pair);
        Keep("limits", new JsonObject { ["tier"] = tier, ["throughput"] = throughput, ["pair"] = pair }.ToJsonString());
    }

    public void SetSubscribed(bool subscribed)
    {
        Outbox.Subscribed = subscribed;
        Keep("subscribed", subscribed ? "1" : "0");
    }

    public void SetProfile(JsonObject changes)
    {
        lock (Gate)
        {
            var next = (JsonObject)Profile.DeepClone();
            foreach (var (key, value) in changes) next[key] = value?.DeepClone();
            Profile = next;
        }

        Keep("profile", Profile.ToJsonString());
    }

    public void Dispose()
    {
        Log.Dispose();
        _store.Dispose();
    }

    private void Keep(string setting, string? value) => _store.Write([new StoredChange("setting", setting, value)]);

    private void Restore()
    {
        foreach (var (key, value) in _store.Load("setting"))
        {
            if (key == "webhook" && Options.WebhookUrl is null) WebhookUrl = new Uri(value);
            else if (key == "behaviour") Behaviour = Behaviour.With((JsonObject)JsonNode.Parse(value)!, out _) ?? Behaviour;
            else if (key == "subscribed") Outbox.Subscribed = value == "1";
            else if (key == "profile") Profile = (JsonObject)JsonNode.Parse(value)!;
            else if (key == "limits" && JsonNode.Parse(value) is JsonObject limits)
                Limits.Set((int?)limits["tier"].AsNumber(), (int?)limits["throughput"].AsNumber(), (int?)limits["pair"].AsNumber());
        }

        foreach (var (_, value) in _store.Load("accepted")) Count("accepted", long.Parse(value, CultureInfo.InvariantCulture));
        foreach (var (waId, value) in _store.Load("window")) _windowsUntil[waId] = FromMs(long.Parse(value, CultureInfo.InvariantCulture));
        foreach (var (waId, _) in _store.Load("stopped")) _stoppedMarketing.Add(waId);
        foreach (var (id, _) in _store.Load("inbound")) _inbound.Add(id);
        RestoreMessages();
    }

    // Messages are kept for the messaging limit alone; older ones than its window are of no use.
    private void RestoreMessages()
    {
        var old = new List<StoredChange>();
        var recent = new List<(DateTimeOffset At, string WaId, string Id)>();
        foreach (var (id, body) in _store.Load("message"))
        {
            var message = (JsonObject)JsonNode.Parse(body)!;
            var at = FromMs((long)message["at"].AsNumber()!.Value);
            if (Now - at >= TimeSpan.FromHours(24)) old.Add(new StoredChange("message", id, null));
            else if (message["counted"].IsTrue()) recent.Add((at, message.Text("to")!, id));
        }

        foreach (var (at, waId, id) in recent.OrderBy(entry => entry.At)) Limits.Count(waId, id, at);
        _store.Write(old);
    }

    private static DateTimeOffset FromMs(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);
}
