using System.Globalization;
using System.Text.Json.Nodes;

namespace WaPortal.Sandbox;

/// <summary>A way to misbehave that was asked for.</summary>
/// <param name="On">Part of the path that a request fault applies to; <c>*</c> for all.</param>
/// <param name="RetryAfter">Seconds that a refusal asks to wait; null where it says nothing.</param>
internal sealed record Fault(string Kind, double Probability, string On, int DelayMs, int? RetryAfter = null)
{
    /// <summary>How often it may still happen; null for as long as it stands.</summary>
    public int? Left { get; set; }

    public int Hits { get; set; }
}

/// <summary>The faults that are switched on. Their chances come from a generator seeded like the rest.</summary>
internal sealed class Faults(int seed)
{
    private static readonly HashSet<string> RequestKinds = ["http500", "http503", "gateway", "timeout", "reset_before", "reset_after_accept", "half_answer", "garbage", "late_answer", "delay"];
    private static readonly HashSet<string> WebhookKinds = ["duplicate_webhooks", "shuffle_webhooks", "drop_webhooks"];

    private readonly Lock _gate = new();
    private readonly List<Fault> _faults = [];
#pragma warning disable CA5394 // Repeatable chance is the point here.
    private readonly Random _random = new(seed);

    public int Next(int below)
    {
        lock (_gate) return _random.Next(below);
    }

    /// <summary>Null when it was added, else why not.</summary>
    public string? Add(JsonObject request)
    {
        var kind = request.Text("kind") ?? "";
        var isError = kind.StartsWith("error:", StringComparison.Ordinal)
            && int.TryParse(kind.AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out _);
        if (!isError && !RequestKinds.Contains(kind) && !WebhookKinds.Contains(kind))
            return "kind is one of " + string.Join(", ", RequestKinds.Concat(WebhookKinds)) + " or error:<code>.";
        var probability = request["probability"] is null ? 1 : request["probability"].AsNumber();
        if (probability is not (>= 0 and <= 1)) return "probability is a number from 0 to 1.";
        if (request["count"] is not null && request["count"].AsNumber() is not >= 1) return "count is a number from 1, or null for no end.";
        var delay = request["delayMs"].AsNumber() ?? 2000;
        if (request["retryAfter"] is not null && request["retryAfter"].AsNumber() is not (>= 0 and <= 3600)) return "retryAfter is a number of seconds up to 3600.";
        lock (_gate)
        {
            _faults.Add(new Fault(kind, probability.Value, request.Text("on") ?? "/messages", (int)Math.Clamp(delay, 0, 600_000), (int?)request["retryAfter"].AsNumber())
            {
                Left = (int?)request["count"].AsNumber(),
            });
        }

        return null;
    }

    public void Clear()
    {
        lock (_gate) _faults.Clear();
    }

    /// <summary>The fault that befalls a request, if any.</summary>
    public Fault? ForRequest(string path) =>
        Draw(fault => !WebhookKinds.Contains(fault.Kind) && (fault.On == "*" || path.Contains(fault.On, StringComparison.Ordinal)));

    public bool ForWebhook(string kind) => Draw(fault => fault.Kind == kind) is not null;

    public JsonArray ToJson()
    {
        lock (_gate)
        {
            return new JsonArray([.. _faults.Select(fault => (JsonNode)new JsonObject
            {
                ["kind"] = fault.Kind,
                ["probability"] = fault.Probability,
                ["on"] = fault.On,
                ["left"] = fault.Left,
                ["hits"] = fault.Hits,
            })]);
        }
    }

    private Fault? Draw(Func<Fault, bool> fits)
    {
        lock (_gate)
        {
            foreach (var fault in _faults)
            {
                if (!fits(fault) || fault.Left == 0 || _random.NextDouble() >= fault.Probability) continue;
                if (fault.Left is not null) fault.Left--;
                fault.Hits++;
                return fault;
            }

            return null;
        }
    }
#pragma warning restore CA5394
}
