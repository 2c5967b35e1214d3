using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace WaPortal.Sandbox;

internal enum UpdateKind
{
    Status,
    Message,
    Change,
}

/// <summary>One update that the subscriber has not taken yet.</summary>
/// <param name="Json">The status, the message or the whole value, as it goes out.</param>
/// <param name="Contact">The entry of <c>contacts</c> that comes with it.</param>
/// <param name="ReleaseWaId">Whose place under the messaging limit a failed message gives back.</param>
internal sealed record PendingUpdate(
    long Id, long DueMs, UpdateKind Kind, string Field, string Json, string? Contact = null, string? ReleaseWaId = null, string? MessageId = null)
{
    /// <summary>Put off once by the fault that shuffles.</summary>
    public bool Shuffled { get; set; }

    public StoredChange Stored() => new("update", StoredId(Id), JsonSerializer.Serialize(this));

    public StoredChange Forgotten() => new("update", StoredId(Id), null);

    private static string StoredId(long id) => id.ToString("D15", CultureInfo.InvariantCulture);
}

/// <summary>Updates by the time when they are due, kept until someone took them.</summary>
internal sealed class Outbox
{
    private readonly Lock _gate = new();
    private readonly ISandboxStore _store;
    private readonly TimeProvider _time;
    private readonly PriorityQueue<PendingUpdate, (long, long)> _waiting = new();
    private long _nextId = 1;

    public Outbox(ISandboxStore store, TimeProvider time)
    {
        (_store, _time) = (store, time);
        foreach (var (_, body) in store.Load("update"))
        {
            var update = JsonSerializer.Deserialize<PendingUpdate>(body)!;
            _nextId = Math.Max(_nextId, update.Id + 1);
            PutBack(update);
        }
    }

    /// <summary>Without a subscribed app nobody is told.</summary>
    public bool Subscribed { get; set; } = true;

    public int Count
    {
        get { lock (_gate) return _waiting.Count; }
    }

    public long NextId() => Interlocked.Increment(ref _nextId);

    public void Add(string field, JsonObject value, params StoredChange[] alongWith) =>
        Add([new PendingUpdate(NextId(), _time.GetUtcNow().ToUnixTimeMilliseconds(), UpdateKind.Change, field, value.ToJsonString())], alongWith);

    /// <summary>Keeps the updates and what belongs to them in one step.</summary>
    public void Add(IReadOnlyCollection<PendingUpdate> updates, params StoredChange[] alongWith)
    {
        if (!Subscribed) updates = [];
        _store.Write([.. alongWith, .. updates.Select(update => update.Stored())]);
        lock (_gate)
        {
            foreach (var update in updates) _waiting.Enqueue(update, (update.DueMs, update.Id));
        }
    }

    public void PutBack(PendingUpdate update)
    {
        lock (_gate) _waiting.Enqueue(update, (update.DueMs, update.Id));
    }

    public void Forget(IReadOnlyCollection<PendingUpdate> updates) => _store.Write([.. updates.Select(update => update.Forgotten())]);

    /// <summary>What is due now, at most so many, oldest first.</summary>
    public List<PendingUpdate> TakeDue(int most)
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var taken = new List<PendingUpdate>();
        lock (_gate)
        {
            while (taken.Count < most && _waiting.TryPeek(out var update, out _) && update.DueMs <= now)
            {
                _waiting.Dequeue();
                taken.Add(update);
            }
        }

        return taken;
    }
}
